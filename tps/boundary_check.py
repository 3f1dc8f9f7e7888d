"""What is to be said of a set of boundaries: overlaps, gaps, children outside their parents. Pure geometry.

Areas are in km² on the sphere of the earth's own surface (radius 6,371.007 km), right to about half a per cent.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tps import codes
from tps.kinds import Level

RADIUS = 6371.0072
LEAST = 0.001  # km²; less is the noise of digitising
INSIDE = 0.95
HEAD = 30

Shapes = Mapping[str, BaseGeometry]
Report = Callable[[str], None]


def flat(shapes: Any) -> Any:
    """Lay (longitude, latitude) shapes onto a plane in km in which areas are true (Lambert's cylinder)."""
    return shapely.transform(shapes, _plane)


def _plane(xy: np.ndarray) -> np.ndarray:
    turned = np.radians(xy)
    return np.column_stack([RADIUS * turned[:, 0], RADIUS * np.sin(turned[:, 1])])


def area(shape: BaseGeometry) -> float:
    """Give the area of a (longitude, latitude) shape in km²."""
    return float(shapely.area(flat(shape)))


def neighbours(shapes: Shapes, names: Mapping[str, str]) -> dict[str, Any]:
    """Find where regions of one level overlap and what lies between them, in km², worst first."""
    keys, planes = _planes(shapes)
    tree = shapely.STRtree(planes)
    one, two = tree.query(planes, predicate="intersects")
    pairs = one < two
    one, two = one[pairs], two[pairs]
    shared = shapely.area(_met(planes[one], planes[two])) if len(one) else np.array([])
    overlaps = [
        {"a": keys[a], "a_name": names[keys[a]], "b": keys[b], "b_name": names[keys[b]], "km2": round(float(size), 3)}
        for a, b, size in zip(one, two, shared, strict=True)
        if size > LEAST
    ]
    gaps = _gaps(keys, planes, tree, names)
    return {"overlaps": _summary(overlaps), "gaps": _summary(gaps)}


def beside_parents(shapes: Shapes, parents: Shapes, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Find regions of which less than 95 % lies in the region above them; worst first."""
    found = []
    above = {code: flat(shape) for code, shape in parents.items()}
    for code, shape in shapes.items():
        upper = next((each for each in reversed(codes.ancestors(code)) if each in above), None)
        if upper is None:
            continue
        plane = flat(shape)
        share = float(shapely.area(_met(np.array([plane]), np.array([above[upper]])))[0] / shapely.area(plane))
        if share < INSIDE:
            found.append(
                {
                    "code": code,
                    "name": names[code],
                    "parent": upper,
                    "parent_name": names[upper],
                    "percent": round(share * 100),
                }
            )
    return sorted(found, key=lambda each: each["percent"])


def missing(shapes: Shapes, names: Mapping[str, str], also: set[str]) -> list[dict[str, Any]]:
    """Give for each level of the file which regions have no boundary, neither in it nor (`also`) loaded before."""
    found = []
    for level in levels(shapes):
        there = {code for code in shapes if codes.level(code) == level}
        absent = sorted(c for c in names if codes.level(c) == level and c not in there and c not in also)
        listed = [{"code": code, "name": names[code]} for code in absent[:HEAD]]
        found.append({"level": level, "found": len(there), "missing": len(absent), "head": listed})
    return found


def levels(shapes: Shapes) -> list[str]:
    """Give the levels of a set, highest first."""
    there = {codes.level(code) for code in shapes}
    return [level.value for level in Level if level.value in there]


def skipped(there: list[str], loaded: set[str]) -> list[str]:
    """Give the levels between the highest and the lowest of a file that nobody has boundaries of."""
    order = [level.value for level in Level]
    if not there:
        return []
    first, last = order.index(there[0]), order.index(there[-1])
    return [level for level in order[first : last + 1] if level not in there and level not in loaded]


def _gaps(keys: list[str], planes: np.ndarray, tree: shapely.STRtree, names: Mapping[str, str]) -> list[dict[str, Any]]:
    whole = shapely.union_all(planes)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    found = []
    for hole in (shapely.Polygon(ring) for ring in rings):
        size = float(shapely.area(hole))
        if size > LEAST:
            around = sorted(keys[place] for place in tree.query(hole, predicate="intersects"))[:4]
            found.append({"km2": round(size, 3), "between": [{"code": code, "name": names[code]} for code in around]})
    return found


def _planes(shapes: Shapes) -> tuple[list[str], np.ndarray]:
    planes = flat(np.array(list(shapes.values()), dtype=object))
    # Bending the plane may make a sliver touch itself.
    return list(shapes), np.where(shapely.is_valid(planes), planes, shapely.make_valid(planes))


def _met(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return shapely.intersection(one, two)


def _summary(found: list[dict[str, Any]]) -> dict[str, Any]:
    worst = sorted(found, key=lambda each: -each["km2"])
    return {"count": len(found), "km2": round(sum(each["km2"] for each in found), 3), "worst": worst[:HEAD]}
