"""Names as search compares them: folded spelling, terms, marks for what lies near, and distance. Pure.

Folding makes spellings that people mix up the same: case, accents, apostrophes, the old spelling (oe, dj, tj) and
doubled letters. What is still different is a typing error, measured by distance.
"""

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import combinations, pairwise

LONGEST_TERM = 60
FIRST_LETTERS = 12  # errors beyond these letters are forgiven without a mark for each
# What stands before a term in the list of a place's terms: it is of the own name, or of a name of that level.
OWN, LEVELS = "=", {"province": "1:", "regency": "2:", "district": "3:", "village": "4:"}
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_OTHER = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_ROMAN = re.compile(r"^[ivx]+$")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"))
_RANKS = ("kabupaten", "kota")


def words_of(text: str) -> list[str]:
    """Give the folded words of a text or name, in order; what is no letter or digit parts them."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))
    return [fold(each) for each in _OTHER.sub(" ", _APOSTROPHES.sub("", plain)).split()]


def fold(word: str) -> str:
    """Give the spelling under which a word of a–z and 0–9 is kept: "Doekoeh" and "dukuh" are one."""
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word if len(word) < 4 or _ROMAN.match(word) else _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=4096)
def terms_of(name: str) -> tuple[str, ...]:
    """Give the terms under which a name is found: its words, its neighbouring words joined, all of it joined."""
    words = words_of(name)
    joined = ["".join(pair) for pair in pairwise(words)]
    return tuple(dict.fromkeys(each[:LONGEST_TERM] for each in (*words, *joined, "".join(words)) if each))


def whole(name: str) -> str:
    """Give a name as one folded word, without "Kabupaten" or "Kota" before it."""
    words = words_of(name)
    return "".join(words[1:] if len(words) > 1 and words[0] in _RANKS else words)


def mark(text: str) -> int:
    """Give a number for a piece of a term; two pieces seldom share one, so whoever meets it looks again."""
    return zlib.crc32(text.encode()) - 2**31


def grams(term: str) -> list[int]:
    """Give the marks of all runs of three letters: a term contains another only if it has all of that one's marks."""
    return sorted({mark(term[at : at + 3]) for at in range(len(term) - 2)})


def near(term: str) -> list[int]:
    """Give the marks of a term with none, one or (from eight letters on) two of its letters left out.

    Terms of at most `forgiven` errors between them share a mark.
    """
    head = term[:FIRST_LETTERS]
    places = range(len(head))
    kept = {head}
    for missing in range(1, forgiven(term) + 1):
        for gaps in combinations(places, missing):
            kept.add("".join(letter for at, letter in enumerate(head) if at not in gaps))
    return sorted(mark(each) for each in kept)


def forgiven(term: str) -> int:
    """Give how many typing errors a term may have: none below four letters, one below eight, two from there."""
    if len(term) < 4 or term.isdigit():
        return 0
    return 1 if len(term) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """Count the errors between terms (a letter more, less or wrong, two swapped); above `most` it is most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most and (row == 1 or min(last) > most):
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)
