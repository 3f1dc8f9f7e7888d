"""A file of polygons as the shape of one jurisdiction, with what had to be mended told."""

from typing import BinaryIO, NamedTuple

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from desk.coordination.jurisdiction_area import union
from risks.zone_shapes import INDONESIA, LAND, MOST_PERCENT
from tps import vectors
from tps.boundary_check import area
from tps.vectors import Unreadable

MOST_BYTES = 10 * 1024 * 1024
MOST_TEXT = 2 * 1024 * 1024  # bytes of GeoJSON that a row may hold
SECONDS = 30
MEMORY = 1024**3


class Shape(NamedTuple):
    """A shape as GeoJSON text, (longitude, latitude) in degrees WGS 84, and what people should know of it."""

    geometry: str
    notes: list[str]


def read(file: BinaryIO, name: str) -> Shape:
    """Join all polygons of a file into one shape; raises Unreadable with a sentence for people."""
    found = vectors.read(file, name, polygons=True, most_bytes=MOST_BYTES, seconds=SECONDS, memory=MEMORY)
    notes = list(found.notes)
    shapes = []
    for each in found.features:
        if each.geometry is None:
            raise Unreadable(
                _("Fitur %(row)d: %(problem)s Tidak ada yang disimpan; perbaiki berkasnya, lalu unggah lagi.")
                % {"row": each.row, "problem": each.problem}
            )
        if each.was:
            notes.append(_("Fitur %(row)d diperbaiki: garisnya memotong dirinya sendiri.") % {"row": each.row})
        shapes.append(each.geometry)
    whole = shapely.union_all(shapes)
    _check(whole)
    text = union([whole])
    if len(text) > MOST_TEXT:
        raise Unreadable(_("Poligonnya terlalu rinci. Sederhanakan garisnya, lalu unggah lagi."))
    return Shape(text, notes)


def _check(whole: BaseGeometry) -> None:
    percent = round(100 * area(whole) / LAND)
    if percent > MOST_PERCENT:
        raise Unreadable(
            _(
                "Poligon ini seluas %(percent)d %% daratan Indonesia, jadi bukan wilayah kerja satu instansi. "
                "Periksa bentuknya, lalu unggah lagi."
            )
            % {"percent": percent}
        )
    if not shapely.intersects(whole, shapely.box(*INDONESIA)):
        raise Unreadable(
            _("Poligon ini di luar Indonesia. Periksa sistem koordinatnya, atau apakah lintang dan bujur tertukar.")
        )
