"""Drawings as PNG: the same shapes that become SVG on the page and vectors on paper, as pixels."""

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Path, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color

from desk.charts.fonts import font_file

SMOOTH = 2  # drawn so many times larger and brought down, so that edges are smooth
_MOVE, _LINE, _CURVE, _CLOSE = range(4)
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def png(drawing: Drawing, *, scale: float = 3.0) -> bytes:
    """Give a drawing as PNG bytes on white; `scale` is pixels to a point."""
    painter = _Painter(drawing, scale * SMOOTH)
    painter.all(drawing.contents, 0.0, 0.0)
    size = (round(drawing.width * scale), round(drawing.height * scale))
    target = io.BytesIO()
    painter.image.resize(size, Image.Resampling.LANCZOS).save(target, "PNG", optimize=True)
    return target.getvalue()


class _Painter:
    """Paints shapes; ReportLab counts upwards from the bottom, pixels downwards from the top."""

    def __init__(self, drawing: Drawing, scale: float) -> None:
        self.scale, self.high = scale, drawing.height
        self.image = Image.new("RGB", (round(drawing.width * scale), round(drawing.height * scale)), "white")
        self.draw = ImageDraw.Draw(self.image)

    def all(self, shapes: Iterable[Any], dx: float, dy: float) -> None:
        """Paint shapes in their order."""
        for shape in shapes:
            self.one(shape, dx, dy)

    def one(self, shape: Any, dx: float, dy: float) -> None:
        """Paint one shape; what has no meaning in pixels is left out."""
        line = round(getattr(shape, "strokeWidth", 0) * self.scale) or 1
        stroke = _rgb(getattr(shape, "strokeColor", None))
        match shape:
            case Group():
                self.all(shape.contents, dx + shape.transform[4], dy + shape.transform[5])
            case Rect():
                x, y = self.at(shape.x + dx, shape.y + shape.height + dy)
                x2, y2 = self.at(shape.x + shape.width + dx, shape.y + dy)
                self.draw.rectangle((x, y, x2, y2), fill=_rgb(shape.fillColor), outline=stroke, width=line)
            case Circle():
                x, y = self.at(shape.cx + dx, shape.cy + dy)
                r = shape.r * self.scale
                self.draw.ellipse((x - r, y - r, x + r, y + r), fill=_rgb(shape.fillColor), outline=stroke, width=line)
            case Line():
                ends = (*self.at(shape.x1 + dx, shape.y1 + dy), *self.at(shape.x2 + dx, shape.y2 + dy))
                self.draw.line(ends, fill=stroke, width=line)
            case Path():
                self.path([[self.at(x + dx, y + dy) for x, y in ring] for ring in _rings(shape)], shape, stroke, line)
            case Polygon():
                self.path([[self.at(x + dx, y + dy) for x, y in _pairs(shape.points)]], shape, stroke, line)
            case PolyLine():
                points = [self.at(x + dx, y + dy) for x, y in _pairs(shape.points)]
                self.draw.line(points, fill=stroke, width=line, joint="curve")
            case String():
                font = _font(shape.fontName, round(shape.fontSize * self.scale))
                anchor = _ANCHORS[shape.textAnchor]
                self.draw.text(self.at(shape.x + dx, shape.y + dy), shape.text, _rgb(shape.fillColor), font, anchor)

    def path(self, rings: list[list[tuple[float, float]]], shape: Any, stroke: Any, line: int) -> None:
        """Fill rings so that one in another is a hole, then draw their lines."""
        fill = _rgb(shape.fillColor)
        if fill is not None:
            mask = Image.new("1", self.image.size)
            for ring in rings:
                one = Image.new("1", self.image.size)
                ImageDraw.Draw(one).polygon(ring, fill=1)
                mask = ImageChops.logical_xor(mask, one)
            self.image.paste(fill, (0, 0), mask)
        if stroke is not None:
            for ring in rings:
                self.draw.line([*ring, ring[0]], fill=stroke, width=line, joint="curve")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give the pixel of a point."""
        return x * self.scale, (self.high - y) * self.scale


def _rings(path: Path) -> Iterator[list[tuple[float, float]]]:
    points = iter(_pairs(path.points))
    ring: list[tuple[float, float]] = []
    for operator in path.operators:
        if operator == _MOVE and ring:
            yield ring
            ring = []
        if operator in {_MOVE, _LINE}:
            ring.append(next(points))
    if ring:
        yield ring


def _pairs(numbers: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _rgb(colour: Color | None) -> tuple[int, int, int] | None:
    if colour is None:
        return None
    return round(colour.red * 255), round(colour.green * 255), round(colour.blue * 255)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    package, file = font_file(name)
    return ImageFont.truetype(str(files(package) / "files" / file), max(size, 1))
