"""Stations in a box of the map: clusters on Morton squares, single stations where there are few.

One grouped statement counts; the counts of all features add up to exactly the stations in the box that pass.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from desk.map import sql, squares
from desk.map.box import Box, bits_for
from desk.map.filters import Filters
from desk.map.sql import EACH, KINDS, SEVERITIES
from tps.cells import BITS
from tps.kinds import PositionSource

FAR, MOST_FAR, MOST_NEAR = 10, 400, 1500
SINGLE_FROM = 14
REGENCY = 5  # characters of a dotted regency code
_TOTALS = ", ".join(f"sum(k{place}) AS k{place}" for place in range(len(KINDS)))


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
    found = squares_in(election_id, filters, box, bits_for(box, zoom, most))
    while len(found) > most:
        found = coarser(found)
    alone = _by_id([each.station for each in found if each.total == 1])
    names = _names(code for each in found if each.total > 1 for code in _places(each))
    return [
        _station(Station._make((*alone[each.station], each.worst, each.kinds)))
        if each.total == 1
        else _cluster(each, names)
        for each in found
    ]


def squares_in(election_id: int, filters: Filters, box: Box, bits: int) -> list[Square]:
    """Count the stations of a box on a grid of 2**bits squares an axis, in one statement.

    Stations and their risks are grouped each by themselves: what has no risk is read from the index of cells alone.
    Where a whole country is summed up (desk.map.squares), the same comes from its sums.
    """
    if squares.usable(election_id, filters, bits):
        return [_square(row) for row in squares.rows(election_id, box, bits)]
    where, values = sql.stations(election_id, filters, box)
    risks, risk_values = sql.risks_of_stations(election_id, filters)
    square = f"s.cell >> {2 * (BITS - bits)}"
    summed = """count(*) AS total, avg(s.latitude) AS y, avg(s.longitude) AS x, min(s.id) AS id,
                min(s.region_id COLLATE "C") AS first, max(s.region_id COLLATE "C") AS last"""
    if filters.by_risk:
        rows = sql.rows(
            f"""
            WITH risk AS MATERIALIZED ({risks})
            SELECT {square} AS square, {summed}, count(*), max(worst), {_TOTALS}
            FROM risk JOIN tps_pollingstation s ON s.id = risk.station_id WHERE {where} GROUP BY 1
            """,  # noqa: S608 — the pieces are constants of our own; every value is a parameter
            [*risk_values, *values],
        )
        return [_square(row) for row in rows]
    rows = sql.rows(
        f"""
        WITH risk AS MATERIALIZED ({risks}), ground AS (
            SELECT {square} AS square, {summed} FROM tps_pollingstation s WHERE {where} GROUP BY 1
        ), bad AS (
            SELECT {square} AS square, count(*) AS flagged, max(worst) AS worst, {_TOTALS}
            FROM risk JOIN tps_pollingstation s ON s.id = risk.station_id WHERE {where} GROUP BY 1
        )
        SELECT g.square, total, y, x, g.id, first, last, coalesce(flagged, 0), coalesce(worst, 0), {EACH}
        FROM ground g LEFT JOIN bad ON bad.square = g.square
        """,  # noqa: S608 — as above
        [*risk_values, *values, *values],
    )
    return [_square(row) for row in rows]


def _square(row: tuple[Any, ...]) -> Square:
    return Square._make((*row[:9], tuple(int(count or 0) for count in row[9:])))


def stations_in(election_id: int, filters: Filters, box: Box, most: int) -> list[Station]:
    """Give the stations of a box one by one in the order of the register, up to a number."""
    where, values = sql.stations(election_id, filters, box)
    risks, risk_values = sql.risks_of_stations(election_id, filters, "station_id IN (SELECT id FROM near)")
    join = "JOIN" if filters.by_risk else "LEFT JOIN"
    # The few stations of the box come first: their risks are found by an index instead of summing up everybody's.
    rows = sql.rows(
        f"""
        WITH near AS MATERIALIZED (
            SELECT s.id, s.code, s.number, s.region_id, s.latitude, s.longitude, s.position_source
            FROM tps_pollingstation s WHERE {where}
        ), risk AS ({risks})
        SELECT s.id, s.code, s.number, r.name, s.region_id, s.latitude, s.longitude, s.position_source, worst, {EACH}
        FROM near s JOIN tps_region r ON r.code = s.region_id {join} risk ON risk.station_id = s.id
        ORDER BY s.region_id, s.number LIMIT %s
        """,  # noqa: S608 — as above
        [*values, *risk_values, most],
    )
    return [Station._make((*row[:8], row[8] or 0, tuple(count or 0 for count in row[9:]))) for row in rows]


def line(each: Station) -> dict[str, Any]:
    """Give a station as a line of the list beside the map."""
    return {**_station(each)["properties"], "at": [round(each.latitude, 6), round(each.longitude, 6)]}


def coarser(fine: list[Square]) -> list[Square]:
    """Join the squares of one grid into those of the next coarser one; no station is lost or counted twice."""
    joined: dict[int, Square] = {}
    for each in fine:
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
            # Said only where it is so: hundreds of marks in one answer would say that it is not.
            **({"approximate": True} if each.source == PositionSource.DISTRICT_CENTRE else {}),
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
    return dict(sql.rows("SELECT code, name FROM tps_region WHERE code = ANY(%s)", [sorted(set(codes))]))


def _by_id(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    rows = sql.rows(
        """
        SELECT s.id, s.code, s.number, r.name, s.region_id, s.latitude, s.longitude, s.position_source
        FROM tps_pollingstation s JOIN tps_region r ON r.code = s.region_id WHERE s.id = ANY(%s)
        """,
        [ids],
    )
    return {row[0]: row for row in rows}
