"""Time as the desk counts it: the province's zone, reporting days and ISO weeks with a cut-off hour."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_WEEK = re.compile(r"^(\d{4})-W(\d{2})$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Window:
    """A named reporting window [start, end): name is '2024-W05' or '2024-01-29', both moments are zone-aware."""

    name: str
    start: datetime
    end: datetime

    @property
    def first_day(self) -> date:
        """Give the first calendar day in the province's zone."""
        return self.start.astimezone(zone()).date()

    @property
    def last_day(self) -> date:
        """Give the last calendar day that the window touches, in the province's zone."""
        return (self.end - timedelta(microseconds=1)).astimezone(zone()).date()


def zone() -> ZoneInfo:
    """Give the province's time zone (setting TIME_ZONE, Asia/Jakarta by default)."""
    return ZoneInfo(settings.TIME_ZONE)


def now() -> datetime:
    """Give this moment, zone-aware; only views, commands and jobs ask, everything below gets `at`."""
    return timezone.now()


def local(at: datetime) -> datetime:
    """Give the moment in the province's zone."""
    return at.astimezone(zone())


def day_of(at: datetime) -> date:
    """Give the reporting day of a moment: before the cut-off hour it is still the day before."""
    cut_off: time = settings.DESK_CUT_OFF
    there = local(at)
    return there.date() - timedelta(days=there.time() < cut_off)


def day_window(day: date) -> Window:
    """Give the reporting window of a day, from cut-off to cut-off in the province's zone."""
    return Window(day.isoformat(), _cut(day), _cut(day + timedelta(days=1)))


def week_window(name: str) -> Window:
    """Give the reporting window of an ISO week written 2024-W05; ValueError for anything else."""
    found = _WEEK.match(name)
    if not found:
        raise ValueError(f"{name!r} is not a week; write it like 2024-W05.")
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Window(name, _cut(monday), _cut(monday + timedelta(days=7)))


def week_of(at: datetime) -> Window:
    """Give the reporting week in which a moment lies."""
    year, week, _ = day_of(at).isocalendar()
    return week_window(f"{year:04d}-W{week:02d}")


def window(name: str) -> Window:
    """Give the window of a name as it stands in a row: an ISO week or an ISO day."""
    return day_window(date.fromisoformat(name)) if _DAY.match(name) else week_window(name)


def days_until(day: date, at: datetime) -> int:
    """Count the calendar days from a moment, in the province's zone, to a day (negative after it)."""
    return (day - local(at).date()).days


def _cut(day: date) -> datetime:
    return datetime.combine(day, settings.DESK_CUT_OFF, tzinfo=zone())
