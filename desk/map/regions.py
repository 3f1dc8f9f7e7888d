"""Regions of one level with their stations and open risks, as GeoJSON text."""

from datetime import date
from typing import Any

from django.db import connection

from desk.map import drawn
from desk.map.answers import json_text
from desk.map.filters import Filters
from desk.map.stations import KINDS, SEVERITIES, sum_of_risks
from tps import boundaries
from tps.kinds import Level
from tps.models import Region

CODE_LENGTH = {Level.REGENCY: 5, Level.DISTRICT: 8, Level.VILLAGE: 13}


def collection(election_id: int, level: str, filters: Filters, *, band: int, day: date) -> str:
    """Give the FeatureCollection of a level, drawn as a band of zoom and a day ask for.

    A region whose area is not known has no geometry; `sources` says whose boundaries those are that are official.
    """
    counts = _counts(election_id, level, filters)
    areas = drawn.areas(election_id, level, band)
    features = []
    origins = set()
    regions = Region.objects.at_level(level).within(filters.place).order_by("code")
    for code, name in regions.values_list("code", "name"):
        stations, flagged, worst, kinds = counts.get(code, (0, 0, None, {}))
        area = areas.get(code)
        origins.add(area.origin if area else "")
        properties = {
            "code": code,
            "name": name,
            "stations": stations,
            "flagged": flagged,
            "worst": worst,
            "kinds": kinds,
            "approximate": area.approximate if area else True,
            "label": [area.longitude, area.latitude] if area else None,
        }
        geometry = area.geometry if area else "null"
        features.append(f'{{"type":"Feature","geometry":{geometry},"properties":{json_text(properties)}}}')
    sources = json_text(_sources(origins - {""}, day))
    return (
        f'{{"type":"FeatureCollection","level":"{level}","band":{band},"sources":{sources},'
        f'"features":[{",".join(features)}]}}'
    )


def _sources(levels: set[str], day: date) -> list[dict[str, Any]]:
    found = boundaries.sources(day) if levels else []
    return [
        {"level": each["level"], "source": each["source"], "licence": each["licence"]}
        for each in found
        if each["level"] in levels
    ]


def _counts(election_id: int, level: str, filters: Filters) -> dict[str, tuple[int, int, str | None, dict[str, int]]]:
    risks, values = sum_of_risks(election_id, filters)
    length = CODE_LENGTH[Level(level)]
    sums = ", ".join(f"sum(k{place})" for place in range(len(KINDS)))
    place = " AND (s.region_id = %s OR s.region_id LIKE %s)" if filters.place else ""
    inside = [filters.place, f"{filters.place}.%"] if filters.place else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH risk AS ({risks})
            SELECT left(s.region_id, {length}), count(*), count(risk.station_id), max(worst), {sums}
            FROM tps_pollingstation s LEFT JOIN risk ON risk.station_id = s.id
            WHERE s.election_id = %s AND s.withdrawn_at IS NULL{place} GROUP BY 1
            """,  # noqa: S608 — the pieces are constants; every value is a parameter
            [*values, election_id, *inside],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {
        row[0]: (
            row[1],
            row[2],
            SEVERITIES.get(row[3]),
            {kind: int(count) for kind, count in zip(KINDS, row[4:], strict=True) if count},
        )
        for row in rows
    }
