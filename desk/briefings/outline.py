"""What a briefing tells, in order: the sections of its edition, which page, paper and mail show alike. Pure."""

from collections.abc import Callable
from types import ModuleType

from desk.briefings.content import bawaslu, daily, earlier, forkopimda, general, kabupaten, kpu, sekda
from desk.briefings.content.blocks import (
    Bars,
    Block,
    Cell,
    Grid,
    Head,
    Map,
    Mark,
    Prose,
    Section,
    severity_words,
)
from desk.briefings.content.sections.tasks import asked
from desk.briefings.situation import FIRST, Situation

__all__ = [
    "Bars",
    "Block",
    "Cell",
    "Grid",
    "Head",
    "Map",
    "Mark",
    "Prose",
    "Section",
    "asked",
    "parts",
    "sections",
    "sentences",
    "severity_words",
]
EDITIONS: dict[str, ModuleType] = {
    "election": kpu,
    "supervisor": bawaslu,
    "forkopimda": forkopimda,
    "full": sekda,
    "regency": kabupaten,
}
ABOUT: dict[str, tuple[tuple[Callable[[Situation], Section], ...], Callable[[Situation], list[str]]]] = {
    "disaster": (general.FLOOD, general.flood),
    "signal": (general.SIGNAL, general.signal),
}


def sections(situation: Situation) -> tuple[Section, ...]:
    """Give the parts of the paper; those of a situation frozen before there were editions stay as they were."""
    return tuple(part(situation) for part in parts(situation))


def parts(situation: Situation) -> tuple[Callable[[Situation], Section], ...]:
    """Give what makes the sections of a situation's edition, in order."""
    return _edition(situation)[0]


def sentences(situation: Situation) -> list[str]:
    """Give the summary, always five sentences."""
    return _edition(situation)[1](situation)


def _edition(
    situation: Situation,
) -> tuple[tuple[Callable[[Situation], Section], ...], Callable[[Situation], list[str]]]:
    if situation.version == FIRST:
        return earlier.SECTIONS[situation.profile], earlier.sentences
    if situation.edition == "daily":
        return daily.SECTIONS, daily.sentences
    if situation.profile in ABOUT:
        return ABOUT[situation.profile]
    edition = EDITIONS.get(situation.profile, general)
    return edition.SECTIONS, edition.sentences
