"""The ladders as they stand, and the rules of hours that hold now."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from desk import clock
from desk.coordination.models import LadderStep, ReminderRules
from desk.coordination.reminders.rules import Rules
from tps.models import Election


@dataclass(frozen=True, slots=True)
class Ladders:
    """The steps of each agency's ladder, None for everybody's, in the order in which they speak."""

    steps: dict[int | None, tuple[LadderStep, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Ladders":
        """Read all ladders."""
        found: dict[int | None, list[LadderStep]] = {}
        for step in LadderStep.objects.standing().order_by("hours", "pk"):
            found.setdefault(step.agency_id, []).append(step)
        return cls({agency: tuple(steps) for agency, steps in found.items()})

    def of(self, agency_id: int) -> tuple[LadderStep, ...]:
        """Give the ladder of an agency: its own, else everybody's."""
        return self.steps.get(agency_id) or self.steps.get(None, ())

    @property
    def all(self) -> list[LadderStep]:
        """Give every step."""
        return [step for steps in self.steps.values() for step in steps]


def rules_row() -> ReminderRules:
    """Give the one row of rules; while nobody has saved it, the usual ones, unsaved."""
    return ReminderRules.objects.filter(pk=1).first() or ReminderRules(pk=1)


def rules_of(row: ReminderRules, election: Election | None) -> Rules:
    """Give the rules of hours, with the days of polling of the current election."""
    polling: tuple[datetime, datetime] | None = None
    if election is not None:
        start = election.polling_date - timedelta(days=row.polling_before)
        end = election.polling_date + timedelta(days=row.polling_after + 1)
        polling = (
            datetime.combine(start, time(), tzinfo=clock.zone()),
            datetime.combine(end, time(), tzinfo=clock.zone()),
        )
    return Rules(clock.zone(), row.quiet_from, row.quiet_until, row.digest_at, polling, row.divisor)
