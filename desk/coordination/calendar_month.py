"""A month of due moments as a calendar shows it: whole weeks from Monday, days of WIB."""

import re
from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from desk import clock
from desk.coordination.models import Task
from desk.coordination.querysets import TaskQuerySet

SHOWN = 4
_MONTH = re.compile(r"^(20\d{2})-(0[1-9]|1[0-2])$")


@dataclass(slots=True)
class Day:
    """One day: how many tasks are due, and the first of them."""

    day: date
    inside: bool
    count: int = 0
    tasks: list[Task] = field(default_factory=list)

    @property
    def more(self) -> int:
        """Give how many are not named."""
        return self.count - len(self.tasks)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks, with the names of the months beside it (2026-11)."""

    first: date
    weeks: list[list[Day]]
    before: str
    after: str

    @property
    def busy(self) -> list[Day]:
        """Give the days of the month itself on which something is due."""
        return [day for week in self.weeks for day in week if day.inside and day.count]


def month_of(text: str, at: datetime) -> date:
    """Read a month written 2026-11; anything else is the month of `at`."""
    found = _MONTH.match(text)
    return date(int(found[1]), int(found[2]), 1) if found else clock.local(at).date().replace(day=1)


def month(tasks: TaskQuerySet, first: date) -> Month:
    """Give the month that begins with `first`; three queries whatever the data."""
    weeks = [[Day(day, day.month == first.month) for day in week] for week in _weeks(first)]
    days = {each.day: each for week in weeks for each in week}
    zone = clock.zone()
    start, end = min(days), max(days) + timedelta(days=1)
    rows = tasks.order_by().filter(
        due_at__gte=datetime.combine(start, time(), tzinfo=zone), due_at__lt=datetime.combine(end, time(), tzinfo=zone)
    )
    rows = rows.annotate(day=TruncDate("due_at", tzinfo=zone))
    for day, count in rows.values_list("day").annotate(Count("pk")):
        days[day].count = count
    place = Window(RowNumber(), partition_by=F("day"), order_by=[F("due_at"), F("pk")])
    keys = rows.annotate(place=place).filter(place__lte=SHOWN).values_list("pk", flat=True)
    for task in Task.objects.filter(pk__in=list(keys)).for_table().order_by("due_at", "pk"):
        days[clock.local(task.due_at).date()].tasks.append(task)
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    return Month(first, weeks, f"{before:%Y-%m}", f"{after:%Y-%m}")


def _weeks(first: date) -> list[list[date]]:
    return Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
