"""What may be done with a meeting in which state, and how two people's words become one text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

MOST_RAW = 500_000  # characters as they are sent, with the markup of a word processor
MOST_TEXT = 50_000  # characters of one item's minutes
MOST_LINES = 1_500
MOST_ITEMS = 100
MOST_DECISIONS = 100
MOST_INVITED = 150
EARLY = timedelta(hours=2)  # how long before its time a meeting may be begun
LATE_MINUTES = 3  # days after which minutes that nobody approved are told on Beranda


@dataclass(frozen=True, slots=True)
class Merged:
    """Two people's words on one base: the text that holds both, and whether they never spoke of the same lines."""

    text: str
    clean: bool


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Merge by lines what became of `base` at two hands.

    Where both changed the same lines `clean` is False and the text holds both, theirs first.
    """
    if mine in (theirs, base):
        return Merged(theirs, True)
    if theirs == base:
        return Merged(mine, True)
    old, ours, other = _lines(base), _lines(mine), _lines(theirs)
    merged: list[str] = []
    clean = True
    b = m = t = 0
    for common in _common(old, ours, other):
        part, fits = _between(old[b : common.base], ours[m : common.mine], other[t : common.theirs])
        merged += part
        clean = clean and fits
        merged += old[common.base : common.base + common.size]
        b, m, t = (start + common.size for start in (common.base, common.mine, common.theirs))
    return Merged("\n".join(merged), clean)


@dataclass(frozen=True, slots=True)
class _Common:
    base: int
    mine: int
    theirs: int
    size: int


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _between(old: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], bool]:
    """Join what stands between two common stretches; the second value tells whether that was free of doubt."""
    if mine in (theirs, old):
        return theirs, True
    if theirs == old:
        return mine, True
    size = len(old)
    if not size:
        # Both wrote something new in the same place: both stay, unless one went on from the other's words.
        if mine[: len(theirs)] == theirs:
            return mine, True
        return (theirs, True) if theirs[: len(mine)] == mine else (theirs + mine, True)
    if len(mine) == len(theirs) == size:
        return _line_by_line(old, mine, theirs)
    # One changed the lines, the other only wrote before or after them.
    if theirs[:size] == old:
        return mine + theirs[size:], True
    if mine[:size] == old:
        return theirs + mine[size:], True
    if theirs[-size:] == old:
        return theirs[:-size] + mine, True
    if mine[-size:] == old:
        return mine[:-size] + theirs, True
    return theirs + [line for line in mine if line not in theirs], False


def _line_by_line(old: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], bool]:
    merged: list[str] = []
    clean = True
    for was, one, other in zip(old, mine, theirs, strict=True):
        if one in (other, was):
            merged.append(other)
        elif other == was:
            merged.append(one)
        else:
            merged += [other, one]
            clean = False
    return merged, clean


def _common(old: list[str], mine: list[str], theirs: list[str]) -> list[_Common]:
    """Give the stretches of the base that both kept, in order, with an empty one at the end."""
    found: list[_Common] = []
    ours, others = _matches(old, mine), _matches(old, theirs)
    i = j = 0
    while i < len(ours) and j < len(others):
        (a_base, a_mine, a_size), (b_base, b_theirs, b_size) = ours[i], others[j]
        start, end = max(a_base, b_base), min(a_base + a_size, b_base + b_size)
        if start < end:
            found.append(_Common(start, a_mine + start - a_base, b_theirs + start - b_base, end - start))
        if a_base + a_size < b_base + b_size:
            i += 1
        else:
            j += 1
    return [*found, _Common(len(old), len(mine), len(theirs), 0)]


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]
