"""A view of the map as one drawing for page, paper and pixels: areas in steps, names, marks, scale bar and legend.

It shares its projection and its parts with the briefings' map (desk.charts.maps).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

import shapely
from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Polygon, PolyLine, Rect

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, width
from desk.charts.maps import RIM, SMALL, Area, Projection, Ring, apart, lettering, scale_bar

HATCH = 4.5
LEGEND_HIGH = 42
ROW = 13  # from one line of the legend to the next
SHAPED = ("critical", "high", "medium", "low")  # severities are told apart by their shape as well as by colour


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
class Over:
    """What lies over the areas: outlines as rings and places as points, (longitude, latitude); its word and kind."""

    kind: str
    word: str
    rings: Sequence[Ring] = ()
    places: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """The legend of a picture: its title, the words of its steps from light to dark, and of what is not known.

    `marks` are the words of marks by severity; "" is a mark without any, "count" one that stands for several.
    """

    title: str
    steps: Sequence[str]
    none: str
    cool: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)


Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


def picture(
    patches: Sequence[Patch], spots: Sequence[Spot], key: Key, *, bounds: Bounds, wide: float, high: float,
    slack: float = 1.0, over: Sequence[Over] = (),
) -> Drawing:  # fmt: skip
    """Draw the areas of a view in the colour of their step, with what lies over them, names, marks, scale bar, legend.

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
    for each in over:
        _over(drawing, each, place)
    points = apart([place.point(spot.at) for spot in spots], wide, LEGEND_HIGH + RIM, high - RIM)
    taken = [(x - 9, y - 9, x + 9, y + 9) for x, y in points]
    for patch in sorted(patches, key=lambda each: -_size(each.rings)):
        _name(drawing, place.point(patch.centre), patch.name, taken, slack)
    for spot, (x, y) in zip(spots, points, strict=True):
        _spot(drawing, spot, x, y, slack)
    scale_bar(drawing, place)
    _key(drawing, key, colours, slack)
    _marks(drawing, key, over, slack)
    return drawing


def _over(drawing: Drawing, over: Over, place: Projection) -> None:
    for ring in over.rings:
        flat = [number for point in ring for number in place.point(point)]
        drawing.add(_edge(flat, over.kind))
    for at in over.places:
        drawing.add(_place(*place.point(at), over.kind))


def _edge(points: list[float], kind: str) -> PolyLine:
    """Give the outline of a shape; each kind has a dash of its own, because print may have no colour."""
    dash = {"chosen": [6, 3], "jurisdictions": [2, 2], "islands": [8, 2, 2, 2]}.get(kind)
    return PolyLine(points, strokeColor=palette.OVER[kind], strokeWidth=1.4, strokeDashArray=dash)


def _place(x: float, y: float, kind: str) -> Rect | Polygon:
    """Give the mark of a place: offices are squares, reserve sites point up."""
    paint = {"fillColor": palette.OVER[kind], "strokeColor": palette.WHITE, "strokeWidth": 0.8}
    if kind == "offices":
        return Rect(x - 3.5, y - 3.5, 7, 7, **paint)
    return Polygon([x - 4, y - 3.5, x + 4, y - 3.5, x, y + 4], **paint)


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
        _sign(drawing, x, y, spot.worst)
        return
    radius = max(7.5, slack * width(spot.text, SEMIBOLD, 7.2) / 2 + 3)
    drawing.add(Circle(x, y, radius, fillColor=palette.WHITE, strokeColor=rim, strokeWidth=1.8))
    drawing.add(lettering(x, y - 2.5, spot.text, SEMIBOLD, 7.2, "middle"))
    if spot.worst:
        _sign(drawing, x + 0.75 * radius, y + 0.75 * radius, spot.worst)


def _sign(drawing: Drawing, x: float, y: float, worst: str) -> None:
    """Draw the shape of a severity: a diamond, a disc, a half disc, a ring; a small dot where there is no risk."""
    colour = palette.SEVERITY.get(worst, palette.MUTED)
    if worst == "critical":
        points = [x, y + 4.4, x + 4.4, y, x, y - 4.4, x - 4.4, y]
        drawing.add(Polygon(points, fillColor=colour, strokeColor=palette.WHITE, strokeWidth=0.8))
        return
    if worst not in SHAPED:
        drawing.add(Circle(x, y, 2.4, fillColor=colour, strokeColor=palette.WHITE, strokeWidth=0.8))
        return
    drawing.add(Circle(x, y, 4.2, fillColor=palette.WHITE, strokeColor=palette.WHITE, strokeWidth=0.4))
    fill = colour if worst == "high" else palette.WHITE
    drawing.add(Circle(x, y, 3.2, fillColor=fill, strokeColor=colour, strokeWidth=1))
    if worst == "medium":
        half = [(x - 3.2 * sin(pi * step / 12), y + 3.2 * cos(pi * step / 12)) for step in range(13)]
        drawing.add(Polygon([number for point in half for number in point], fillColor=colour, strokeColor=None))


def _key(drawing: Drawing, key: Key, colours: Sequence[object], slack: float) -> None:
    drawing.add(lettering(0, 2 * ROW + 2, key.title, SEMIBOLD, SMALL, "start"))
    x = 0.0
    for step, word in [*enumerate(key.steps), (None, key.none)]:
        fill = palette.SUNKEN if step is None else colours[step]
        drawing.add(Rect(x, ROW + 1, 14, 7, fillColor=fill, strokeColor=palette.LINE, strokeWidth=0.4))
        if step is None:
            for line in _hatch([[(x, ROW + 1), (x + 14, ROW + 1), (x + 14, ROW + 8), (x, ROW + 8)]]):
                drawing.add(Line(*line, strokeColor=palette.UNKNOWN, strokeWidth=1))
        drawing.add(lettering(x + 17, ROW + 2, word, SANS, SMALL, "start", palette.MUTED))
        x += 17 + slack * width(word, SANS, SMALL) + 9


def _marks(drawing: Drawing, key: Key, over: Sequence[Over], slack: float) -> None:
    """Write the last line of the legend: the marks by severity and what lies over the areas."""
    x = 4.5

    def word(text: str) -> None:
        nonlocal x
        drawing.add(lettering(x + 8, 2, text, SANS, SMALL, "start", palette.MUTED))
        x += 8 + slack * width(text, SANS, SMALL) + 13

    for worst, text in key.marks.items():
        if worst == "count":
            drawing.add(Circle(x, 4.5, 4.2, fillColor=palette.WHITE, strokeColor=palette.MUTED, strokeWidth=1.4))
        else:
            _sign(drawing, x, 4.5, worst)
        word(text)
    for each in over:
        if each.rings:
            drawing.add(_edge([x - 4.5, 4.5, x + 9, 4.5], each.kind))
            x += 5
        else:
            drawing.add(_place(x, 4.5, each.kind))
        word(each.word)
