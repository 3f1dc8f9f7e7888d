"""What hangs on a stage: upper apps register what moves when its days move, because this one cannot look up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from tps.models import Stage


@dataclass(frozen=True, slots=True)
class Change:
    """Other days for a stage, or (`onto`) another stage that takes the place of this one with days of its own."""

    stage: Stage
    starts_on: date
    ends_on: date
    onto: Stage | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that hangs on the stage: from when to when it moves (zone-aware), or why it stays.

    `late`: it will be due before now.
    """

    pk: int
    name: str
    url: str
    old: datetime
    new: datetime
    stays: str = ""
    late: bool = False


class Follower(Protocol):
    """One sort of thing that hangs on stages."""

    @property
    def label(self) -> Any:
        """Name the sort to people."""
        ...

    def preview(self, change: Change, at: datetime) -> Sequence[Move]:
        """Give what would move, and what hangs on the stage and would stay."""
        ...

    def apply(self, change: Change, at: datetime) -> int:
        """Move what `preview` gives; called inside the transaction and history context of the shift."""
        ...


_followers: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Take one sort of thing; a name again takes the place of the first."""
    _followers[name] = follower


def registered() -> tuple[Follower, ...]:
    """Give all sorts of things that may hang on a stage."""
    return tuple(_followers.values())


def preview(change: Change, at: datetime) -> list[tuple[Any, Sequence[Move]]]:
    """Give what a change would move, by sort; sorts of which there is nothing are left out."""
    found = [(follower.label, follower.preview(change, at)) for follower in registered()]
    return [(label, moves) for label, moves in found if moves]


def mark(change: Change, moves: Sequence[tuple[Any, Sequence[Move]]]) -> str:
    """Give a short mark of a preview: another one when anything in it has changed."""
    rows = [
        (move.pk, move.old.timestamp(), move.new.timestamp(), move.stays) for _label, each in moves for move in each
    ]
    facts = (change.stage.starts_on, change.stage.ends_on, change.starts_on, change.ends_on, rows)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]
