"""One file of hazard zones from its bytes to what it would say of stations: read, graded, joined."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from risks import zone_grades, zone_shapes, zone_stations
from risks.models import HazardLayer
from risks.zone_join import Join
from risks.zone_shapes import Sorted, Zone
from risks.zone_staging import Inside
from tps import vectors
from tps.kinds import ImportState

STEPS = 4
LISTED = 50
Progress = Callable[[int, int, str], None]
_BEFORE = "SELECT unnest(stations), grade FROM risks_hazardzone WHERE layer_id = %s"

_NONE_USABLE = gettext_noop(
    "Tidak ada satu zona pun yang dapat dipakai. Daftar fitur yang ditolak menyebutkan alasannya."
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file holds and which stations lie in it; `stations` and `also` follow the order of `zones`."""

    read: int
    zones: list[Zone]
    stations: list[np.ndarray]
    also: list[np.ndarray]
    errors: list[dict[str, Any]]
    report: dict[str, Any]
    refusal: str = ""

    @property
    def inside(self) -> int:
        """Count the stations in any zone, each once."""
        return sum(len(each) for each in self.stations)

    def rows(self, layer: HazardLayer) -> Iterator[Inside]:
        """Give each station once, with the worst zone it lies in."""
        for zone, ids in zip(self.zones, self.stations, strict=True):
            words = f"{zone.name}, " if zone.name else ""
            note = f"Zona {words}{layer.name} versi {layer.version}, fitur {zone.row}"
            for each in ids:
                yield Inside(int(each), zone.row, zone.grade, note)


def examine(
    file: BinaryIO,
    layer: HazardLayer,
    *,
    name: str,
    most_bytes: int = vectors.MOST_BYTES,
    progress: Progress = lambda done, total, message: None,
) -> Examined:
    """Read a file as a layer asks and join it to the stations of its election; changes nothing; raises Unreadable."""

    def tell(step: int, message: str) -> None:
        progress(step, STEPS, message)

    reading = _("Membaca berkas")
    tell(0, reading)
    found = vectors.read(file, name, crs=layer.crs, most_bytes=most_bytes, tick=lambda: tell(0, reading))
    tell(1, _("Memeriksa zona"))
    sort = zone_shapes.sort(
        found.features,
        found.fields,
        kind=layer.kind,
        grade=layer.grade,
        grade_field=layer.grade_field,
        mapping=layer.mapping,
        radius=layer.radius,
    )
    joining = _("Mencari TPS di dalam zona")
    tell(2, joining)
    joined = _join(layer, sort.zones, lambda: tell(2, joining))
    tell(3, _("Membandingkan dengan catatan"))
    first, also = joined.result() if joined else ([], [])
    report: dict[str, Any] = {
        "format": found.format,
        "crs": found.crs if len(found.crs) <= 40 else found.crs.split('"')[1][:80] if '"' in found.crs else "",
        "notes": list(found.notes),
        "fields": list(found.fields)[:100],
        "column": sort.column,
        "mapping": [
            {"value": value, "grade": grade, "zones": sort.counts.get(value)} for value, grade in sort.mapping.items()
        ][:200],
        "zones": len(sort.zones),
        "points": sort.points,
        "repaired": [{"row": each.row, "name": each.name, "was": each.was} for each in sort.zones if each.was][:LISTED],
        "change": change(layer, sort.zones, first),
    }
    refusal = "" if sort.zones or _unmapped(sort) else _NONE_USABLE
    return Examined(len(found.features), sort.zones, first, also, sort.errors, report, refusal)


def predecessor(layer: HazardLayer) -> HazardLayer | None:
    """Give the version that a layer replaces: the last one proposed of the same source, kind and name."""
    return (
        HazardLayer.objects.filter(
            election=layer.election_id,
            kind=layer.kind,
            source=layer.source_id,
            name__iexact=layer.name,
            remit=layer.remit,
            state=ImportState.APPLIED,
        )
        .exclude(pk=layer.pk)
        .order_by("-version", "-pk")
        .first()
    )


def change(layer: HazardLayer, zones: list[Zone], stations: list[np.ndarray]) -> dict[str, int]:
    """Count which stations entered and left since the version before, and which changed grade; {} for the first."""
    if layer.supersedes_id is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [layer.supersedes_id])
        before = dict(cursor.fetchall())
    now = {int(pk): zone.grade for zone, ids in zip(zones, stations, strict=True) for pk in ids}
    kept = before.keys() & now.keys()
    return {
        "entered": len(now) - len(kept),
        "left": len(before) - len(kept),
        "kept": len(kept),
        "regraded": sum(before[pk] != now[pk] for pk in kept),
    }


def _join(layer: HazardLayer, zones: list[Zone], tick: Callable[[], None]) -> Join | None:
    if not zones:
        return None
    badness = [zone_grades.badness(layer.kind, each.grade) for each in zones]
    worst = sorted(range(len(zones)), key=lambda place: badness[place], reverse=True)
    joined = Join([each.shape for each in zones], worst)
    for ids, places in zone_stations.placed(layer.election_id, joined.bounds, layer.remit):
        joined.add(ids, places)
        tick()
    return joined


def _unmapped(sort: Sorted) -> bool:
    """Tell whether a person can still give the values of the grade's column a meaning."""
    return bool(sort.column) and not all(sort.mapping.values())
