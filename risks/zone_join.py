"""Which stations lie in which zones: points in chunks against shapes, worst zone first, memory bounded. Pure."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

AT_ONCE = 64  # zones asked together; with a chunk of stations it bounds the pairs held at any time
MOST_ALSO = 4  # further zones that are kept of a station

Chunk = tuple[np.ndarray, np.ndarray]


class Join:
    """Gathers chunk by chunk which stations lie in each of some shapes; edges belong to their zone.

    `shapes` are (longitude, latitude), `worst` their places from the worst to the mildest. The worst that a station
    lies in speaks for it; of the others four are kept.
    """

    def __init__(self, shapes: Sequence[BaseGeometry], worst: Sequence[int]) -> None:
        self._order = np.asarray(worst, dtype=np.intp)
        self._shapes = np.asarray(shapes, dtype=object)[self._order]
        self._first: list[list[np.ndarray]] = [[] for _each in shapes]
        self._also: list[list[np.ndarray]] = [[] for _each in shapes]
        self.joined = 0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east and north of all shapes."""
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(self._shapes))
        return west, south, east, north

    def add(self, ids: np.ndarray, places: np.ndarray) -> int:
        """Take a chunk of stations: ids, and an array of (longitude, latitude); give how many lie in some zone."""
        tree = shapely.STRtree(shapely.points(places))
        hits = np.zeros(len(ids), dtype=np.int16)
        for start in range(0, len(self._shapes), AT_ONCE):
            # The query comes ordered by shape, so a station meets its zones from the worst on.
            shape, point = tree.query(self._shapes[start : start + AT_ONCE], predicate="intersects")
            if len(point):
                self._keep(ids, hits, self._order[shape + start], point)
        inside = int(np.count_nonzero(hits))
        self.joined += inside
        return inside

    def result(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Give for each shape the ids of the stations it speaks for, and of those that also lie in it."""
        return [_joined(each) for each in self._first], [_joined(each) for each in self._also]

    def _keep(self, ids: np.ndarray, hits: np.ndarray, zone: np.ndarray, point: np.ndarray) -> None:
        by_point = np.argsort(point, kind="stable")
        zone, point = zone[by_point], point[by_point]
        fresh = np.concatenate([[True], point[1:] != point[:-1]])
        began = np.maximum.accumulate(np.where(fresh, np.arange(len(point)), 0))
        turn = np.arange(len(point)) - began + hits[point]
        # Only the last turn of a station counts; assignment with repeated places keeps the last.
        hits[point] = np.minimum(turn + 1, MOST_ALSO + 1).astype(np.int16)
        _spread(self._first, ids, zone, point, turn == 0)
        _spread(self._also, ids, zone, point, (turn > 0) & (turn <= MOST_ALSO))


def join(shapes: Sequence[BaseGeometry], worst: Sequence[int], chunks: Iterable[Chunk]) -> Join:
    """Join all chunks of stations to the shapes."""
    found = Join(shapes, worst)
    for ids, places in chunks:
        found.add(ids, places)
    return found


def _spread(
    lists: list[list[np.ndarray]], ids: np.ndarray, zone: np.ndarray, point: np.ndarray, kept: np.ndarray
) -> None:
    zone, chosen = zone[kept], ids[point[kept]]
    order = np.argsort(zone, kind="stable")
    zone, chosen = zone[order], chosen[order]
    edges = np.flatnonzero(zone[1:] != zone[:-1]) + 1
    for part, own in zip(np.split(chosen, edges), np.split(zone, edges), strict=True):
        if len(part):
            lists[int(own[0])].append(part)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.sort(np.concatenate(parts)) if parts else np.array([], dtype=np.int64)
