"""The desk's settings for the recap, as the plain values that reading takes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from desk import clock


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when a form should be on its way, zone-aware: for stations within reach, and for those out of it."""

    reachable: datetime
    unreachable: datetime

    def phase(self, at: datetime) -> int:
        """Give how many of the two have passed at a moment."""
        return (at >= self.reachable) + (at >= self.unreachable)


def deadlines(polling_date: date) -> Deadlines:
    """Give the moments (DESK_RECAP_HOURS, DESK_RECAP_UNREACHABLE_HOURS: hours after midnight of polling day in WIB)."""
    midnight = datetime.combine(polling_date, datetime.min.time(), tzinfo=clock.zone())
    return Deadlines(
        midnight + timedelta(hours=settings.DESK_RECAP_HOURS),
        midnight + timedelta(hours=settings.DESK_RECAP_UNREACHABLE_HOURS),
    )
