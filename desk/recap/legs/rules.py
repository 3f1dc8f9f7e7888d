"""When a leg is late and how far up the ladder that goes, and who holds box and form; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.recap.legs.kinds import Cargo, LegState

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Times:
    """The expected and actual moments of a leg, zone-aware; None where it has not happened."""

    leaves_at: datetime
    arrives_at: datetime
    left_at: datetime | None = None
    arrived_at: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One hand-over: what, from whom to whom, when, and whether both have signed."""

    cargo: str
    giver: str
    receiver: str
    at: datetime
    signed: bool


@dataclass(frozen=True, slots=True)
class Custody:
    """Who holds a thing since when; `unsigned` tells of a later hand-over that lacks a signature."""

    holder: str
    since: datetime | None
    unsigned: bool = False


def state(times: Times) -> LegState:
    """Give how a leg stands."""
    if times.cancelled:
        return LegState.CANCELLED
    if times.arrived_at:
        return LegState.ARRIVED
    return LegState.UNDER_WAY if times.left_at else LegState.PLANNED


def late_minutes(times: Times, at: datetime) -> int:
    """Give by how many minutes a leg is late at a moment: its departure, then its arrival; 0 when it is not.

    A leg that left late is late only once its arrival is overdue: what counts on the way is when it comes.
    """
    found = state(times)
    if found is LegState.CANCELLED:
        return 0
    if found is LegState.PLANNED:
        due, seen = times.leaves_at, at
    else:
        due, seen = times.arrives_at, times.arrived_at or at
    return max(0, int((seen - due).total_seconds() // MINUTE))


def step(minutes: int, ladder: Sequence[int]) -> int:
    """Give the rung of the late ladder: 0 below the first of its minutes, then 1 and so on."""
    return sum(minutes >= rung for rung in ladder)


def custody(given: Iterable[Given], *, holder: str) -> dict[str, Custody]:
    """Give who holds box and form after some hand-overs in order; one without both signatures moves nothing.

    `holder` has them at the beginning.
    """
    found = {Cargo.BOX.value: Custody(holder, None), Cargo.FORM.value: Custody(holder, None)}
    for each in sorted(given, key=lambda one: one.at):
        things = (Cargo.BOX.value, Cargo.FORM.value) if each.cargo == Cargo.BOTH else (each.cargo,)
        for thing in things:
            if each.signed:
                found[thing] = Custody(each.receiver, each.at)
            else:
                found[thing] = Custody(found[thing].holder, found[thing].since, unsigned=True)
    return found
