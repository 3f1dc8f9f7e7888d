"""Features of a file as zones: graded, drawn round points, sound, and not greater than any hazard can be. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from risks import zone_grades
from tps.boundary_check import area
from tps.vectors import Feature, Unreadable

MOST_ZONES = 10_000
MOST_RADIUS = 50_000  # metres
INDONESIA = (94.0, -12.0, 142.0, 8.0)
LAND = 1_904_569  # km² of land of Indonesia
MOST_PERCENT = 25  # of that land
MOST_PROPERTIES = 30
MOST_CORNERS = 60_000  # of all drawings of a layer together
NAMES = ("name", "nama", "zona", "wadmkd", "namobj", "desa", "keterangan")


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone: its feature's number in the file, name, grade, shape (longitude, latitude) and what was repaired."""

    row: int
    name: str
    grade: str
    shape: BaseGeometry
    area: float
    was: str
    fields: dict[str, Any]


@dataclass(slots=True)
class Sorted:
    """What became of the features: zones, errors, and how the values of the grade's column were read."""

    zones: list[Zone] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    column: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    points: int = 0


def sort(
    features: list[Feature],
    columns: Iterable[str],
    *,
    kind: str,
    grade: str = "",
    grade_field: str = "",
    mapping: Mapping[str, str] | None = None,
    radius: int | None = None,
) -> Sorted:
    """Turn features into zones or errors; `radius` in metres is drawn round points and lines.

    Without a grade and a column the column is looked for, and where there is none the kind's usual grade holds.
    Raises Unreadable when the column is not in the file or the zones are too many.
    """
    if len(features) > MOST_ZONES:
        raise Unreadable(
            _("Berkas memuat lebih dari %(most)d zona. Gabungkan zona yang sama tingkatnya, atau bagi per wilayah.")
            % {"most": MOST_ZONES}
        )
    found = Sorted(column=_column(list(columns), grade, grade_field))
    if found.column:
        values = [zone_grades.text(each.fields.get(found.column)) for each in features]
        found.mapping = zone_grades.mapped(kind, found.column, values, mapping or {})
        found.counts = {value: values.count(value) for value in found.mapping} if len(found.mapping) <= 200 else {}
        if not grade_field and not any(found.mapping.values()):
            found.column, found.mapping, found.counts = "", {}, {}
    usual = str(grade or zone_grades.USUAL.get(kind, ""))
    for each in features:
        own = found.mapping[zone_grades.text(each.fields.get(found.column))] if found.column else usual
        _take(found, each, own, graded=bool(own) or kind == "other", radius=radius)
    return found


def around(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """Give the area within some metres of a point or line (longitude, latitude); right to 0.1 % within a province."""
    middle = math.radians(shape.centroid.y)
    along = 111_412.84 * math.cos(middle) - 93.5 * math.cos(3 * middle)
    up = 111_132.92 - 559.82 * math.cos(2 * middle)
    scale = np.array([along, up])
    plane = shapely.transform(shape, lambda xy: xy * scale)
    return shapely.transform(plane.buffer(metres, quad_segs=32), lambda xy: xy / scale)


def drawings(zones: list[Zone]) -> list[str]:
    """Give each zone's shape as GeoJSON with few enough corners that all of them together make one light picture."""
    shapes = np.array([each.shape for each in zones], dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south, 0.01) / 4000
    drawn = shapely.simplify(shapes, tolerance)
    while int(shapely.get_num_coordinates(drawn).sum()) > MOST_CORNERS and tolerance < 1:
        tolerance *= 2
        drawn = shapely.simplify(shapes, tolerance)
    drawn = shapely.transform(drawn, lambda xy: np.round(xy, 5))
    return [str(text) for text in shapely.to_geojson(drawn)]


def _column(columns: list[str], grade: str, wanted: str) -> str:
    if wanted:
        found = zone_grades.find_column(columns, wanted)
        if not found:
            raise Unreadable(
                _("Kolom “%(wanted)s” tidak ada di berkas. Kolom yang ada: %(columns)s.")
                % {"wanted": wanted, "columns": ", ".join(columns)[:300] or "–"}
            )
        return found
    return "" if grade else zone_grades.find_column(columns)


def _take(found: Sorted, feature: Feature, grade: str, *, graded: bool, radius: int | None) -> None:
    def refuse(column: str, value: str, reason: str) -> None:
        found.errors.append({"row": feature.row, "field": column, "value": value[:200], "reason": reason})

    if feature.geometry is None:
        return refuse("", "", feature.problem)
    if not graded:
        value = zone_grades.text(feature.fields.get(found.column))
        reason = _("Nilai ini belum dipetakan ke satu tingkat; pilih tingkatnya di pemetaan, lalu periksa lagi.")
        return refuse(found.column, value, reason)
    shape, bare = _area_of(feature.geometry, radius)
    found.points += bare
    if shape is None:
        return refuse("", feature.geometry.geom_type, _("Titik atau garis tanpa radius; isi radiusnya dalam meter."))
    size = area(shape)
    if 100 * size > LAND * MOST_PERCENT:
        reason = _("Zona ini lebih luas dari seperempat daratan Indonesia, jadi bukan zona bahaya. Periksa bentuknya.")
        return refuse("", f"{number_format(size, 0, use_l10n=True, force_grouping=True)} km²", reason)
    if not shapely.intersects(shape, shapely.box(*INDONESIA)):
        x, y = shape.representative_point().coords[0]
        reason = _("Zona ini di luar Indonesia. Periksa sistem koordinatnya, atau apakah lintang dan bujur tertukar.")
        return refuse("", f"{y:.4f}, {x:.4f}", reason)
    found.zones.append(Zone(feature.row, _name(feature), grade, shape, size, feature.was, _few(feature.fields)))
    return None


def _area_of(shape: BaseGeometry, radius: int | None) -> tuple[BaseGeometry | None, int]:
    """Give the polygons of a shape, points and lines widened; and 1 where there were such."""
    parts = [shape]
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = [piece for part in parts for piece in getattr(part, "geoms", [part])]
    areas = [part for part in parts if "Polygon" in part.geom_type]
    bare = [part for part in parts if "Polygon" not in part.geom_type]
    if bare and radius:
        areas += [around(part, radius) for part in bare]
    if len(areas) == 1:
        return areas[0], int(bool(bare))
    return (shapely.union_all(areas) if areas else None), int(bool(bare))


def _name(feature: Feature) -> str:
    plain = {key.lower(): value for key, value in feature.fields.items()}
    return next((zone_grades.text(plain[name]) for name in NAMES if plain.get(name)), "")


def _few(fields: dict[str, Any]) -> dict[str, Any]:
    return {key[:100]: value for key, value in list(fields.items())[:MOST_PROPERTIES] if value not in (None, "")}
