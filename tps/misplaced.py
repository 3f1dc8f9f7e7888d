"""Positions of a staged roster that cannot be right: outside their region's boundary, or in the sea."""

import math
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db import connection
from django.utils.translation import gettext_lazy as _

from desk.export import Cell
from tps import boundaries, codes, reference
from tps.findings import Rows
from tps.kinds import FindingKind
from tps.models import Region

BATCH = 20_000
COAST = 0.02  # degrees, about 2 km: the coarse coast is no better, and piers and islets lie before it
EARTH_KM = 6371
_POSITIONS = """
SELECT row, code, region_id, latitude, longitude FROM roster_stage
WHERE ok AND position_source = 'import' ORDER BY region_id, row
"""
_HEADER = (_("baris"), _("kode_tps"), _("kode_desa"), _("nama_desa"), _("lintang"), _("bujur"))
_KM = _("km_dari_pusat_kecamatan")


class _Spot(NamedTuple):
    row: int
    code: str
    village: str
    latitude: float
    longitude: float


def lists(day: date) -> dict[FindingKind, Rows]:
    """Give the lists of staged positions outside the boundary in force on a day, and of those in the sea."""
    return {
        FindingKind.OUTSIDE: ((*_HEADER, _("batas_wilayah"), _KM), _outside(day)),
        FindingKind.SEA: ((*_HEADER, _KM), _at_sea()),
    }


def _batches() -> Iterator[list[_Spot]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_POSITIONS)
        while rows := cursor.fetchmany(BATCH):
            yield [_Spot._make(row) for row in rows]


def _outside(day: date) -> Iterator[tuple[Cell, ...]]:
    if not boundaries.marks(day):
        return
    for spots in _batches():
        found = boundaries.outside(((each.row, each.village, each.longitude, each.latitude) for each in spots), day)
        yield from _lines([(each, (found[each.row],)) for each in spots if each.row in found])


def _at_sea() -> Iterator[tuple[Cell, ...]]:
    land, around = _land()
    west, south, east, north = around
    for spots in _batches():
        x = np.array([each.longitude for each in spots])
        y = np.array([each.latitude for each in spots])
        # Where the coast is not drawn nobody knows what is sea.
        judged = (x > west) & (x < east) & (y > south) & (y < north)
        wet = judged & ~shapely.contains_xy(land, x, y)
        yield from _lines([(spots[place], ()) for place in np.flatnonzero(wet)])


@cache
def _land() -> tuple[Any, tuple[float, float, float, float]]:
    coast = shapely.union_all([shapely.geometry.shape(each["geometry"]) for each in reference.coast()["features"]])
    west, south, east, north = coast.bounds
    land = shapely.buffer(coast, COAST)
    shapely.prepare(land)
    return land, (west, south, east, north)


def _lines(found: list[tuple[_Spot, tuple[str, ...]]]) -> Iterator[tuple[Cell, ...]]:
    """Give the lines of the list, each with the village's name and the way to its district's centre."""
    villages = {spot.village for spot, _more in found}
    known = Region.objects.in_bulk(villages | {codes.parent(village) or "" for village in villages})
    for spot, more in found:
        district = known.get(codes.parent(spot.village) or "")
        away = None
        if district is not None and district.latitude is not None and district.longitude is not None:
            away = round(_km(spot.latitude, spot.longitude, district.latitude, district.longitude), 1)
        yield (*spot[:3], known[spot.village].name, spot.latitude, spot.longitude, *more, away)


def _km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    north, east = math.radians(to_latitude - latitude), math.radians(to_longitude - longitude)
    half = math.sin(north / 2) ** 2
    half += math.cos(math.radians(latitude)) * math.cos(math.radians(to_latitude)) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
