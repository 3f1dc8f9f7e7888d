"""Hazard zones joined to stations beside a bare STRtree join, and the memory that a whole country takes."""

import json
import os
import sys
import tempfile
from functools import partial

import numpy as np
import shapely
from django.db import connection
from shapely.geometry.base import BaseGeometry

from risks import zone_join, zone_stations
from tests.bench import worlds
from tests.bench.kit import NATION, PROVINCE, Line, Run, beside, line, peak_and_time
from tests.bench.worlds import world

MOST_MEMORY = 2048  # MB, the worker's
ZONES = {PROVINCE: 500, NATION: 2000}
_BARE = "SELECT id, longitude, latitude FROM tps_pollingstation WHERE election_id = %s"


def measure(run: Run) -> list[Line]:
    """Time the join of each size that was asked for, and weigh it in a process of its own."""
    lines: list[Line] = []
    for size in run.sizes:
        number = ZONES.get(size, 500)
        with world(size) as here:
            shapes = zones(here.election.pk, number)
            lines += beside(
                f"{size} stations in {number} zones",
                partial(ours, here.election.pk, shapes),
                "bare STRtree with reading",
                partial(bare, here.election.pk, shapes),
                turns=run.turns if size <= PROVINCE else run.slow,
                bound=2,
            )
            memory, seconds = whole(here.name, shapes)
            name = f"{size} stations in {number} zones, whole command"
            lines.append(line(f"{name}, peak", memory, "MB", "worker of 2 GB", MOST_MEMORY, bound=1))
            lines.append(line(f"{name}", seconds, "s", "ten minutes", 600, bound=1))
    return lines


def zones(election: int, number: int) -> list[BaseGeometry]:
    """Draw uneven zones of 100 corners round stations spread over the whole election; the same ones each time."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_BARE} ORDER BY md5(code) LIMIT %s", [election, number])
        middles = [(longitude, latitude) for _pk, longitude, latitude in cursor.fetchall()]
    chance = np.random.default_rng(7)
    angles = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    found = []
    for x, y in middles:
        radius = chance.uniform(0.01, 0.06) * chance.uniform(0.6, 1.0, 100)
        found.append(shapely.Polygon(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])))
    return found


def whole(database: str, shapes: list[BaseGeometry]) -> tuple[float, float]:
    """Check a file of the zones as the command does, in a process of its own; gives peak MB and seconds."""
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(each)} for each in shapes]
    with tempfile.NamedTemporaryFile("w", suffix=".geojson") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
        file.flush()
        words = ("manage.py", "import_hazards", file.name, "--kind", "flood", "--source", "kpu", "--json")
        before = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = worlds.address(database)
        try:
            return peak_and_time(sys.executable, *words)
        finally:
            os.environ.pop("DATABASE_URL") if before is None else os.environ.update(DATABASE_URL=before)


def ours(election: int, shapes: list[BaseGeometry]) -> int:
    """Join as a check does."""
    joined = zone_join.Join(shapes, range(len(shapes)))
    for ids, places in zone_stations.placed(election, joined.bounds):
        joined.add(ids, places)
    joined.result()
    return joined.joined


def bare(election: int, shapes: list[BaseGeometry]) -> int:
    """Read the coordinates and ask one tree; says neither which zone is the worst nor whose place is no place."""
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [election])
        rows = cursor.fetchall()
    tree = shapely.STRtree(shapely.points([(longitude, latitude) for _pk, longitude, latitude in rows]))
    _zones, points = tree.query(shapes, predicate="intersects")
    return len(np.unique(points))
