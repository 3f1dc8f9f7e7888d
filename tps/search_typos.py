"""Places whose names only look like what was typed: a letter wrong, missing or swapped, words split or joined."""

from collections.abc import Iterator, Sequence

from tps.models import NameTerm, PlaceName, Region
from tps.querysets import lies_within
from tps.search_querysets import PlaceNameQuerySet
from tps.search_text import Word
from tps.search_words import LEVELS, OWN, distance, forgiven

MOST_TERMS = 60
Spelling = tuple[Word, ...]


def likely(names: Sequence[Word], within: str, limit: int) -> list[str]:
    """Give the codes of the places in a region that look most like these words, the fewest errors first."""
    spellings = list(_spellings(tuple(names)))
    terms = _terms({word.term for spelling in spellings for word in spelling})
    found: dict[str, tuple[int, int, str]] = {}
    for joins, spelling in enumerate(spellings):
        if not all(terms[word.term] for word in spelling):
            continue
        rows = _places(spelling, terms).filter(lies_within(within)).values_list("region_id", "own")
        for code, own in rows[: limit * 5]:
            errors = sum(_errors(word, own, terms[word.term]) for word in spelling) + bool(joins)
            rank = (errors, len(code), code)
            found[code] = min(found.get(code, rank), rank)
    return sorted(found, key=lambda code: found[code])[:limit]


def texts(places: Sequence[str], number: int | None) -> list[str]:
    """Give the texts by which places are found, with a station's number where one was typed; each text once."""
    names = Region.objects.in_bulk(places)
    shown = [names[code].name if number is None else f"{names[code].name} {number}" for code in places if code in names]
    return list(dict.fromkeys(shown))


def _spellings(names: Spelling) -> Iterator[Spelling]:
    """Give the words as typed, then with two neighbours joined."""
    yield names
    for at in range(len(names) - 1):
        yield (*names[:at], Word(names[at].term + names[at + 1].term, names[at].level), *names[at + 2 :])


def _terms(words: set[str]) -> dict[str, dict[str, int]]:
    """Give the terms near each word with their distance, the nearest first, in one query."""
    found: dict[str, dict[str, int]] = {word: {} for word in words}
    near = list(NameTerm.objects.near(words).values_list("term", flat=True))
    for word in words:
        most = forgiven(word)
        far = {term: distance(word, term, most) for term in near}
        closest = sorted((errors, term) for term, errors in far.items() if errors <= most)
        found[word] = {term: errors for errors, term in closest[:MOST_TERMS]}
    return found


def _places(spelling: Spelling, terms: dict[str, dict[str, int]]) -> PlaceNameQuerySet:
    rows = PlaceName.objects.all()
    own: list[str] = []
    for word in spelling:
        tag = LEVELS.get(word.level, "")
        rows = rows.filter(terms__overlap=[f"{tag}{term}" for term in terms[word.term]])
        own += [f"{OWN}{term}" for term in terms[word.term]]
    return rows.filter(terms__overlap=own).order_by("region_id")


def _errors(word: Word, own: str, terms: dict[str, int]) -> int:
    """Count a word's errors against a place's own name; a word of a higher name costs more than any of them."""
    return next((errors for term, errors in terms.items() if f" {term} " in own), 3)
