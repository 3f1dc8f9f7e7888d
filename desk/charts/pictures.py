"""A view of the map as one drawing for page, paper and pixels: areas in steps, names, marks, scale bar and legend.

It shares its projection and its parts with the briefings' map (desk.charts.maps).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Rect

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, width
from desk.charts.maps import RIM, SMALL, Area, Projection, Ring, apart, lettering, scale_bar

HATCH = 4.5
LEGEND_HIGH = 30


@dataclass(frozen=True, slots=True)
class Patch:
    """One area of a picture: its rings as (longitude, latitude) in degrees and its step; None is no data, hatched."""

    name: str
    rings: Sequence[Ring]
    centre: tuple[float, float]
    step: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark of a picture: where (longitude, latitude in degrees), its text ("" for one station), worst severity."""

    at: tuple[float, float]
    text: str
    worst: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """The legend of a picture: its title, the words of its steps from light to dark, and of what is not known."""

    title: str
    steps: Sequence[str]
    none: str
    cool: bool = False


Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


def picture(
    patches: Sequence[Patch], spots: Sequence[Spot], key: Key, *, bounds: Bounds, wide: float, high: float,
    slack: float = 1.0,
) -> Drawing:  # fmt: skip
    """Draw the areas of a view in the colour of their step, with names, marks, scale bar and legend.

    What is handed in must lie within the bounds; `slack` makes room for a wider typeface than the paper's.
    """
    drawing = Drawing(wide, high)
    frame = Area("", "", [[(bounds[0], bounds[1]), (bounds[2], bounds[3])]], (bounds[0], bounds[1]))
    place = Projection([frame], wide, high, LEGEND_HIGH)
    colours = palette.COOL if key.cool else palette.WARM
    for patch in patches:
        rings = [[place.point(point) for point in ring] for ring in patch.rings]
        fill = palette.SUNKEN if patch.step is None else colours[patch.step]
        drawing.add(_outline(rings, fill))
        if patch.step is None:
            for line in _hatch(rings):
                drawing.add(Line(*line, strokeColor=palette.UNKNOWN, strokeWidth=1))
    points = apart([place.point(spot.at) for spot in spots], wide, LEGEND_HIGH + RIM, high - RIM)
    taken = [(x - 9, y - 9, x + 9, y + 9) for x, y in points]
    for patch in sorted(patches, key=lambda each: -_size(each.rings)):
        _name(drawing, place.point(patch.centre), patch.name, taken, slack)
    for spot, (x, y) in zip(spots, points, strict=True):
        _spot(drawing, spot, x, y, slack)
    scale_bar(drawing, place)
    _key(drawing, key, colours, slack)
    return drawing


def _outline(rings: Sequence[Ring], fill: object) -> Path:
    path = Path(fillColor=fill, strokeColor=palette.WHITE, strokeWidth=0.6, fillMode=0)
    for ring in rings:
        for index, point in enumerate(ring):
            (path.lineTo if index else path.moveTo)(*point)
        path.closePath()
    return path


def _hatch(rings: Sequence[Ring]) -> list[tuple[float, float, float, float]]:
    """Give slanting lines across an area, so that it is told apart without colour."""
    shape = shapely.make_valid(shapely.union_all([shapely.Polygon(ring) for ring in rings if len(ring) > 2]))
    west, south, east, north = shape.bounds if not shape.is_empty else (0, 0, 0, 0)
    high = north - south
    found = []
    x = west - high - (west - high) % HATCH
    while x < east:
        cut = shapely.intersection(shape, shapely.LineString([(x, south), (x + high, north)]))
        for part in shapely.get_parts(cut):
            if part.geom_type == "LineString" and part.length > 1:
                (x1, y1), (x2, y2) = part.coords[0], part.coords[-1]
                found.append((round(x1, 2), round(y1, 2), round(x2, 2), round(y2, 2)))
        x += HATCH
    return found


def _size(rings: Sequence[Ring]) -> float:
    return max((abs(shapely.Polygon(ring).area) for ring in rings if len(ring) > 2), default=0.0)


def _name(drawing: Drawing, at: tuple[float, float], name: str, taken: list[Bounds], slack: float) -> None:
    """Write a name where it covers nothing, near the middle of its area; without room it is left out."""
    half = slack * width(name, SANS, SMALL) / 2 + 1
    for lift in (0, -13, 13, -22, 22):
        x = min(max(at[0], half), drawing.width - half)
        y = min(max(at[1] + lift, LEGEND_HIGH + 4), drawing.height - 7)
        box = (x - half, y - 3, x + half, y + 6)
        if all(box[2] < o[0] or o[2] < box[0] or box[3] < o[1] or o[3] < box[1] for o in taken):
            taken.append(box)
            drawing.add(lettering(x, y - 0.5, name, SANS, SMALL, "middle"))
            return


def _spot(drawing: Drawing, spot: Spot, x: float, y: float, slack: float) -> None:
    rim = palette.SEVERITY.get(spot.worst, palette.MUTED)
    if not spot.text:
        drawing.add(Circle(x, y, 3, fillColor=rim, strokeColor=palette.WHITE, strokeWidth=0.8))
        return
    radius = max(7.5, slack * width(spot.text, SEMIBOLD, 7.2) / 2 + 3)
    drawing.add(Circle(x, y, radius, fillColor=palette.WHITE, strokeColor=rim, strokeWidth=1.8))
    drawing.add(lettering(x, y - 2.5, spot.text, SEMIBOLD, 7.2, "middle"))


def _key(drawing: Drawing, key: Key, colours: Sequence[object], slack: float) -> None:
    drawing.add(lettering(0, 13, key.title, SEMIBOLD, SMALL, "start"))
    x = 0.0
    for step, word in [*enumerate(key.steps), (None, key.none)]:
        fill = palette.SUNKEN if step is None else colours[step]
        drawing.add(Rect(x, 1, 14, 7, fillColor=fill, strokeColor=palette.LINE, strokeWidth=0.4))
        if step is None:
            for line in _hatch([[(x, 1), (x + 14, 1), (x + 14, 8), (x, 8)]]):
                drawing.add(Line(*line, strokeColor=palette.UNKNOWN, strokeWidth=1))
        drawing.add(lettering(x + 17, 2, word, SANS, SMALL, "start", palette.MUTED))
        x += 17 + slack * width(word, SANS, SMALL) + 9
