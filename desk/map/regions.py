"""Regions of one level with their stations and open risks, coloured by a measure, as GeoJSON text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from desk.map import drawn, sql
from desk.map.answers import json_text
from desk.map.filters import Filters
from desk.map.measures.kinds import COOL, Measure, Scale, scale_of
from desk.map.measures.reading import LENGTHS, Asked, Coloured, Counted, coloured
from desk.map.sql import KINDS, SEVERITIES
from tps import boundaries
from tps.models import Region

Counts = dict[str, tuple[Counted, dict[str, int]]]
NONE = Counted(0, 0, None)


@dataclass(frozen=True, slots=True)
class Shaded:
    """One region of a picture: its counts, the risks by kind, the step it is coloured by and the value in words."""

    code: str
    name: str
    counted: Counted
    kinds: dict[str, int]
    step: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Shading:
    """All regions of a level with what their colours mean, as plain data for page and paper."""

    regions: list[Shaded]
    picture: dict[str, Any]


def coloured_regions(asked: Asked, measure: str) -> Shading:
    """Read the regions of a level, by code, coloured by a measure."""
    counts = _counts(asked.election_id, asked.level, asked.filters)
    names = dict(Region.objects.at_level(asked.level).within(asked.filters.place).values_list("code", "name"))
    counted = {code: counts[code][0] if code in counts else NONE for code in names}
    found = coloured(measure, asked, counted)
    values = {code: _value(measure, found, code, each) for code, each in counted.items()}
    scale = scale_of(measure, values.values())
    shaded = [
        Shaded(
            code,
            names[code],
            counted[code],
            counts[code][1] if code in counts else {},
            scale.step(values[code]),
            scale.say(values[code]),
        )
        for code in sorted(names)
    ]
    return Shading(shaded, _picture(measure, found, scale, values, asked))


def collection(asked: Asked, *, measure: str, band: int, day: date) -> str:
    """Give the FeatureCollection of a level, drawn as a band of zoom and a day ask for.

    A region whose area is not known has no geometry; `sources` says whose boundaries those are that are official,
    `measure` by what the areas are coloured, in which steps and from which source.
    """
    shading = coloured_regions(asked, measure)
    areas = drawn.areas(asked.election_id, asked.level, band)
    features = []
    origins = set()
    for each in shading.regions:
        area = areas.get(each.code)
        origins.add(area.origin if area else "")
        properties = {
            "code": each.code,
            "name": each.name,
            "stations": each.counted.stations,
            "flagged": each.counted.flagged,
            "worst": each.counted.worst,
            "kinds": each.kinds,
            "step": each.step,
            "said": each.said,
            "approximate": area.approximate if area else True,
            "label": [area.longitude, area.latitude] if area else None,
        }
        geometry = area.geometry if area else "null"
        features.append(f'{{"type":"Feature","geometry":{geometry},"properties":{json_text(properties)}}}')
    sources = json_text(_sources(origins - {""}, day))
    return (
        f'{{"type":"FeatureCollection","level":"{asked.level}","band":{band},"sources":{sources},'
        f'"measure":{json_text(shading.picture)},"features":[{",".join(features)}]}}'
    )


def _value(measure: str, found: Coloured, code: str, each: Counted) -> float | None:
    # A region without a task has none; one without stations has nothing that a task could be about.
    if measure == Measure.TASKS:
        return found.values.get(code, 0.0) if each.stations or code in found.values else None
    return found.values.get(code)


def _picture(
    measure: str, found: Coloured, scale: Scale, values: Mapping[str, float | None], asked: Asked
) -> dict[str, Any]:
    steps = [scale.step(value) for value in values.values()]
    return {
        "key": measure,
        "label": str(Measure(measure).label),
        "cool": measure in COOL,
        "source": found.source,
        "note": found.note,
        "steps": [
            {"step": place, "label": label, "regions": steps.count(place)} for place, label in enumerate(scale.labels)
        ],
        "none": {"label": _none(measure, found), "regions": steps.count(None)},
    }


def _none(measure: str, found: Coloured) -> str:
    if measure in {Measure.FLAGGED, Measure.WORST} and not found.values:
        return _("belum ada catatan")
    return _("tidak ada TPS") if measure in {Measure.FLAGGED, Measure.WORST, Measure.TASKS} else _("belum ada data")


def _sources(levels: set[str], day: date) -> list[dict[str, Any]]:
    found = boundaries.sources(day) if levels else []
    return [
        {"level": each["level"], "source": each["source"], "licence": each["licence"]}
        for each in found
        if each["level"] in levels
    ]


def _counts(election_id: int, level: str, filters: Filters) -> Counts:
    """Count stations, those with a wanted risk, the worst and the kinds by region."""
    risks, values = sql.risks_of_stations(election_id, filters)
    where, own = sql.stations(election_id, filters)
    rows = sql.rows(
        f"""
        WITH risk AS ({risks})
        SELECT left(s.region_id, {LENGTHS[level]}), count(*), count(risk.station_id), max(worst), {sql.SUMS}
        FROM tps_pollingstation s LEFT JOIN risk ON risk.station_id = s.id WHERE {where} GROUP BY 1
        """,  # noqa: S608 — the pieces are constants; every value is a parameter
        [*values, *own],
    )
    return {
        row[0]: (
            Counted(row[1], row[2], SEVERITIES.get(row[3])),
            {kind: int(count) for kind, count in zip(KINDS, row[4:], strict=True) if count},
        )
        for row in rows
    }
