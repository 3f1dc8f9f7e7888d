"""What the readers of small sets share: they give all their rows at each tick and keep no moment of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.coordination.models import Reminder
from desk.coordination.reminders.kinds import Fate
from desk.coordination.reminders.things import Thing

AHEAD = timedelta(days=2)  # steps that speak earlier than that before the due moment find nothing here
AGAIN = timedelta(minutes=15)


class Few:
    """Nothing to arm: who spoke stands in the ledger, and the next tick looks at all rows again."""

    kind = ""

    def arm(self, reckoned: Sequence[tuple[Thing, datetime | None]]) -> None:
        """Keep nothing."""

    def disarm(self, agency_id: int | None = None) -> None:
        """Forget nothing."""

    def unheard(self, at: datetime) -> list[int]:
        """Give the things of which a step found nobody just now: they rest for a quarter of an hour; one query."""
        lost = Reminder.objects.filter(kind=self.kind, fate=Fate.LOST, spoken_at__gt=at - AGAIN)
        return list(lost.values_list("thing", flat=True).distinct())
