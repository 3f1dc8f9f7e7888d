"""What sources say with lists of stations, one line for each source and date, counted in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf, Trim, TruncDate

from desk import clock
from risks.claims_lapse import lapse_limit, stale_sql
from risks.kinds import HARMLESS, Grade
from risks.models import Observation
from risks.speaking import Rule

GAP = timedelta(days=7)  # after a week of silence what a source says is a new list
MOST_DATES = 6  # of one source; older ones are reached by comparing with a date

# Each source's newest word on each station as it was at the end of each list; a later list keeps what it is silent on.
# What has lapsed speaks only where nothing else does, and is counted apart.
COUNTED = """
WITH said AS MATERIALIZED ({said}),
spans AS (
    SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS given (source_id, until, lapse)
),
heard AS (
    SELECT spans.source_id, spans.until, said.station_id, said.grade, said.observed_at, said.id, {stale} AS stale
    FROM spans JOIN said ON said.source_id = spans.source_id AND said.observed_at < spans.until
),
newest AS (
    SELECT DISTINCT ON (source_id, until, station_id) source_id, until, grade, stale FROM heard
    ORDER BY source_id, until, station_id, stale, observed_at DESC, id DESC
)
SELECT source_id, until, grade, stale, count(*) FROM newest GROUP BY source_id, until, grade, stale
"""


@dataclass(slots=True)
class Listed:
    """The stations that one source has named by a day, by the grade of its newest statement about each."""

    source_id: int
    code: str
    name: str
    first: date
    last: date
    people: list[str]
    files: list[dict[str, Any]]
    newest: bool = False
    grades: dict[str, int] = field(default_factory=dict)
    lapse: datetime | None = None
    lapsed: int = 0

    @property
    def until(self) -> datetime:
        """Give the moment before which all of it was observed: the end of the last day in the province's zone."""
        return end_of(self.last)

    @property
    def stations(self) -> int:
        """Count the stations of which something that has not lapsed is said."""
        return sum(self.grades.values())

    @property
    def adverse(self) -> int:
        """Count the stations of which the source says that something is wrong."""
        return sum(count for grade, count in self.grades.items() if grade not in HARMLESS)

    @property
    def harmless(self) -> int:
        """Count the stations of which the source says that all is well."""
        return self.stations - self.adverse

    @property
    def key(self) -> str:
        """Give the list's address for comparing, such as "kpu@2024-01-31"."""
        return f"{self.code}@{self.last.isoformat()}"

    @property
    def words(self) -> list[tuple[str, int]]:
        """Give what is counted, grade by grade, in the order of the grades; without a grade the word is empty."""
        order = ["", *Grade.values]
        return [
            (str(Grade(grade).label) if grade else "", self.grades[grade])
            for grade in sorted(self.grades, key=order.index)
        ]


def end_of(day: date) -> datetime:
    """Give the end of a day (the start of the next) in the province's zone."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=clock.zone())


def lists(election_id: int, kind: str, within: str = "", *, rule: Rule, at: datetime) -> list[Listed]:
    """Give the lists of all sources about a kind in a dotted region code, by source, newest first (2 queries).

    Sightings of water lapse by the rule: of each source's newest list as of the moment, of an older one as of its end.
    """
    rows = Observation.objects.of(election_id).within(within).counting().filter(kind=kind, station__isnull=False)
    found = _spans(_days(rows))
    for each in found:
        each.lapse = lapse_limit(rule, at, None if each.newest else each.until)
    if found:
        _count(rows, found, kind)
    return found


def _days(rows: QuerySet[Observation]) -> Iterable[Any]:
    full = Trim(Concat("recorded_by__first_name", Value(" "), "recorded_by__last_name"))
    person = Coalesce(NullIf(full, Value("")), "recorded_by__username")
    return (
        rows.order_by()
        .annotate(day=TruncDate("observed_at", tzinfo=clock.zone()))
        .values("source_id", "source__code", "day", shown=Coalesce(NullIf("source__short", Value("")), "source__name"))
        .annotate(
            people=ArrayAgg(person, distinct=True, default=Value([])),
            files=ArrayAgg(
                JSONObject(pk="list_import", name="list_import__file__name"),
                filter=Q(list_import__isnull=False),
                distinct=True,
                default=Value([]),
            ),
        )
        .order_by("shown", "source_id", "day")
    )


def _spans(days: Iterable[Any]) -> list[Listed]:
    by_source: dict[int, list[Listed]] = {}
    for row in days:
        spans = by_source.setdefault(row["source_id"], [])
        if not spans or row["day"] - spans[-1].last > GAP:
            spans.append(Listed(row["source_id"], row["source__code"], row["shown"], row["day"], row["day"], [], []))
        span = spans[-1]
        span.last = row["day"]
        span.people += [each for each in row["people"] if each and each not in span.people]
        span.files += [each for each in row["files"] if each not in span.files]
    found: list[Listed] = []
    for spans in by_source.values():
        spans[-1].newest = True
        found += list(reversed(spans))[:MOST_DATES]
    return found


def _count(rows: QuerySet[Observation], found: list[Listed], kind: str) -> None:
    said, params = (
        rows.order_by().values("id", "source_id", "station_id", "grade", "observed_at").query.sql_with_params()
    )
    by_key = {(each.source_id, each.until): each for each in found}
    spans: list[list[Any]] = [
        [each.source_id for each in found],
        [each.until for each in found],
        [each.lapse for each in found],
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(said=said, stale=stale_sql(kind)), [*params, *spans])
        for source_id, until, grade, stale, count in cursor.fetchall():
            listed = by_key[source_id, until]
            if stale:
                listed.lapsed += count
            else:
                listed.grades[grade] = count
