"""What pages show of a layer: its stations, one page or all of them, and the little map's drawings."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

from django.db import connection

from risks.kinds import OPEN_STATUSES
from risks.models import HazardLayer
from tps import cells

MOST_DOTS = 1500
GRID = 64  # squares an axis that the stations of a whole view are counted in
STATES = ("flagged", "said", "fresh")
CHANGES = ("entered", "left")
_OPEN = ", ".join(repr(each.value) for each in OPEN_STATUSES)
_INSIDE = f"""
WITH inside AS MATERIALIZED (
    SELECT unnest(z.stations) AS station_id, z.grade, z.name, z.row FROM risks_hazardzone z WHERE z.layer_id = %(layer)s
), before AS MATERIALIZED (
    SELECT unnest(z.stations) AS station_id FROM risks_hazardzone z WHERE z.layer_id = %(other)s
), flagged AS MATERIALIZED (
    SELECT DISTINCT station_id FROM risks_flag
    WHERE election_id = %(election)s AND kind = %(kind)s AND status IN ({_OPEN}) AND station_id IS NOT NULL
), said AS MATERIALIZED (
    SELECT DISTINCT station_id FROM risks_observation
    WHERE election_id = %(election)s AND kind = %(kind)s AND standing = 'accepted' AND station_id IS NOT NULL
)
"""  # noqa: S608 — built from our own enumerations
_FROM = """
FROM inside i JOIN tps_pollingstation t ON t.id = i.station_id
LEFT JOIN flagged ON flagged.station_id = i.station_id LEFT JOIN said ON said.station_id = i.station_id
LEFT JOIN before ON before.station_id = i.station_id
WHERE left(t.region_id, %(length)s) = %(within)s
    AND (%(state)s = '' OR %(state)s = CASE WHEN flagged.station_id IS NOT NULL THEN 'flagged'
        WHEN said.station_id IS NOT NULL THEN 'said' ELSE 'fresh' END)
    AND (%(change)s = '' OR before.station_id IS NULL)
"""
_COLUMNS = """
SELECT t.id, t.code, t.number, v.name, d.name, k.name, i.grade, i.name, i.row, t.latitude, t.longitude,
    CASE WHEN flagged.station_id IS NOT NULL THEN 'flagged' WHEN said.station_id IS NOT NULL THEN 'said'
        ELSE 'fresh' END
"""
_NAMES = """
JOIN tps_region v ON v.code = t.region_id LEFT JOIN tps_region d ON d.code = left(t.region_id, 8)
LEFT JOIN tps_region k ON k.code = left(t.region_id, 5)
"""


class Line(NamedTuple):
    """A station inside a zone: where it is, the zone that speaks for it, and what the ledger knew already."""

    pk: int
    code: str
    number: int
    village: str
    district: str
    regency: str
    grade: str
    zone: str
    row: int
    latitude: float
    longitude: float
    state: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which stations of a layer are asked for: below a dotted region code, in a state, entered or left."""

    within: str = ""
    state: str = ""
    change: str = ""


class Stations:
    """The stations of a layer that answer a question, counted once and cut out page by page, ordered by code."""

    def __init__(self, layer: HazardLayer, question: Question) -> None:
        now, before = layer.pk, layer.supersedes_id
        if question.change == "left":
            # The same question, asked of the version before.
            now, before = before or 0, layer.pk
        self._values: dict[str, Any] = {
            "layer": now,
            "other": before or 0,
            "election": layer.election_id,
            "kind": layer.kind,
            "within": question.within,
            "length": len(question.within),
            "state": question.state,
            "change": question.change,
        }
        self._count: int | None = None

    def __len__(self) -> int:
        """Count them, in one query."""
        if self._count is None:
            with connection.cursor() as cursor:
                cursor.execute(f"{_INSIDE} SELECT count(*) {_FROM}", self._values)
                self._count = int(cursor.fetchone()[0])
        return self._count

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...
    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        """Give one page of lines."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop = place.start or 0, place.stop or len(self)
        sql = f"{self._sql} OFFSET %(start)s LIMIT %(most)s"
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self._values, "start": start, "most": max(stop - start, 0)})
            return [Line(*row) for row in cursor.fetchall()]

    def __iter__(self) -> Iterator[Line]:
        """Give all lines, from the database to the reader without keeping them."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._sql, self._values)
            while rows := cursor.fetchmany(2000):
                yield from (Line(*row) for row in rows)

    @property
    def _sql(self) -> str:
        joined = _FROM.replace("WHERE left", f"{_NAMES} WHERE left", 1)
        return f"{_INSIDE} {_COLUMNS} {joined} ORDER BY t.code, t.id"

    def dots(self, box: tuple[float, float, float, float]) -> dict[str, Any]:
        """Give the stations in a box (west, south, east, north) as points, or as counts in squares when too many."""
        edges = dict(zip(("west", "south", "east", "north"), box, strict=True))
        inside = "AND t.longitude BETWEEN %(west)s AND %(east)s AND t.latitude BETWEEN %(south)s AND %(north)s"
        values = {**self._values, **edges, "most": MOST_DOTS + 1, "shift": _shift(box)}
        with connection.cursor() as cursor:
            columns = "SELECT t.longitude, t.latitude, 1, t.code, i.grade"
            cursor.execute(f"{_INSIDE} {columns} {_FROM} {inside} LIMIT %(most)s", values)
            rows = cursor.fetchall()
            if len(rows) > MOST_DOTS:
                columns = "SELECT avg(t.longitude), avg(t.latitude), count(*), '', ''"
                cursor.execute(f"{_INSIDE} {columns} {_FROM} {inside} GROUP BY t.cell >> %(shift)s", values)
                rows = cursor.fetchall()
        names = ("longitude", "latitude", "count", "code", "grade")
        return {"dots": [dict(zip(names, row, strict=True)) for row in rows]}


def _shift(box: tuple[float, float, float, float]) -> int:
    """Give by how many bits cells are joined so that a box has about GRID squares an axis."""
    west, _south, east, _north = box
    bits = 0
    while bits < cells.BITS and (east - west) / 360 * (1 << bits) < GRID:
        bits += 1
    return 2 * (cells.BITS - bits)


def drawing(layer: HazardLayer) -> str:
    """Give the zones of a layer as a GeoJSON collection, each with name, grade and how many stations it speaks for."""
    rows = layer.zones.extra(select={"number": "cardinality(stations)"}).values_list(
        "row", "name", "grade", "drawing", "number"
    )
    features = (
        f'{{"type":"Feature","properties":{json.dumps({"row": row, "name": name, "grade": grade, "stations": number})},'
        f'"geometry":{shape}}}'
        for row, name, grade, shape, number in rows.iterator(chunk_size=500)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def bounds(layer: HazardLayer) -> tuple[float, float, float, float] | None:
    """Give west, south, east and north of all zones of a layer; None where there are none."""
    with connection.cursor() as cursor:
        sql = "SELECT min(west), min(south), max(east), max(north) FROM risks_hazardzone WHERE layer_id = %s"
        cursor.execute(sql, [layer.pk])
        row = cursor.fetchone()
    return None if row[0] is None else row
