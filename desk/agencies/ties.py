"""What hangs on an agency; the apps above say what they hold of it, because this one cannot look up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from desk.agencies.models import Agency
from desk.context import Actor


class Line(NamedTuple):
    """So many things of one sort, and where exactly these are listed ("" where there is no list of them)."""

    number: int
    label: str
    url: str = ""


class HandOver(Protocol):
    """Gives all things of one sort to another agency; gives how many there were."""

    def __call__(self, agency: Agency, to: Agency, *, reason: str, actor: Actor | None, at: datetime) -> int:
        """Hand over."""
        ...


@dataclass(frozen=True, slots=True)
class Tie:
    """One sort of thing that hangs on agencies: how it is counted, and how it is handed over where that can be done."""

    name: str
    label: Any
    lines: Callable[[Agency, datetime], Iterable[Line]]
    hand_over: HandOver | None = None


_ties: dict[str, Tie] = {}


def register(*found: Tie) -> None:
    """Take what an upper app knows of agencies; a name again takes the place of the first."""
    _ties.update({each.name: each for each in found})


def registered() -> tuple[Tie, ...]:
    """Give all sorts of things that may hang on an agency."""
    return tuple(_ties.values())


def hanging(agency: Agency, at: datetime) -> list[tuple[Tie, list[Line]]]:
    """Give what hangs on an agency, by sort; sorts of which there is nothing are left out."""
    found = [(tie, [line for line in tie.lines(agency, at) if line.number]) for tie in registered()]
    return [(tie, lines) for tie, lines in found if lines]
