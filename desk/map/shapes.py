"""Areas drawn from points: Voronoi cells of the stations, joined by region and cut at the coast. Pure geometry.

Everything is in degrees WGS 84, (longitude, latitude); one degree is taken as 111 km, which is right to 1 % at the
latitudes of Indonesia.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

KILOMETRE = 1 / 111.0
ISLAND = 1 * KILOMETRE
CLOSING = 3 * KILOMETRE
TOLERANCE = 0.25 * KILOMETRE
DIGITS = 4


class Seed(NamedTuple):
    """A point that stands for a region: (longitude, latitude) and the region's dotted code."""

    longitude: float
    latitude: float
    code: str


def land_of(collection: dict[str, Any]) -> BaseGeometry:
    """Join the geometries of a GeoJSON collection into one area of land."""
    return shapely.union_all([shapely.from_geojson(json.dumps(f["geometry"])) for f in collection["features"]])


def derive(
    seeds: Sequence[Seed],
    land: BaseGeometry,
    report: Callable[[int, int], None] = lambda done, total: None,
    *,
    ground: BaseGeometry | None = None,
) -> dict[str, BaseGeometry]:
    """Give each code the part of the land nearest to its seeds, and 1 km round each seed that lies off the land.

    `land` is all that may belong to somebody: the coast within the province. `ground` is all land, whosever it is.

    Areas of one call share their edges exactly and do not overlap.
    """
    places: dict[tuple[float, float], str] = {}
    for seed in seeds:
        places.setdefault((round(seed.longitude, 5), round(seed.latitude, 5)), seed.code)
    if not places:
        return {}
    coordinates = np.array(list(places))
    owners = np.array(list(places.values()))
    points = shapely.points(coordinates)
    limit = _limit(points, land, land if ground is None else ground)
    report(1, 4)
    cells = _cells(points, limit)
    report(2, 4)
    names, areas = [], []
    for code in sorted(set(places.values())):
        names.append(code)
        areas.append(shapely.union_all(cells[owners == code]))
    report(3, 4)
    simple = shapely.coverage_simplify(np.array(areas), TOLERANCE, simplify_boundary=False)
    cut = shapely.intersection(simple, limit)
    report(4, 4)
    return dict(zip(names, [polygons(area) for area in cut], strict=True))


def joined(areas: dict[str, BaseGeometry], length: int) -> dict[str, BaseGeometry]:
    """Join areas whose codes begin with the same characters, up to a length."""
    groups: dict[str, list[BaseGeometry]] = {}
    for code, area in areas.items():
        groups.setdefault(code[:length], []).append(area)
    return {code: polygons(shapely.union_all(parts)) for code, parts in groups.items()}


def polygons(area: BaseGeometry) -> BaseGeometry:
    """Keep what has an area: cutting may leave lines and points."""
    parts = [part for part in shapely.get_parts(area) if part.geom_type in {"Polygon", "MultiPolygon"}]
    flat = [piece for part in parts for piece in shapely.get_parts(part)]
    return shapely.multipolygons(flat) if flat else shapely.Polygon()


def middle(area: BaseGeometry) -> tuple[float, float]:
    """Give (longitude, latitude) of the roomiest place in an area's largest piece, where its name is written."""
    largest = max(shapely.get_parts(area), key=shapely.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=KILOMETRE / 2)
    x, y = shapely.get_coordinates(line)[0]
    return round(float(x), DIGITS), round(float(y), DIGITS)


def geojson(area: BaseGeometry, digits: int = DIGITS) -> str:
    """Write an area as the text of a GeoJSON geometry with four decimals (about 11 m) or as many as asked for."""
    return json.dumps(_rounded(shapely.geometry.mapping(area), digits), separators=(",", ":"))


def _limit(points: np.ndarray, land: BaseGeometry, ground: BaseGeometry) -> BaseGeometry:
    """Give where areas may lie: the land, and a disc round each seed off it (islands, and towns the coast misses).

    Where the outline of the province cuts a town off, the discs and the land are drawn together into one smooth edge.
    """
    shapely.prepare(land)
    shapely.prepare(ground)
    off = points[~shapely.intersects(land, points)]
    if not len(off):
        return land
    discs = shapely.buffer(off, ISLAND, quad_segs=6)
    beyond = shapely.intersects(ground, off)
    islands = shapely.union_all(discs[~beyond])
    if beyond.any():
        joined_land = shapely.union(land, shapely.simplify(shapely.union_all(discs[beyond]), TOLERANCE / 2))
        closed = shapely.buffer(shapely.buffer(joined_land, CLOSING, quad_segs=3), -CLOSING, quad_segs=3)
        land = shapely.union(land, shapely.intersection(closed, ground))
    return shapely.union(land, islands)


def _cells(points: np.ndarray, limit: BaseGeometry) -> np.ndarray:
    frame = shapely.box(*shapely.bounds(shapely.union(limit, shapely.multipoints(points)))).buffer(0.2)
    if len(points) == 1:
        return np.array([frame])
    collection = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    return np.array(shapely.get_parts(collection))


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return round(value, digits)
    if isinstance(value, dict):
        return {key: _rounded(each, digits) for key, each in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_rounded(each, digits) for each in value]
    return value
