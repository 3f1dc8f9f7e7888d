"""Counts beside the filters of the register of stations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Left

from desk.map import sql
from desk.map.filters import NO_POSITION
from desk.map.register import Question, base
from risks.kinds import Kind, Severity
from tps.querysets import StationQuerySet

LEVEL_LENGTHS = (2, 5, 8, 13)  # characters of a dotted code of each level


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts beside the filters, of the stations of the place and text; `found` pass the filters of risks too."""

    regions: dict[str, int]
    positions: dict[str, int]
    special: int
    missing: int
    all: int
    flagged: int
    found: int
    kinds: dict[str, int]
    severities: dict[str, int]


def counts(election_id: int, question: Question) -> Counts:
    """Count the stations beside each filter value, in two grouped statements."""
    stations = base(election_id, question)
    length = next((each for each in LEVEL_LENGTHS if each > len(question.place or "")), 13)
    groups = list(
        stations.order_by()
        .annotate(below=Left("region_id", length), there=Q(missing_since__isnull=True))
        .values_list("below", "position_source", "special", "there")
        .annotate(count=Count("pk"))
    )
    every = sum(group[4] for group in groups)
    flagged, hit, kinds, severities = _count_risks(election_id, question, stations) if every else (0, 0, {}, {})
    return Counts(
        regions=_sum((group[0], group[4]) for group in groups),
        positions=_sum((group[1] or NO_POSITION, group[4]) for group in groups),
        special=sum(group[4] for group in groups if group[2]),
        missing=sum(group[4] for group in groups if not group[3]),
        all=every,
        flagged=flagged,
        found=every - flagged if question.by_no_risk else hit if question.by_risk else every,
        kinds=kinds,
        severities=severities,
    )


def _count_risks(
    election_id: int, question: Question, stations: StationQuerySet
) -> tuple[int, int, dict[str, int], dict[str, int]]:
    """Count stations with an open risk, with one that is asked for, by kind, and by severity: grouped by station first.

    Statuses, sources and owners narrow which risks are counted at all.

    One open risk of a kind stands at a station at most, so only severities could count a station twice.
    """
    asked_kinds, asked_severities = question.kinds or Kind.values, question.severities or Severity.values
    wanted, own = sql.risks(election_id, replace(question, kinds=(), severities=(), day=None))
    place, values = stations.order_by().values("pk").query.sql_with_params()
    kinds = ", ".join("count(*) FILTER (WHERE kind = %s)" for _kind in Kind)
    severities = ", ".join("max((severity = %s)::int)" for _severity in Severity)
    names = [f"c{number}" for number in range(1 + len(Kind) + len(Severity))]
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), {sums} FROM (
                SELECT max((kind = ANY(%s) AND severity = ANY(%s))::int), {kinds}, {severities}
                FROM ({wanted}) AS wanted WHERE station_id IN ({place}) GROUP BY station_id
            ) AS own ({", ".join(names)})
            """,  # noqa: S608 — the pieces are constants of this module and Django's own; every value is a parameter
            [
                list(asked_kinds),
                list(asked_severities),
                *Kind.values,
                *Severity.values,
                *own,
                *values,
            ],
        )
        flagged, hit, *numbers = (int(number) for number in cursor.fetchone() or ())
    found = dict(zip([*Kind.values, *Severity.values], numbers, strict=True))
    return (
        flagged,
        hit,
        {kind: found[kind] for kind in Kind.values if found[kind]},
        {severity: found[severity] for severity in Severity.values if found[severity]},
    )


def _sum(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in pairs:
        found[key] = found.get(key, 0) + count
    return found
