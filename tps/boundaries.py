"""Reading official boundaries: what is in force on a day, whose it is, and which points lie outside their own."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db.models import Count, Max

from tps import codes
from tps.kinds import Level
from tps.models import Boundary, BoundarySet

NEAR = 0.001  # degrees, about 110 m: as good as boundaries and positions mostly are


class Spot(NamedTuple):
    """A point of a region: any key, the region's dotted code, (longitude, latitude) in degrees WGS 84."""

    key: Any
    code: str
    longitude: float
    latitude: float


def outside(spots: Iterable[Spot | tuple[Any, str, float, float]], day: date) -> dict[Any, str]:
    """Give the keys of points farther than about 110 m outside their region's boundary, with the code looked at.

    The boundary is that of the region itself or, where none is in force on the day, of the nearest one above;
    points for which there is none at all are not judged and not named.
    """
    there = set(Boundary.objects.in_force(day).values_list("region_id", flat=True))
    if not there:
        return {}
    groups: dict[str, list[Spot]] = {}
    for spot in map(Spot._make, spots):
        code = next((each for each in [spot.code, *reversed(codes.ancestors(spot.code))] if each in there), None)
        if code is not None:
            groups.setdefault(code, []).append(spot)
    rows = Boundary.objects.in_force(day).filter(region_id__in=groups).values_list("region_id", "geometry")
    found: dict[Any, str] = {}
    for code, text in rows.iterator(chunk_size=200):
        shape = shapely.from_geojson(text)
        shapely.prepare(shape)
        members = groups[code]
        points = shapely.points([(spot.longitude, spot.latitude) for spot in members])
        far = ~shapely.dwithin(shape, points, NEAR)
        found |= {members[place].key: code for place in np.flatnonzero(far)}
    return found


def shapes_in_force(level: str, day: date) -> dict[str, shapely.geometry.base.BaseGeometry]:
    """Give the boundaries of a level on a day by dotted region code."""
    rows = Boundary.objects.in_force(day).at_level(level).values_list("region_id", "geometry")
    return {code: shapely.from_geojson(text) for code, text in rows.iterator(chunk_size=500)}


def marks(day: date) -> dict[str, str]:
    """Give for each level with boundaries in force on a day a short text that changes whenever one of them does."""
    rows = Boundary.objects.in_force(day).order_by().values_list("level")
    return {level: f"{count}-{newest}" for level, count, newest in rows.annotate(Count("pk"), Max("pk"))}


def sources(day: date) -> list[dict[str, Any]]:
    """Give whose boundaries are in force on a day: level, source, licence, since when; newest first."""
    rows = (
        Boundary.objects.in_force(day)
        .order_by("level", "-boundary_set__valid_from")
        .values("level", "boundary_set", "boundary_set__source", "boundary_set__licence", "boundary_set__valid_from")
        .annotate(regions=Count("pk"))
    )
    return [
        {
            "level": row["level"],
            "label": Level(row["level"]).label,
            "set": row["boundary_set"],
            "source": row["boundary_set__source"],
            "licence": row["boundary_set__licence"],
            "valid_from": row["boundary_set__valid_from"],
            "regions": row["regions"],
        }
        for row in rows
    ]


def same_file(boundary_set: BoundarySet) -> BoundarySet | None:
    """Give an earlier load of the very same file, if there is one."""
    rows = BoundarySet.objects.filter(file__sha256=boundary_set.file.sha256, applied_at__isnull=False)
    return rows.exclude(pk=boundary_set.pk).order_by("-applied_at").first()
