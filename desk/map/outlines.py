"""Official boundaries as they are drawn: one clean coverage, simplified for each band of zoom. Pure geometry.

Everything is in degrees WGS 84, (longitude, latitude). Neighbours share their edges in every band, because a whole
level is simplified at once.
"""

from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from desk.map.shapes import KILOMETRE, joined, polygons

# Gaps narrower than this are what digitising left between neighbours; the drawing closes them, the report names them.
GAP = 0.5 * KILOMETRE


class Band(NamedTuple):
    """Zooms up to `last` are drawn with a tolerance in degrees and so many decimals."""

    last: int
    tolerance: float
    digits: int


BANDS = (
    Band(8, 0.4 * KILOMETRE, 5),
    Band(10, 0.12 * KILOMETRE, 5),
    Band(12, 0.03 * KILOMETRE, 5),
    Band(22, 0.008 * KILOMETRE, 6),
)
USUAL = 1


def band_of(zoom: int | None) -> int:
    """Give the band of a zoom; without one a view of some districts is taken to be meant."""
    if zoom is None:
        return USUAL
    return next((place for place, band in enumerate(BANDS) if zoom <= band.last), len(BANDS) - 1)


def clean(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Make one coverage of a level's shapes: no overlaps, no narrow gaps, the same points on both sides of an edge."""
    codes = list(shapes)
    found = shapely.coverage_clean(np.array([shapes[code] for code in codes], dtype=object), gap_width=GAP)
    return {code: polygons(shape) for code, shape in zip(codes, found, strict=True)}


def simplified(coverage: dict[str, BaseGeometry], band: Band) -> dict[str, BaseGeometry]:
    """Simplify a coverage for a band; islets too small to be seen there go, the largest piece of a region never."""
    shapes = np.array(list(coverage.values()), dtype=object)
    pieces, owners = shapely.get_parts(shapely.coverage_simplify(shapes, band.tolerance), return_index=True)
    keep = _seen(pieces, owners, band.tolerance)
    return {code: polygons(shapely.multipolygons(pieces[keep & (owners == n)])) for n, code in enumerate(coverage)}


def above(areas: dict[str, BaseGeometry], length: int, whole: set[str]) -> dict[str, BaseGeometry]:
    """Join areas into those of a level above, of the codes whose parts are all there."""
    parts = {code: area for code, area in areas.items() if code[:length] in whole}
    return joined(parts, length)


def _seen(pieces: np.ndarray, owners: np.ndarray, tolerance: float) -> np.ndarray:
    """Tell which pieces are drawn: those large enough, each region's largest, and those that touch another piece."""
    sizes = shapely.area(pieces)
    largest = np.zeros(owners.max() + 1)
    np.maximum.at(largest, owners, sizes)
    keep = (sizes >= tolerance**2) | (sizes == largest[owners])
    small = np.flatnonzero(~keep)
    one, other = shapely.STRtree(pieces).query(pieces[small], predicate="intersects")
    keep[small[one[small[one] != other]]] = True
    return keep
