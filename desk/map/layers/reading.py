"""Reads the layers of the map as GeoJSON features; every position and shape is in degrees WGS 84."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from desk.agencies.models import Agency
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.jurisdiction_reading import ground
from desk.coordination.models import Jurisdiction
from desk.map import drawn
from desk.map.layers import islands
from desk.map.layers.features import Asked, Features, Laid, feature, light
from desk.map.layers.kinds import MOST_ZONES, Layer
from desk.recap.models import Relocation
from risks.kinds import Grade, Kind
from risks.models import HazardLayer, HazardZone
from tps import codes
from tps.kinds import ImportState
from tps.models import Region


def laid(layer: str, asked: Asked) -> Laid:
    """Read one layer."""
    return _READERS[Layer(layer)](asked)


def counts(election_id: int, place: str, day: date) -> dict[str, int | None]:
    """Count what each layer holds, for the switches beside the map; jurisdictions also by body ("body.polres").

    None says that nothing is known: of islands as long as no official boundary is loaded.
    """
    bodies = list(_jurisdictions(day).values_list("kind", flat=True))
    found: dict[str, int | None] = {
        Layer.ISLANDS.value: islands.count(election_id, place),
        Layer.HAZARDS.value: HazardZone.objects.filter(layer__in=_layers(election_id)).count(),
        Layer.JURISDICTIONS.value: len(bodies),
        Layer.OFFICES.value: Agency.objects.active().exclude(region_code="").count(),
        Layer.RESERVES.value: Relocation.objects.of(election_id).within(place).count(),
    }
    return found | {f"body.{body}": bodies.count(body) for body in Body.values if body in bodies}


def _layers(election_id: int) -> list[int]:
    """Give the newest version of each of an election's loaded hazard layers that nobody took back."""
    rows = HazardLayer.objects.filter(
        election=election_id, state=ImportState.APPLIED, undone_at__isnull=True
    ).values_list("pk", "supersedes_id")
    found = dict(rows)
    return [pk for pk in found if pk not in set(found.values())]


def _hazards(asked: Asked) -> Laid:
    layers = HazardLayer.objects.select_related("source").in_bulk(_layers(asked.election_id))
    zones = HazardZone.objects.filter(layer__in=layers).order_by("-area")
    rows = zones.extra(select={"number": "cardinality(stations)"}).values_list(
        "layer_id", "name", "grade", "drawing", "number"
    )
    features: Features = []
    total = zones.count()
    for layer_id, name, grade, drawing, number in rows[:MOST_ZONES]:
        layer = layers[layer_id]
        shape = light(shapely.from_geojson(drawing), asked.band)
        if not shape.is_empty:
            facts = {
                "name": name or layer.name,
                "said": str(Grade(grade).label) if grade else str(Kind(layer.kind).label),
                "kind": layer.kind,
                "stations": number,
                "source": layer.source.label,
                "url": reverse("hazard", args=[layer_id]),
            }
            features.append(feature(shape, facts))
    sources = sorted({f"{each.source.label} ({each.name} v{each.version})" for each in layers.values()})
    note = _("Hanya %(shown)d zona terluas dari %(total)d yang digambar.") % {"shown": MOST_ZONES, "total": total}
    return Laid(features, ", ".join(sources), note if total > MOST_ZONES else "")


def _jurisdictions(day: date) -> Any:
    return Jurisdiction.objects.valid(day).filter(agency__active=True)


def _areas_of_agencies(asked: Asked) -> Laid:
    rows = _jurisdictions(asked.day).select_related("agency")
    if asked.bodies:
        rows = rows.filter(kind__in=asked.bodies)
    found = list(rows.order_by("kind", "name", "pk"))
    wanted = {codes.level(code) for row in found for code in [*row.includes, *row.excludes]}
    shapes = {level: _Drawn(asked.election_id, level, asked.band) for level in wanted}
    features: Features = []
    simulated = False
    for row in found:
        area = ground(row)
        parts = [shapes[codes.level(code)][code] for code in row.includes]
        whole = shapely.union_all(
            [*(each for each in parts if each is not None), *([area.shape] if area.shape else [])]
        )
        out = [shapes[codes.level(code)][code] for code in row.excludes]
        if out:
            whole = shapely.difference(whole, shapely.union_all([each for each in out if each is not None]))
        shape = light(whole, asked.band)
        if shape.is_empty:
            continue
        simulated = simulated or row.simulated
        facts = {
            "name": row.name,
            "said": f"{Body(row.kind).label} · {row.agency.label}",
            "kind": row.kind,
            "url": reverse("jurisdiction", args=[row.pk]),
        }
        features.append(feature(shape, facts))
    note = _("Sebagian wilayah kerja ini simulasi.") if simulated else ""
    return Laid(features, _("Wilayah kerja yang dicatat desk"), note, len(found) - len(features))


class _Drawn(dict[str, BaseGeometry | None]):
    """The drawn area of each region of a level, read once and made into shapes one by one."""

    def __init__(self, election_id: int, level: str, band: int) -> None:
        super().__init__()
        self.texts = drawn.areas(election_id, level, band)

    def __missing__(self, code: str) -> BaseGeometry | None:
        area = self.texts.get(code)
        self[code] = shapely.make_valid(shapely.from_geojson(area.geometry)) if area else None
        return self[code]


def _offices(asked: Asked) -> Laid:
    """Draw agencies at the centre of the region in which they sit: where their doors are is not recorded."""
    rows = list(Agency.objects.active().exclude(region_code="").order_by("code"))
    places = _centres(asked.election_id, {row.region_code for row in rows}, asked.band)
    names = dict(Region.objects.filter(code__in=places).values_list("code", "name"))
    features = [
        feature(
            shapely.Point(*places[row.region_code]),
            {
                "name": row.label,
                "said": names.get(row.region_code, ""),
                "kind": row.kind,
                "url": reverse("agency", args=[row.code]),
                "approximate": True,
            },
        )
        for row in rows
        if row.region_code in places
    ]
    note = _("Letak kantor belum dicatat: instansi digambar di pusat wilayahnya.")
    return Laid(features, _("Daftar instansi desk"), note, len(rows) - len(features))


def _centres(election_id: int, wanted: Iterable[str], band: int) -> dict[str, tuple[float, float]]:
    wanted = set(wanted)
    rows = Region.objects.filter(code__in=wanted, latitude__isnull=False).values_list("code", "longitude", "latitude")
    found = {code: (float(x or 0), float(y or 0)) for code, x, y in rows}
    for level in {codes.level(code) for code in wanted - set(found)}:
        for code, area in drawn.areas(election_id, level, band).items():
            if code in wanted:
                found.setdefault(code, (area.longitude, area.latitude))
    return found


def _reserves(asked: Asked) -> Laid:
    rows = list(Relocation.objects.of(asked.election_id).within(asked.place).select_related("station__region"))
    features = [
        feature(
            shapely.Point(row.longitude, row.latitude),
            {
                "name": row.site,
                "said": _("cadangan untuk %(station)s · %(state)s")
                % {"station": row.station, "state": row.get_state_display()},
                "kind": row.state,
                "url": reverse("station", args=[row.station.code]),
            },
        )
        for row in rows
        if row.latitude is not None
    ]
    return Laid(features, _("Lokasi cadangan yang dicatat desk"), "", len(rows) - len(features))


_READERS: dict[Layer, Callable[[Asked], Laid]] = {
    Layer.HAZARDS: _hazards,
    Layer.ISLANDS: islands.laid,
    Layer.JURISDICTIONS: _areas_of_agencies,
    Layer.OFFICES: _offices,
    Layer.RESERVES: _reserves,
}
