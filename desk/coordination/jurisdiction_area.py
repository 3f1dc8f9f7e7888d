"""Which villages and points lie in which areas: codes by their longest prefix, shapes by geometry. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Ground:
    """The area of one jurisdiction: dotted codes that belong to it, that do not, and a shape (longitude, latitude)."""

    includes: frozenset[str]
    excludes: frozenset[str]
    geometry: str = ""

    @cached_property
    def shape(self) -> BaseGeometry | None:
        """Give the shape, prepared for many questions; None without one."""
        if not self.geometry:
            return None
        made = shapely.from_geojson(self.geometry)
        shapely.prepare(made)
        return made

    def says(self, code: str) -> bool | None:
        """Tell whether a region belongs by its code: True, False by exclusion, None when no code speaks of it."""
        parts = code.split(".")
        for length in range(len(parts), 0, -1):
            above = ".".join(parts[:length])
            if above in self.excludes:
                return False
            if above in self.includes:
                return True
        return None

    def touches(self, code: str) -> bool:
        """Tell whether some region below a code belongs to it that the code itself does not settle."""
        return any(each.startswith(f"{code}.") for each in self.includes)

    def pierced(self, code: str) -> bool:
        """Tell whether some region below a code is excluded."""
        return any(each.startswith(f"{code}.") for each in self.excludes)


class Cover:
    """Several areas asked together; a village is looked up once and points all at once."""

    def __init__(self, grounds: Sequence[Ground]) -> None:
        self.grounds = list(grounds)
        self._spoken: dict[str, list[tuple[int, bool]]] = {}
        for place, ground in enumerate(self.grounds):
            for codes, inside in ((ground.includes, True), (ground.excludes, False)):
                for code in codes:
                    self._spoken.setdefault(code, []).append((place, inside))
        self._villages: dict[str, tuple[frozenset[int], frozenset[int]]] = {}

    @property
    def shaped(self) -> list[int]:
        """Give the places of the areas that have a shape."""
        return [place for place, ground in enumerate(self.grounds) if ground.geometry]

    def village(self, code: str) -> tuple[frozenset[int], frozenset[int]]:
        """Give the areas to which a village belongs by its code, and those from which it is excluded."""
        found = self._villages.get(code)
        if found is None:
            said: dict[int, bool] = {}
            parts = code.split(".")
            for length in range(1, len(parts) + 1):
                # Longer codes come later and have the last word.
                said.update(self._spoken.get(".".join(parts[:length]), ()))
            inside = frozenset(place for place, belongs in said.items() if belongs)
            found = self._villages[code] = (inside, frozenset(said) - inside)
        return found

    def points(self, places: np.ndarray) -> dict[int, np.ndarray]:
        """Tell for each area with a shape which of the points (longitude, latitude) lie in it; edges belong to it."""
        found = {}
        for index in self.shaped:
            shape = self.grounds[index].shape
            found[index] = (
                shapely.intersects_xy(shape, places[:, 0], places[:, 1]) if len(places) else np.zeros(0, bool)
            )
        return found


def union(shapes: Iterable[BaseGeometry]) -> str:
    """Join shapes into one and give it as GeoJSON with coordinates to a metre or so."""
    whole = shapely.transform(shapely.union_all(list(shapes)), lambda xy: np.round(xy, 5))
    return str(shapely.to_geojson(whole if shapely.is_valid(whole) else shapely.make_valid(whole)))


def feature(geometry: str, *, tolerance: float = 0.0005) -> str:
    """Give a light GeoJSON Feature of a stored shape, for maps; "" gives an empty one."""
    drawn = (
        json.loads(shapely.to_geojson(shapely.simplify(shapely.from_geojson(geometry), tolerance)))
        if geometry
        else None
    )
    return json.dumps({"type": "Feature", "geometry": drawn, "properties": {}})
