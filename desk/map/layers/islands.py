"""Islands: pieces of the official boundaries that the sea parts from the largest piece; nothing is guessed.

Small islands are drawn in fine bands only, so the layer is never drawn coarser than FINEST.
"""

import math

import numpy as np
import shapely
from django.core.cache import cache
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from desk.map import drawn, sql
from desk.map.layers.features import Asked, Laid, feature, light
from desk.map.layers.kinds import MOST_ZONES
from desk.map.models import Outline, OutlineSet
from tps import boundaries
from tps.kinds import Level, PositionSource
from tps.models import Region

# Kecamatan are small enough to say where an island lies, and few enough to be joined while somebody waits.
LEVELS = (Level.DISTRICT, Level.REGENCY, Level.VILLAGE, Level.PROVINCE)
FINEST = 2  # the band (desk.map.outlines)
KILOMETRES = 111.32  # in a degree
KEPT = 60 * 60  # seconds for which a count is remembered
Island = tuple[str, BaseGeometry]


def laid(asked: Asked) -> Laid:
    """Read the islands, largest first, each with the region it belongs to and the stations on it."""
    band = max(asked.band, FINEST)
    found = _islands(asked.election_id, asked.place, band)
    if found is None:
        return Laid([], "", _("Tidak ada data: batas resmi belum dimuat, dan pulau tidak ditebak dari posisi TPS."))
    names = {region.pk: str(region) for region in Region.objects.filter(code__in={code for code, _shape in found})}
    stations = _stations(asked.election_id, found)
    features = []
    for (code, shape), number in list(zip(found, stations, strict=True))[:MOST_ZONES]:
        facts = {
            "name": _("Pulau di %(region)s") % {"region": names.get(code, code)},
            "said": _("%(area)s km²") % {"area": number_format(round(_square_kilometres(shape), 2), 2, use_l10n=True)},
            "kind": "island",
            "stations": number,
            "url": reverse("region", args=[code]),
        }
        features.append(feature(light(shape, band), facts))
    sources = sorted({str(each["source"] or each["label"]) for each in boundaries.sources(asked.day)})
    note = _("Bagian batas resmi yang terpisah dari daratan terbesar.")
    if len(found) > MOST_ZONES:
        limits = {"shown": MOST_ZONES, "total": len(found)}
        note += " " + _("Hanya %(shown)d pulau terluas dari %(total)d yang digambar.") % limits
    return Laid(features, ", ".join(sources), note)


def count(election_id: int, place: str) -> int | None:
    """Count the islands; None while no official boundary is loaded."""
    sets = sorted(OutlineSet.objects.values_list("pk", flat=True))
    if not sets:
        return None
    key = f"map-islands-{'-'.join(map(str, sets))}-{place}"
    found: int | None = cache.get(key)
    if found is None:
        islands = _islands(election_id, place, FINEST)
        if islands is None:
            return None
        found = len(islands)
        cache.set(key, found, KEPT)
    return found


def _islands(election_id: int, place: str, band: int) -> list[Island] | None:
    """Give the islands with the code of the region that holds most of each; None without official boundaries."""
    there = set(Outline.objects.filter(band=band).values_list("level", flat=True).distinct().order_by())
    level = next((each for each in LEVELS if each in there), None)
    if level is None:
        return None
    areas = [
        (code, shapely.from_geojson(area.geometry))
        for code, area in drawn.areas(election_id, level, band).items()
        if not area.approximate
    ]
    shapes = np.array([shape for _code, shape in areas], dtype=object)
    parts = shapely.get_parts(shapely.union_all(shapes))
    islands = parts[np.argsort(-shapely.area(parts), kind="stable")][1:]
    tree = shapely.STRtree(shapes)
    found = []
    for island in islands:
        near = tree.query(island, predicate="intersects")
        owner = near[np.argmax(shapely.area(shapely.intersection(shapes[near], island)))]
        if areas[owner][0].startswith(place):
            found.append((areas[owner][0], island))
    return found


def _stations(election_id: int, islands: list[Island]) -> list[int]:
    """Count the stations that really stand on each island; those at their district's centre are not asked about."""
    owners = sorted({code for code, _shape in islands})
    if not owners:
        return []
    rows = sql.rows(
        """
        SELECT longitude, latitude FROM tps_pollingstation WHERE election_id = %s AND withdrawn_at IS NULL
            AND cell IS NOT NULL AND position_source <> %s AND left(region_id, %s) = ANY(%s)
        """,
        [election_id, PositionSource.DISTRICT_CENTRE.value, len(owners[0]), owners],
    )
    tree = shapely.STRtree(shapely.points(np.array(rows, dtype=float).reshape(-1, 2)))
    hits, _points = tree.query([shape for _code, shape in islands], predicate="intersects")
    return [int(number) for number in np.bincount(hits, minlength=len(islands))]


def _square_kilometres(shape: BaseGeometry) -> float:
    return float(shape.area * KILOMETRES**2 * math.cos(math.radians(shape.centroid.y)))
