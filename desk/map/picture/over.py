"""What lies over the areas of a picture: the drawn shape and the layers that the map shows, cut at the view's edges."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from desk import clock
from desk.charts.pictures import Over
from desk.map import outlines
from desk.map.box import Box
from desk.map.filters import Filters
from desk.map.layers.features import Asked
from desk.map.layers.kinds import Layer
from desk.map.layers.reading import laid

LINES = {"LineString", "LinearRing"}


def over(
    election_id: int, filters: Filters, *, box: Box, zoom: int, layers: Sequence[str], bodies: Sequence[str],
    place: str, at: datetime,
) -> tuple[list[Over], list[str]]:  # fmt: skip
    """Give what to draw over the areas, and from whom each layer comes with what is to know of it.

    `place` is the region that the reader may read; degrees WGS 84, (longitude, latitude).
    """
    frame = shapely.box(box.west, box.south, box.east, box.north)
    asked = Asked(election_id, place, outlines.band_of(zoom), clock.local(at).date(), at, tuple(bodies))
    found: list[Over] = []
    said: list[str] = []
    for layer in layers:
        shown = laid(layer, asked)
        label = str(Layer(layer).label)
        shapes = [shapely.geometry.shape(each["geometry"]) for each in shown.features]
        rings = [ring for shape in shapes for ring in _edges(shape, frame)]
        places = [(shape.x, shape.y) for shape in shapes if shape.geom_type == "Point" and frame.contains(shape)]
        if rings or places:
            found.append(Over(layer, label, rings, places))
        source = f"{label}: {shown.source}" if shown.source else label
        undrawn = _("%(n)d tidak dapat digambar karena letaknya belum diketahui") % {"n": shown.undrawn}
        said.append(
            ". ".join(part.rstrip(".") for part in (source, shown.note, undrawn if shown.undrawn else "") if part)
        )
    if filters.area:
        drawn = shapely.Polygon(filters.area.corners)
        found.append(Over("chosen", _("bentuk yang dipilih"), list(_edges(drawn, frame))))
    return found, said


def _edges(shape: BaseGeometry, frame: BaseGeometry) -> Iterable[list[tuple[float, float]]]:
    """Give the lines around a shape as far as they lie in the frame; the frame's own edge is none of them."""
    if shape.geom_type == "Point":
        return
    for part in shapely.get_parts(shapely.intersection(shape.boundary, frame)):
        if part.geom_type in LINES and not part.is_empty:
            yield [(x, y) for x, y in part.coords]
