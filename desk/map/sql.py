"""The statements by which the map reads stations and their risks under every filter; every value is a parameter."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from desk import clock
from desk.agencies.models import Agency
from desk.map.box import Box, ranges
from desk.map.filters import NO_POSITION, Filters
from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER, Kind, Standing
from tps.models import PollingStation
from tps.search import matching

Statement = tuple[str, list[Any]]
SEVERITIES = {rank: severity.value for severity, rank in SEVERITY_ORDER.items()}
KINDS = tuple(Kind.values)
RANK = "CASE severity " + " ".join(f"WHEN '{word}' THEN {rank}" for rank, word in SEVERITIES.items()) + " END"
OF_KIND = ", ".join(f"count(*) FILTER (WHERE kind = '{kind}') AS k{place}" for place, kind in enumerate(KINDS))
SUMS = ", ".join(f"sum(k{place})" for place in range(len(KINDS)))
EACH = ", ".join(f"k{place}" for place in range(len(KINDS)))
OPEN = [status.value for status in OPEN_STATUSES]
_AGENCIES = f"SELECT id FROM {Agency._meta.db_table} WHERE code = ANY(%s)"  # noqa: S608 — our own name
_NOW = "SELECT id, election_id, station_id, region_id, kind, severity, status, owner_id FROM risks_flag"
# A risk as it stood at a moment: its status by the steps that people took, which are dated and never changed; what it
# was called and who owned it by its history. What was loaded without steps stands by the dates that it came with.
_THEN = """
SELECT f.id, f.election_id, f.station_id, f.region_id, f.kind,
    coalesce(known.severity, later.severity, f.severity) AS severity,
    coalesce(last.after, next.before,
        CASE WHEN f.closed_at >= %s OR f.closed_at IS NULL AND f.status NOT IN ('resolved', 'dismissed')
        THEN CASE WHEN f.verified_at < %s THEN 'verified' ELSE 'reported' END ELSE f.status END) AS status,
    CASE WHEN known.severity IS NOT NULL THEN known.owner_id WHEN later.severity IS NOT NULL THEN later.owner_id
        ELSE f.owner_id END AS owner_id
FROM risks_flag f
LEFT JOIN LATERAL (SELECT t.after FROM risks_transition t WHERE t.flag_id = f.id AND t.at < %s
    ORDER BY t.at DESC, t.id DESC LIMIT 1) AS last ON true
LEFT JOIN LATERAL (SELECT t.before FROM risks_transition t WHERE t.flag_id = f.id AND t.at >= %s
    ORDER BY t.at, t.id LIMIT 1) AS next ON true
LEFT JOIN LATERAL (SELECT e.severity, e.owner_id FROM risks_flagevent e WHERE e.pgh_obj_id = f.id
    AND e.pgh_created_at < %s ORDER BY e.pgh_id DESC LIMIT 1) AS known ON true
LEFT JOIN LATERAL (SELECT e.severity, e.owner_id FROM risks_flagevent e WHERE e.pgh_obj_id = f.id
    AND e.pgh_created_at >= %s ORDER BY e.pgh_id LIMIT 1) AS later ON true
WHERE f.reported_at < %s
"""


def moment_after(day: date) -> datetime:
    """Give the moment at which a day of the province's zone has ended."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.zone())


def risks(election_id: int, filters: Filters) -> Statement:
    """Give the statement of the wanted risks of an election: id, station_id, region_id, kind, severity, status.

    Without a choice of statuses these are the open ones. A source is an agency whose statement about it counts.
    """
    source = _THEN if filters.day else _NOW
    values: list[Any] = [moment_after(filters.day)] * 7 if filters.day else []
    sql = f"SELECT * FROM ({source}) AS known WHERE election_id = %s AND status = ANY(%s)"  # noqa: S608 — as above
    values += [election_id, list(filters.statuses) or OPEN]
    for column, words in (("kind", filters.kinds), ("severity", filters.severities)):
        if words:
            sql += f" AND {column} = ANY(%s)"
            values.append(list(words))
    if filters.owners:
        sql += f" AND owner_id IN ({_AGENCIES})"
        values.append(list(filters.owners))
    if filters.sources:
        said = f"o.flag_id = known.id AND o.standing = '{Standing.ACCEPTED.value}' AND o.source_id IN ({_AGENCIES})"
        sql += f" AND EXISTS (SELECT 1 FROM risks_observation o WHERE {said})"  # noqa: S608 — as above
        values.append(list(filters.sources))
    return sql, values


def risks_of_stations(election_id: int, filters: Filters, only: str = "") -> Statement:
    """Give the statement that sums up each station's wanted risks; `only` is one more condition of the caller's."""
    wanted, values = risks(election_id, filters)
    more = f" AND {only}" if only else ""
    return (
        f"SELECT station_id, max({RANK}) AS worst, {OF_KIND} FROM ({wanted}) AS wanted"  # noqa: S608 — as above
        f" WHERE station_id IS NOT NULL{more} GROUP BY station_id",
        values,
    )


def stations(election_id: int, filters: Filters, box: Box | None = None) -> Statement:
    """Give the condition on stations `s` of an election, all filters but those of risks; `box` holds where to look."""
    sql, values = "s.election_id = %s AND s.withdrawn_at IS NULL", [election_id]
    parts = [within(filters.place), _positions(filters), _text(election_id, filters), area(filters, box)]
    if filters.special:
        parts.append((" AND s.special", []))
    if filters.missing:
        parts.append((" AND s.missing_since IS NOT NULL", []))
    if filters.by_no_risk:
        found, own = risks(election_id, filters)
        parts.append((f" AND s.id NOT IN (SELECT station_id FROM ({found}) AS r WHERE station_id IS NOT NULL)", own))  # noqa: S608
    for part, own in parts:
        sql += part
        values += own
    return sql, values


def within(place: str) -> Statement:
    """Give one more condition: that a station `s` lies in a dotted region code."""
    if not place:
        return "", []
    return " AND (s.region_id = %s OR s.region_id LIKE %s)", [place, f"{place}.%"]


def inside(box: Box) -> Statement:
    """Give one more condition: that a station `s` lies in a box, edges too."""
    cells = ranges(box)
    near = " OR ".join(["s.cell BETWEEN %s AND %s"] * len(cells))
    edges = [edge for low_high in cells for edge in low_high]
    return (
        f" AND ({near}) AND s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s",
        [*edges, box.south, box.north, box.west, box.east],
    )


def area(filters: Filters, box: Box | None = None) -> Statement:
    """Give one more condition: that a station `s` lies in a box and in the drawn polygon, edges too, where they are."""
    if filters.area is None:
        return inside(box) if box else ("", [])
    around = filters.area.box
    both = box.common(around) if box else around
    if both is None:
        return " AND false", []
    sql, values = inside(both)
    # A polygon alone is guessed to hold one station in a thousand, and a plan that is made for two stations meets
    # thousands: as a case it is guessed to hold half of its box.
    held = "CASE WHEN %s::polygon @> point(s.longitude, s.latitude) THEN true ELSE false END"
    return f"{sql} AND {held}", [*values, filters.area.sql]


def rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _positions(filters: Filters) -> Statement:
    if not filters.positions:
        return "", []
    return " AND s.position_source = ANY(%s)", [["" if each == NO_POSITION else each for each in filters.positions]]


def worded(election_id: int, filters: Filters) -> Filters:
    """Give the filters with the condition of their text written down, for an answer of several statements."""
    return replace(filters, wording=_text(election_id, filters)) if filters.text else filters


def _text(election_id: int, filters: Filters) -> Statement:
    if filters.wording or not filters.text:
        return filters.wording or ("", [])
    found = matching(PollingStation.objects.of(election_id).within(filters.place), filters.text)
    sql, values = found.order_by().values("pk").query.sql_with_params()
    return f" AND s.id IN ({sql})", list(values)
