"""The areas of the map beside a situation's figures, as they are drawn on the product's own map."""

import json
from typing import Any

from desk.briefings.situation import Situation
from desk.charts.maps import Area
from desk.map.models import Area as DrawnArea
from tps import codes
from tps.querysets import lies_within


def areas(election_id: int, situation: Situation) -> list[Area]:
    """Give the areas that the figures count, (longitude, latitude); empty while none was drawn.

    For the province these are the kabupaten and kota, for one of them its kecamatan.
    """
    counted = [each.code for each in situation.regencies]
    level = codes.level(max(counted, key=len)) if counted else "regency"
    drawn = DrawnArea.objects.filter(lies_within(situation.place), area_set__election_id=election_id, level=level)
    return [
        Area(code, name, _rings(json.loads(geometry)), (x, y))
        for code, name, geometry, x, y in drawn.order_by("region_id").values_list(
            "region_id", "region__name", "geometry", "label_longitude", "label_latitude"
        )
    ]


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    coordinates = geometry.get("coordinates") or []
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [[(x, y) for x, y in ring] for polygon in polygons for ring in polygon]
