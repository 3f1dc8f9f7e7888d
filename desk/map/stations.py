"""Stations in a box of the map: clusters on Morton squares, single stations where there are few.

One grouped statement counts; the counts of all features add up to exactly the stations in the box that pass.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from desk.map.box import Box, bits_for, ranges
from desk.map.filters import Filters
from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER, Kind
from tps.cells import BITS
from tps.kinds import PositionSource

FAR, MOST_FAR, MOST_NEAR = 10, 400, 1500
SINGLE_FROM = 14
REGENCY = 5  # characters of a dotted regency code
SEVERITIES = {rank: severity.value for severity, rank in SEVERITY_ORDER.items()}
KINDS = tuple(Kind.values)

_RANK = "CASE severity " + " ".join(f"WHEN '{word}' THEN {rank}" for rank, word in SEVERITIES.items()) + " END"
_OF_KIND = ", ".join(f"count(*) FILTER (WHERE kind = '{kind}') AS k{place}" for place, kind in enumerate(KINDS))
_SUMS = ", ".join(f"sum(k{place})" for place in range(len(KINDS)))
_EACH = ", ".join(f"k{place}" for place in range(len(KINDS)))


class Square(NamedTuple):
    """The stations of one square: how many, where on average (degrees), which risks, between which village codes."""

    square: int
    total: int
    latitude: float
    longitude: float
    station: int
    first_region: str
    last_region: str
    flagged: int
    worst: int
    kinds: tuple[int, ...]


class Station(NamedTuple):
    """One station with its open risks; the position is in degrees WGS 84."""

    id: int
    code: str
    number: int
    village: str
    region: str
    latitude: float
    longitude: float
    source: str
    worst: int
    kinds: tuple[int, ...]


def features(election_id: int, filters: Filters, box: Box, zoom: int) -> list[dict[str, Any]]:
    """Give the GeoJSON features of a box: at most 1,500, and at most 400 up to zoom 10."""
    most = MOST_FAR if zoom <= FAR else MOST_NEAR
    if zoom >= SINGLE_FROM:
        single = stations_in(election_id, filters, box, most + 1)
        if len(single) <= most:
            return [_station(each) for each in single]
    squares = squares_in(election_id, filters, box, bits_for(box, zoom, most))
    while len(squares) > most:
        squares = coarser(squares)
    alone = _by_id([each.station for each in squares if each.total == 1])
    names = _names(code for each in squares if each.total > 1 for code in _places(each))
    return [
        _station(Station._make((*alone[each.station], each.worst, each.kinds)))
        if each.total == 1
        else _cluster(each, names)
        for each in squares
    ]


def squares_in(election_id: int, filters: Filters, box: Box, bits: int) -> list[Square]:
    """Count the stations of a box on a grid of 2**bits squares an axis, in one statement."""
    where, values = _where(election_id, filters, box)
    risks, risk_values = sum_of_risks(election_id, filters)
    join = "JOIN" if filters.by_risk else "LEFT JOIN"
    rows = _rows(
        f"""
        WITH risk AS ({risks})
        SELECT s.cell >> {2 * (BITS - bits)}, count(*), avg(s.latitude), avg(s.longitude), min(s.id),
            min(s.region_id COLLATE "C"), max(s.region_id COLLATE "C"), count(risk.station_id), max(worst), {_SUMS}
        FROM tps_pollingstation s {join} risk ON risk.station_id = s.id
        WHERE {where} GROUP BY 1
        """,  # noqa: S608 — the pieces are constants of this module; every value is a parameter
        [*risk_values, *values],
    )
    return [Square._make((*row[:8], row[8] or 0, tuple(int(count or 0) for count in row[9:]))) for row in rows]


def stations_in(election_id: int, filters: Filters, box: Box, most: int) -> list[Station]:
    """Give the stations of a box one by one, up to a number."""
    where, values = _where(election_id, filters, box)
    risks, risk_values = sum_of_risks(election_id, filters, "station_id IN (SELECT id FROM near)")
    join = "JOIN" if filters.by_risk else "LEFT JOIN"
    # The few stations of the box come first: their risks are found by an index instead of summing up everybody's.
    rows = _rows(
        f"""
        WITH near AS MATERIALIZED (
            SELECT s.id, s.code, s.number, s.region_id, s.latitude, s.longitude, s.position_source
            FROM tps_pollingstation s WHERE {where}
        ), risk AS ({risks})
        SELECT s.id, s.code, s.number, r.name, s.region_id, s.latitude, s.longitude, s.position_source, worst, {_EACH}
        FROM near s JOIN tps_region r ON r.code = s.region_id {join} risk ON risk.station_id = s.id
        ORDER BY s.region_id, s.number LIMIT %s
        """,  # noqa: S608 — the pieces are constants of this module; every value is a parameter
        [*values, *risk_values, most],
    )
    return [Station._make((*row[:8], row[8] or 0, tuple(count or 0 for count in row[9:]))) for row in rows]


def unplaced(election_id: int, filters: Filters) -> int:
    """Count the stations that pass the filters but have no position at all."""
    place, values = _placed(filters.place)
    where = f"s.election_id = %s AND s.withdrawn_at IS NULL AND s.cell IS NULL{place}"
    risks, risk_values = sum_of_risks(election_id, filters)
    only = f" AND s.id IN (SELECT station_id FROM ({risks}) risk)" if filters.by_risk else ""  # noqa: S608
    rows = _rows(
        f"SELECT count(*) FROM tps_pollingstation s WHERE {where}{only}",  # noqa: S608 — as above
        [election_id, *values, *(risk_values if filters.by_risk else [])],
    )
    return int(rows[0][0])


def legend(election_id: int, place: str) -> dict[str, dict[str, int]]:
    """Count the stations with open risks by kind and by severity, for the legend; kinds and severities overlap.

    Withdrawn stations are few and found by an index of their own, so the others are not read at all without a place.
    """
    inside, values = _placed(place)
    within = ""
    if place:
        within = f" AND f.station_id IN (SELECT s.id FROM tps_pollingstation s WHERE s.election_id = %s{inside})"  # noqa: S608 — as above
        values = [election_id, *values]
    severities = ", ".join(f"max((f.severity = '{word}')::int) AS s{rank}" for rank, word in SEVERITIES.items())
    sums = ", ".join(f"coalesce(sum(s{rank}), 0)" for rank in SEVERITIES)
    rows = _rows(
        f"""
        SELECT {_SUMS}, {sums} FROM (
            SELECT {_OF_KIND}, {severities} FROM risks_flag f
            WHERE f.election_id = %s AND f.status = ANY(%s) AND f.station_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM tps_pollingstation s
                WHERE s.id = f.station_id AND s.election_id = %s AND s.withdrawn_at IS NOT NULL
            ){within}
            GROUP BY f.station_id
        ) AS own
        """,  # noqa: S608 — as above
        [election_id, _open(), election_id, *values],
    )
    numbers = [int(number or 0) for number in rows[0]]
    kinds = zip(KINDS, numbers[: len(KINDS)], strict=True)
    words = zip(SEVERITIES.values(), numbers[len(KINDS) :], strict=True)
    return {
        "kinds": {kind: count for kind, count in kinds if count},
        "severities": {severity: count for severity, count in words if count},
    }


def coarser(squares: list[Square]) -> list[Square]:
    """Join the squares of one grid into those of the next coarser one; no station is lost or counted twice."""
    joined: dict[int, Square] = {}
    for each in squares:
        square = each.square >> 2
        other = joined.get(square)
        joined[square] = _together(square, other, each) if other else each._replace(square=square)
    return list(joined.values())


def _together(square: int, one: Square, two: Square) -> Square:
    total = one.total + two.total
    return Square(
        square,
        total,
        (one.latitude * one.total + two.latitude * two.total) / total,
        (one.longitude * one.total + two.longitude * two.total) / total,
        min(one.station, two.station),
        min(one.first_region, two.first_region),
        max(one.last_region, two.last_region),
        one.flagged + two.flagged,
        max(one.worst, two.worst),
        tuple(a + b for a, b in zip(one.kinds, two.kinds, strict=True)),
    )


def _cluster(each: Square, names: dict[str, str]) -> dict[str, Any]:
    return _feature(
        each.longitude,
        each.latitude,
        {
            "cluster": True,
            "count": each.total,
            "flagged": each.flagged,
            "worst": SEVERITIES.get(each.worst),
            "kinds": _kinds(each.kinds),
            "region": _common(each),
            "name": " – ".join(names.get(code, code) for code in _places(each)),
        },
    )


def _station(each: Station) -> dict[str, Any]:
    return _feature(
        each.longitude,
        each.latitude,
        {
            "cluster": False,
            "count": 1,
            "code": each.code,
            "name": f"TPS {each.number:03d} {each.village}",
            "region": each.region,
            "worst": SEVERITIES.get(each.worst),
            "kinds": _kinds(each.kinds),
            "position_source": each.source,
            "approximate": each.source == PositionSource.DISTRICT_CENTRE,
        },
    )


def _feature(longitude: float, latitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _kinds(counts: tuple[int, ...]) -> dict[str, int]:
    return {kind: count for kind, count in zip(KINDS, counts, strict=True) if count}


def _common(each: Square) -> str:
    """Give the smallest region that holds all stations of a square, as far as codes tell."""
    first, last = each.first_region.split("."), each.last_region.split(".")
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return ".".join(first[:same])


def _places(each: Square) -> list[str]:
    """Give the region that names a square: the one that holds it, or its first and last regency."""
    region = _common(each)
    return [region] if len(region) >= REGENCY else sorted({each.first_region[:REGENCY], each.last_region[:REGENCY]})


def _names(codes: Iterable[str]) -> dict[str, str]:
    return dict(_rows("SELECT code, name FROM tps_region WHERE code = ANY(%s)", [sorted(set(codes))]))


def _by_id(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    rows = _rows(
        """
        SELECT s.id, s.code, s.number, r.name, s.region_id, s.latitude, s.longitude, s.position_source
        FROM tps_pollingstation s JOIN tps_region r ON r.code = s.region_id WHERE s.id = ANY(%s)
        """,
        [ids],
    )
    return {row[0]: row for row in rows}


def _where(election_id: int, filters: Filters, box: Box) -> tuple[str, list[Any]]:
    cells = ranges(box)
    place, values = _placed(filters.place)
    near = " OR ".join(["s.cell BETWEEN %s AND %s"] * len(cells))
    where = (
        f"s.election_id = %s AND s.withdrawn_at IS NULL AND ({near})"
        f" AND s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s{place}"
    )
    edges = [edge for low_high in cells for edge in low_high]
    return where, [election_id, *edges, box.south, box.north, box.west, box.east, *values]


def _placed(place: str) -> tuple[str, list[Any]]:
    if not place:
        return "", []
    return " AND (s.region_id = %s OR s.region_id LIKE %s)", [place, f"{place}.%"]


def sum_of_risks(election_id: int, filters: Filters, only: str = "") -> tuple[str, list[Any]]:
    """Give the statement that sums up each station's open risks, of the wanted kinds and severities.

    `only` is one more condition on the risks, written by the caller.
    """
    sql = f"SELECT station_id, max({_RANK}) AS worst, {_OF_KIND} FROM risks_flag"  # noqa: S608 — constants only
    sql += " WHERE election_id = %s AND station_id IS NOT NULL AND status = ANY(%s)"
    values: list[Any] = [election_id, _open()]
    if only:
        sql += f" AND {only}"
    if filters.kinds:
        sql += " AND kind = ANY(%s)"
        values.append(list(filters.kinds))
    if filters.severities:
        sql += " AND severity = ANY(%s)"
        values.append(list(filters.severities))
    return f"{sql} GROUP BY station_id", values


def _open() -> list[str]:
    return [status.value for status in OPEN_STATUSES]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
