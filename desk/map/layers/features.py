"""What a layer is asked for and what it gives: GeoJSON features in degrees WGS 84."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from desk.map.layers.kinds import TOLERANCES
from desk.map.shapes import polygons

DIGITS = 5
Features = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a layer is asked for; `place` is what the person reads, `bodies` which jurisdictions (none: all)."""

    election_id: int
    place: str
    band: int
    day: date
    at: datetime
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A layer's features, from whom they come, what to know of them, and how many could not be drawn."""

    features: Features
    source: str
    note: str = ""
    undrawn: int = 0


def light(shape: BaseGeometry, band: int) -> BaseGeometry:
    """Simplify a shape for a band of zoom, and make it a valid one again."""
    return polygons(shapely.make_valid(shapely.simplify(shape, TOLERANCES[band]))) if not shape.is_empty else shape


def feature(shape: BaseGeometry, facts: dict[str, Any]) -> dict[str, Any]:
    """Write a shape with what is known of it."""
    light = shapely.set_precision(shape, 10**-DIGITS, mode="pointwise")
    return {"type": "Feature", "geometry": _rounded(shapely.geometry.mapping(light)), "properties": facts}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value if isinstance(value, str) else [_rounded(each) for each in value]
