"""What a typed text asks for: codes in any spelling, names with a number, a position. Pure."""

import re
from dataclasses import dataclass

from tps import codes
from tps.search_words import words_of

LONGEST = 100
MOST_WORDS = 6
_SEPARATORS = r"[\s.\-–/_,:#]*"
_STATION = re.compile(
    rf"^(?:tps{_SEPARATORS})?(\d{{2}}){_SEPARATORS}(\d{{2}}){_SEPARATORS}(\d{{2}}){_SEPARATORS}(\d{{4}})"
    rf"({_SEPARATORS}(?:(?:tps|no|nomor){_SEPARATORS})?)(\d{{1,3}})?$"
)
_REGION = re.compile(rf"^\d{{2}}(?:{_SEPARATORS}\d){{2,8}}$")
_POINT = re.compile(r"^\(?([+-]?\d{1,3}(?:[.,]\d+)?)(?:\s*[;,]\s*|\s+)([+-]?\d{1,3}(?:[.,]\d+)?)\)?$")
_TIED = re.compile(r"^(?:tps|no|nomor)0*(\d{1,3})$")
_NUMBER = re.compile(r"^0*(\d{1,3})$")
_FILLERS = frozenset({"tps", "no", "nomor", "di", "dan"})
_LEVELS = {
    **dict.fromkeys(("desa", "ds", "kelurahan", "kel"), "village"),
    **dict.fromkeys(("kecamatan", "kec"), "district"),
    **dict.fromkeys(("kabupaten", "kab"), "regency"),
    **dict.fromkeys(("provinsi", "prov"), "province"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, and the level that was written before it ("kec leuwidamar"), "" for any."""

    term: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text asks for: a code, the beginning of one, words of names, numbers of stations, or a position.

    `village` and `region` are dotted codes, `beginning` the digits of an unfinished one, `point` latitude and longitude
    in degrees WGS 84.
    """

    village: str = ""
    region: str = ""
    beginning: str = ""
    names: tuple[Word, ...] = ()
    first: int = 1
    last: int = 999
    point: tuple[float, float] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Give the words of names."""
        return tuple(each.term for each in self.names)

    @property
    def numbered(self) -> bool:
        """Tell whether the text names a number or the beginning of one."""
        return (self.first, self.last) != (1, 999)

    @property
    def code(self) -> str:
        """Give the dotted region code that was typed, "" without one."""
        return self.village or self.region

    @property
    def empty(self) -> bool:
        """Tell whether the text asks for nothing at all."""
        return not (self.code or self.beginning or self.names or self.numbered or self.point)


def clean(text: str) -> str:
    """Give a text in one line, without NUL, cut to what anybody would type."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]


def understand(text: str) -> Wanted:
    """Read a text as a code ("36.02.06.2001 5", "3602062001005"), a position, or names with a number ("kanekes 5")."""
    text = clean(text).lower().replace("°", "")
    if text.isascii():
        found = _STATION.match(text)
        if found:
            return _station(*found.groups())
        point = _point(text)
        if point:
            return Wanted(point=point)
        if _REGION.match(text):
            return _code(re.sub(r"\D", "", text))
    return _names(text)


def _station(*parts: str) -> Wanted:
    *head, gap, digits = parts
    village = ".".join(head)
    if not digits:
        return Wanted(village=village)
    if gap or len(digits) == 3:
        number = int(digits)
        return Wanted(village, first=number, last=number)
    room = 10 ** (3 - len(digits))
    return Wanted(village, first=int(digits) * room, last=int(digits) * room + room - 1)


def _code(digits: str) -> Wanted:
    try:
        return Wanted(region=codes.dotted(digits))
    except ValueError:
        return Wanted(beginning=digits)


def _point(text: str) -> tuple[float, float] | None:
    """Read two numbers as a position: with a comma between them or a sign before one, or they may be a code."""
    found = _POINT.match(text)
    if not found or not ("," in text or ";" in text or "-" in text) or len(re.findall(r"\d[.,]\d", text)) < 2:
        return None
    one, other = (float(each.replace(",", ".")) for each in found.groups())
    if abs(one) > 90 >= abs(other):
        one, other = other, one
    return (one, other) if abs(one) <= 90 and abs(other) <= 180 else None


def _names(text: str) -> Wanted:
    names: list[Word] = []
    numbers: list[int] = []
    level = ""
    for word in words_of(text):
        number = _TIED.match(word) or _NUMBER.match(word)
        if number:
            numbers.append(int(number[1]))
        elif word in _LEVELS:
            level = _LEVELS[word]
        elif word not in _FILLERS:
            names.append(Word(word, level))
            level = ""
    if level and not names:
        names.append(Word(words_of(text)[-1]))  # "kel" may become "kelapa"
    kept = tuple(dict.fromkeys(names))[:MOST_WORDS]
    if numbers:
        return Wanted(names=kept, first=numbers[0], last=numbers[0])
    return Wanted(names=kept)
