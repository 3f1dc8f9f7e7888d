"""Open risks counted by status and by how long they have stood in it, each figure with the address of its risks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, Count, FloatField
from django.db.models.functions import Extract
from django.http import QueryDict
from django.utils.translation import ngettext

from risks import filters
from risks.ageing import Limits
from risks.ageing_buckets import CHOICES, HOURS, UNKNOWN, entered, within_age
from risks.care_filter import STALE
from risks.filters import Filters
from risks.heat import Figure
from risks.kinds import OPEN_STATUSES, Status
from risks.querysets import FlagQuerySet, stale
from risks.reading_links import leading_to

SECONDS_PER_HOUR = 3600
HOURS_PER_DAY = 24


class Median(Aggregate):
    """The middle value, as PostgreSQL computes it; half-way between two middle ones."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class AgeCell(Figure):
    """The risks of one status and age; `over` tells that all of them stand longer than the status's limit."""

    over: bool


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One open status, or all of them (label ""): its ages, what is over the limit, and the median in hours."""

    label: str
    limit: int | None
    cells: list[AgeCell]
    stale: Figure
    total: Figure
    median: float | None

    @property
    def limit_words(self) -> str:
        """Say the limit of the status."""
        return long(self.limit) if self.limit is not None else ""

    @property
    def median_words(self) -> str:
        """Say the median age, "" where no risk has a known one."""
        return long(self.median) if self.median is not None else ""


@dataclass(frozen=True, slots=True)
class Ageing:
    """The table of ages, one column for each of `buckets`."""

    buckets: list[str]
    rows: list[AgeRow]
    every: AgeRow


def long(hours: float) -> str:
    """Say a number of hours: in hours up to two days, in days from there."""
    if hours < 2 * HOURS_PER_DAY:
        number = int(hours)
        return ngettext("%(n)d jam", "%(n)d jam", number) % {"n": number}
    number = int(hours // HOURS_PER_DAY)
    return ngettext("%(n)d hari", "%(n)d hari", number) % {"n": number}


def ageing(
    flags: FlagQuerySet, chosen: Filters, query: QueryDict, *, election_id: int, at: datetime, limits: Limits
) -> Ageing:
    """Count the open risks that the filters find by status and age at a moment (2 queries)."""
    found = filters.narrow(flags, chosen, election_id=election_id).open().order_by()
    counts: dict[str, Any] = {name: Count("pk", filter=within_age(name, at)) for name, _word in CHOICES}
    counts |= {"number": Count("pk"), "overdue": Count("pk", filter=stale(limits.moments(at)))}
    prefixed = {f"n_{name}": count for name, count in counts.items()}
    counted = {row.pop("status"): row for row in found.values("status").annotate(middle=_median(), **prefixed)}
    every = {name: sum(row[name] for row in counted.values()) for name in prefixed}
    every["middle"] = found.aggregate(middle=_median())["middle"]
    buckets = [(name, word) for name, word in CHOICES if name != UNKNOWN or every[f"n_{UNKNOWN}"]]
    statuses = [each for each in OPEN_STATUSES if not chosen.shown or each in chosen.shown]
    hours = limits.hours()
    names = [name for name, _word in buckets]
    rows = [_row(query, [each], counted.get(each, {}), names, hours[each], at) for each in statuses]
    return Ageing([str(word) for _name, word in buckets], rows, _row(query, statuses, every, names, None, at))


def _median() -> Median:
    return Median(Extract(entered(), "epoch", tzinfo=UTC))


def _since(entered_at: float | None, at: datetime) -> float | None:
    """Give the hours from a moment, in seconds since 1970, to another."""
    return None if entered_at is None else max(at.timestamp() - entered_at, 0) / SECONDS_PER_HOUR


def _row(
    query: QueryDict,
    statuses: list[Status],
    counted: dict[str, Any],
    buckets: list[str],
    limit: int | None,
    at: datetime,
) -> AgeRow:
    chosen = [each.value for each in statuses]
    numbers = {name: counted.get(f"n_{name}", 0) for name in (*buckets, "overdue", "number")}

    def url(name: str, **changed: object) -> str:
        return leading_to("risks", query, status=chosen, **changed) if numbers[name] else ""

    cells = []
    for name in buckets:
        over = limit is not None and name != UNKNOWN and HOURS[name][0] >= limit
        cells.append(AgeCell(numbers[name], url(name, age=name), over))
    return AgeRow(
        str(statuses[0].label) if len(statuses) == 1 else "",
        limit,
        cells,
        Figure(numbers["overdue"], url("overdue", care=STALE)),
        Figure(numbers["number"], url("number")),
        _since(counted.get("middle"), at),
    )
