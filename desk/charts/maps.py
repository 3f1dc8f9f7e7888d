"""A map of areas shaded by a value, with counts in circles, as a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Rect, String

from desk.charts import palette
from desk.charts.drawings import count
from desk.charts.fonts import SANS, SEMIBOLD, width

KM_PER_DEGREE = 111.32
NICE_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SMALL = 7.2
RIM = 10  # from the middle of a circle to the edge of the drawing
SCALE_BASE = 17  # above the legend, whose words may reach the right edge

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its outer and inner rings as (longitude, latitude) in degrees, and its value, None for no data."""

    code: str
    name: str
    rings: Sequence[Ring]
    centre: tuple[float, float]
    value: int | None = None
    worst: str = ""


def area_map(areas: Sequence[Area], *, wide: float, high: float, words: "Words", slack: float = 1.0) -> Drawing:
    """Draw the areas shaded in four steps by their value; a circle holds the value, its rim the worst severity.

    `slack` makes room for a wider typeface than the paper's.
    """
    drawing = Drawing(wide, high)
    if not areas:
        return drawing
    legend_high = 24
    place = Projection(areas, wide, high, legend_high)
    top = max((area.value or 0 for area in areas), default=0)
    for area in areas:
        path = Path(fillColor=shade(area.value, top), strokeColor=palette.WHITE, strokeWidth=0.6, fillMode=0)
        for ring in area.rings:
            for index, point in enumerate(ring):
                (path.lineTo if index else path.moveTo)(*place.point(point))
            path.closePath()
        drawing.add(path)
    counted = [area for area in areas if area.value]
    centres = apart([place.point(area.centre) for area in counted], wide, legend_high + RIM, high - RIM)
    for area, (x, y) in zip(counted, centres, strict=True):
        text = count(area.value or 0)
        radius = max(8.0, slack * width(text, SEMIBOLD, 7.6) / 2 + 3.2)
        rim = palette.SEVERITY.get(area.worst, palette.MUTED)
        drawing.add(Circle(x, y, radius, fillColor=palette.WHITE, strokeColor=rim, strokeWidth=1.6))
        drawing.add(lettering(x, y - 2.6, text, SEMIBOLD, 7.6, "middle"))
    scale_bar(drawing, place)
    _legend(drawing, top, words, slack)
    return drawing


@dataclass(frozen=True, slots=True)
class Words:
    """What the legend of a map says."""

    none: str
    zero: str


def shade(value: int | None, top: int):  # type: ignore[no-untyped-def]  # ReportLab's colours have no types
    """Give the colour of a value: no data, zero, then thirds of the highest."""
    if value is None:
        return palette.UNKNOWN
    return palette.RAMP[_step(value, top)]


def _step(value: int, top: int) -> int:
    return 0 if value == 0 or top == 0 else min(3, 1 + (3 * value - 1) // top)


class Projection:
    """Degrees to points: a plain cylinder that is true to scale at the middle latitude of the areas."""

    def __init__(self, areas: Sequence[Area], wide: float, high: float, below: float) -> None:
        points = [point for area in areas for ring in area.rings for point in ring]
        west, east = min(x for x, _y in points), max(x for x, _y in points)
        south, north = min(y for _x, y in points), max(y for _x, y in points)
        self.shrink = cos(radians((south + north) / 2))
        self.unit = min(wide / ((east - west) * self.shrink or 1), (high - below) / ((north - south) or 1))
        self.west, self.south, self.below = west, south, below
        self.left = (wide - (east - west) * self.shrink * self.unit) / 2

    def point(self, degrees: tuple[float, float]) -> tuple[float, float]:
        """Give (x, y) in points for (longitude, latitude)."""
        x = self.left + (degrees[0] - self.west) * self.shrink * self.unit
        return round(x, 2), round(self.below + (degrees[1] - self.south) * self.unit, 2)

    def kilometres(self, km: float) -> float:
        """Give the length of a distance on paper in points."""
        return km / KM_PER_DEGREE * self.unit


def apart(points: list[tuple[float, float]], wide: float, low: float, high: float) -> list[tuple[float, float]]:
    """Push circles off each other, a little at a time, so that none covers another's number or leaves the drawing."""
    placed = [list(point) for point in points]
    for _round in range(40):
        moved = False
        for first in range(len(placed)):
            for second in range(first):
                dx, dy = placed[first][0] - placed[second][0], placed[first][1] - placed[second][1]
                far = hypot(dx, dy) or 0.01
                if far < 22:
                    push = (22 - far) / 2
                    for index, sign in ((first, 1), (second, -1)):
                        placed[index][0] += sign * push * dx / far
                        placed[index][1] += sign * push * (dy / far if dy or dx else 1)
                    moved = True
        for point in placed:
            point[0], point[1] = min(max(point[0], RIM), wide - RIM), min(max(point[1], low), high - 1)
        if not moved:
            break
    return [(x, y) for x, y in placed]


def scale_bar(drawing: Drawing, place: Projection) -> None:
    """Draw a bar of a round number of kilometres into the lower right corner."""
    km = max((each for each in NICE_KM if place.kilometres(each) <= drawing.width * 0.24), default=NICE_KM[0])
    long = place.kilometres(km)
    right = drawing.width - 2
    drawing.add(Line(right - long, SCALE_BASE, right, SCALE_BASE, strokeColor=palette.INK, strokeWidth=1))
    for x in (right - long, right):
        drawing.add(Line(x, SCALE_BASE - 2, x, SCALE_BASE + 2, strokeColor=palette.INK, strokeWidth=1))
    drawing.add(lettering(right - long - 4, SCALE_BASE - 2.4, f"{km} km", SANS, SMALL, "end", palette.MUTED))


def _legend(drawing: Drawing, top: int, words: Words, slack: float) -> None:
    x = 0.0
    steps = [(palette.UNKNOWN, words.none), (palette.RAMP[0], words.zero)]
    for step in (1, 2, 3):
        low, high = (step - 1) * top // 3 + 1, step * top // 3
        if high >= low:
            steps.append((palette.RAMP[step], count(low) if low == high else f"{count(low)}–{count(high)}"))
    for colour, word in steps:
        drawing.add(Rect(x, 1, 9, 7, fillColor=colour, strokeColor=palette.LINE, strokeWidth=0.4))
        drawing.add(lettering(x + 12, 2, word, SANS, SMALL, "start", palette.MUTED))
        x += 12 + slack * width(word, SANS, SMALL) + 8


def lettering(x: float, y: float, text: str, font: str, size: float, anchor: str, colour=palette.INK) -> String:  # type: ignore[no-untyped-def]
    """Give words at a point; `anchor` is start, middle or end."""
    return String(x, y, text, fontName=font, fontSize=size, textAnchor=anchor, fillColor=colour)
