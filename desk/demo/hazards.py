"""The demo's flood zones: invented ground along invented rivers and a strip of coast, proposed in BPBD's name."""

import json
import math
from datetime import timedelta
from typing import Any

import shapely
from django.core.files.base import ContentFile
from shapely.geometry import mapping, shape

from desk.demo.draw import fraction, identifier
from desk.demo.ledger import WET
from desk.demo.scene import Scene
from desk.files.actions import keep
from risks.actions import zone_loads
from risks.kinds import Grade, Kind
from risks.models import HazardLayer
from tps import reference

NAME = "Dataran banjir (simulasi)"
RIVER, COAST, BEND = 0.0035, 0.006, 0.007  # degrees: half as wide as the ground, how far inland, how far a bend goes
BENDS, CORNERS = 5, 80
NORTH_COAST = (106.45, -6.15, 106.75, -5.9)


def features() -> list[dict[str, Any]]:
    """Give the zones as GeoJSON features in degrees WGS 84: a river through each regency's wet districts, a coast."""
    land = shapely.union_all([shape(each["geometry"]) for each in reference.coast()["features"]])
    centres = {row.code: (row.longitude, row.latitude) for row in reference.district_centres()}
    names = {row.code: row.name for row in reference.regions()}
    found = []
    for regency, wet in WET.items():
        through = sorted(centres[code] for code in centres if code.startswith(regency) and names[code] in wet)
        ground = shapely.intersection(_river(regency, through).buffer(RIVER), land)
        found.append(_feature(f"Simulasi: bantaran sungai di {names[regency]}", ground))
    strip = shapely.intersection(land.boundary.buffer(COAST), shapely.box(*NORTH_COAST))
    found.append(_feature("Simulasi: rob pantai utara Tangerang", shapely.intersection(strip, land)))
    return found


def write_hazards(scene: Scene) -> int:
    """Hand the zones in, have them checked and proposed as a person would; gives how many stations lie inside."""
    actor, at = scene.people["operator.banten"], scene.ago(1)
    content = ContentFile(json.dumps({"type": "FeatureCollection", "features": features()}).encode())
    layer = HazardLayer(
        election=scene.election,
        kind=Kind.FLOOD,
        name=NAME,
        source=scene.agencies["bpbd"],
        grade=Grade.PRONE,
        observed_on=(scene.at - timedelta(days=20)).date(),
        client_id=identifier(scene.at.date(), "hazard"),
        uploaded_by=actor,
        uploaded_at=at,
        file=keep(content, "dataran-banjir-simulasi.geojson", actor=actor, at=at),
    )
    layer.save(force_insert=True)
    zone_loads.check(layer, actor=actor, progress=lambda done, total, message: None, end=lambda: None)
    zone_loads.propose(layer, actor=actor, at=at, end=lambda: None)
    return layer.inside or 0


def _river(word: str, through: list[tuple[float, float]]) -> shapely.LineString:
    """Draw a winding line through some places, the same for the same word."""
    straight = shapely.LineString(through)
    turn = fraction("river", word) * math.tau
    line = []
    for step in range(CORNERS + 1):
        part = step / CORNERS
        place = straight.interpolate(part, normalized=True)
        bend = turn + part * BENDS * math.tau
        line.append((place.x + BEND * math.cos(bend), place.y + BEND * math.sin(1.3 * bend)))
    return shapely.LineString(line)


def _feature(name: str, ground: shapely.Geometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"nama": name}, "geometry": mapping(shapely.set_precision(ground, 1e-5))}
