"""The risks of a place counted for Beranda: one statement over all of them, however many there are."""

from datetime import datetime
from typing import Any

from django.db import connection

from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER

DISTRICT = 8  # characters of a dotted district code

# A risk is open at each moment after it was reported up to its closing; `since` and `until` count the moments passed
# at both, so that each of the many counts compares two small numbers. What was never dated counts as always known;
# what was closed without a date counts for no earlier moment.
_RISKS = """
SELECT left(coalesce(s.region_id, f.region_id), {district}) AS code, f.kind, f.severity, f.station_id,
    f.status = ANY(%(open)s) AS open,
    width_bucket(coalesce(f.reported_at, '-infinity'), %(moments)s::timestamptz[]) AS since,
    CASE WHEN f.closed_at IS NOT NULL THEN width_bucket(f.closed_at, %(moments)s::timestamptz[])
        WHEN f.status = ANY(%(open)s) THEN cardinality(%(moments)s::timestamptz[]) ELSE 0 END AS until
FROM risks_flag f LEFT JOIN tps_pollingstation s ON s.id = f.station_id
WHERE f.election_id = %(election)s{within}
"""
_WITHIN = """
    AND (coalesce(s.region_id, f.region_id) = %(place)s OR coalesce(s.region_id, f.region_id) LIKE %(below)s)"""


def counted(
    election_id: int, place: str, *, morning: datetime, week_ago: datetime, ends: list[datetime]
) -> list[dict[str, Any]]:
    """Count by kecamatan (or the wider region that a risk concerns) and kind, now and at moments: rows by code, kind.

    Each row has `now`, the four severities, `stations` (distinct TPS now), `stations_before` (at `morning`),
    `week_ago`, and `week_0`, `week_1`, … at the ends of weeks. `place` is a dotted code, "" counts everywhere.
    """
    moments = sorted({morning, week_ago, *ends})
    weeks = {f"week_{index}": end for index, end in enumerate(ends)} | {"week_ago": week_ago}
    then = ", ".join(f"count(*) FILTER (WHERE {_open(moments, at)}) AS {name}" for name, at in weeks.items())
    severities = ", ".join(f"count(*) FILTER (WHERE open AND severity = '{name.value}')" for name in SEVERITY_ORDER)
    sql = f"""
        WITH risk AS MATERIALIZED ({_RISKS.format(district=DISTRICT, within=_WITHIN if place else "")}),
        before AS (
            SELECT code, kind, count(*) AS stations
            FROM (SELECT DISTINCT code, kind, station_id FROM risk
                WHERE station_id IS NOT NULL AND {_open(moments, morning)}) AS station
            GROUP BY code, kind
        )
        SELECT now.*, coalesce(before.stations, 0) FROM (
            SELECT code, kind, count(*) FILTER (WHERE open), count(*) FILTER (WHERE open AND station_id IS NOT NULL),
                {severities}, {then}
            FROM risk GROUP BY code, kind
        ) AS now LEFT JOIN before USING (code, kind) ORDER BY now.code, now.kind
    """  # noqa: S608 — the pieces are constants and whole numbers of this module; every value is a parameter
    names = ["code", "kind", "now", "stations", *(name.value for name in SEVERITY_ORDER), *weeks, "stations_before"]
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "election": election_id,
                "open": [status.value for status in OPEN_STATUSES],
                "moments": moments,
                "place": place,
                "below": f"{place}.%",
            },
        )
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _open(moments: list[datetime], at: datetime) -> str:
    place = moments.index(at) + 1
    return f"since < {place} AND until >= {place}"
