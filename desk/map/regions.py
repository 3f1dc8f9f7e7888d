"""Regions of one level with their stations and open risks, as GeoJSON text."""

from typing import Any

from django.db import connection

from desk.map.answers import json_text
from desk.map.filters import Filters
from desk.map.models import Area
from desk.map.stations import KINDS, SEVERITIES, sum_of_risks
from tps.kinds import Level
from tps.models import Region

CODE_LENGTH = {Level.REGENCY: 5, Level.DISTRICT: 8, Level.VILLAGE: 13}


def collection(election_id: int, level: str, filters: Filters) -> str:
    """Give the FeatureCollection of a level; a region whose area is not known has no geometry."""
    counts = _counts(election_id, level, filters)
    drawn = Area.objects.filter(area_set__election_id=election_id, level=level)
    columns = ("region_id", "geometry", "approximate", "label_longitude", "label_latitude")
    areas = {row[0]: row[1:] for row in drawn.values_list(*columns)}
    features = []
    regions = Region.objects.at_level(level).within(filters.place).order_by("code")
    for code, name in regions.values_list("code", "name"):
        stations, flagged, worst, kinds = counts.get(code, (0, 0, None, {}))
        geometry, approximate, *label = areas.get(code, ("null", True))
        properties = {
            "code": code,
            "name": name,
            "stations": stations,
            "flagged": flagged,
            "worst": worst,
            "kinds": kinds,
            "approximate": approximate,
            "label": label or None,
        }
        features.append(f'{{"type":"Feature","geometry":{geometry},"properties":{json_text(properties)}}}')
    return f'{{"type":"FeatureCollection","level":"{level}","features":[{",".join(features)}]}}'


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
