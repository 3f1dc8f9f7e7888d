"""The rule of readiness, stated in one place: worst of what is known, and how much is not known. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from desk.coordination.readiness.kinds import CountsFrom, Said, Shown, Verdict


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist; `day` counts from polling day or from the first day of its stage.

    `stage_starts` is that first day, None while it hangs on no stage (any more); a statement about the item fades
    after `stale_days` days.
    """

    code: str
    subject: str
    title: str
    help: str
    day: int
    stale_days: int
    counts_from: str = CountsFrom.POLLING
    stage_id: int | None = None
    stage_name: str = ""
    stage_starts: date | None = None

    def wanted_on(self, polling_day: date) -> date | None:
        """Give the day by which it should be green; None when its stage is gone."""
        start = self.stage_starts if self.counts_from == CountsFrom.STAGE else polling_day
        return start + timedelta(days=self.day) if start else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items, in some kecamatan, stand how."""

    red: int = 0
    amber: int = 0
    green: int = 0
    na: int = 0
    stale: int = 0
    unknown: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Count both together: rolling up parts gives what rolling up the whole gives."""
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Tally)))

    @property
    def total(self) -> int:
        """Count all, those that do not apply among them."""
        return self.applicable + self.na

    @property
    def known(self) -> int:
        """Count what has a colour that has not faded."""
        return self.red + self.amber + self.green

    @property
    def unseen(self) -> int:
        """Count what nobody has said or what has faded: both are unknown."""
        return self.stale + self.unknown

    @property
    def applicable(self) -> int:
        """Count what applies; what does not apply says nothing, neither good nor bad."""
        return self.known + self.unseen

    @property
    def share_unknown(self) -> int | None:
        """Give the unknown in percent of what applies, never rounded to 0 or 100; None when nothing applies."""
        if not self.applicable:
            return None
        if self.unseen in {0, self.applicable}:
            return 100 if self.unseen else 0
        return min(max(round(100 * self.unseen / self.applicable), 1), 99)

    @property
    def verdict(self) -> Verdict:
        """Give the worst of what is known; green only when all that applies is known and green."""
        if not self.applicable:
            return Verdict.NA if self.na else Verdict.UNKNOWN
        if self.red:
            return Verdict.RED
        if self.amber:
            return Verdict.AMBER
        if not self.green:
            return Verdict.UNKNOWN
        return Verdict.PARTIAL if self.unseen else Verdict.GREEN


def fades(observed_at: datetime, stale_days: int, at: datetime) -> bool:
    """Tell whether a statement is too old to say anything: observed more than so many days before."""
    return at - observed_at > timedelta(days=stale_days)


def shown(said: str | None, observed_at: datetime | None, stale_days: int, at: datetime) -> Shown:
    """Give how an item stands by its newest statement (None: nobody has said anything)."""
    if said is None or observed_at is None:
        return Shown.UNKNOWN
    return Shown.STALE if fades(observed_at, stale_days, at) else Shown(Said(said).value)


def tally(states: Iterable[Shown]) -> Tally:
    """Count states."""
    counts = dict.fromkeys((each.value for each in Shown), 0)
    for state in states:
        counts[state.value] += 1
    return Tally(**counts)


def late(state: Shown, wanted: date | None, today: date) -> bool:
    """Tell whether the day by which an item should be green has passed without it being so."""
    return wanted is not None and wanted < today and state not in {Shown.GREEN, Shown.NA}
