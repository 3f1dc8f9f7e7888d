"""Drawings as SVG for the page: presentation attributes and classes, no style attributes, so a strict CSP is content.

Colours stand as attributes and again as classes (c-… for fills, s-… for strokes), so that the stylesheet can recolour
them for the dark theme. The title and description make the picture readable to a screen reader.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Path, Polygon, PolyLine, Rect, String, Wedge

from desk.charts.fonts import SEMIBOLD
from desk.charts.palette import CLASSES

_ANCHORS = {"start": "start", "middle": "middle", "end": "end"}


def svg(drawing: Drawing, *, key: str, title: str, description: str) -> SafeString:
    """Give a drawing as an inline SVG; `key` must be unique on its page."""
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{0}-t {0}-d" viewBox="0 0 {1} {2}" width="{1}" height="{2}">'
        '<title id="{0}-t">{3}</title><desc id="{0}-d">{4}</desc>{5}</svg>',
        key,
        _number(drawing.width),
        _number(drawing.height),
        title,
        description,
        _all(drawing.contents, drawing.height, 0.0, 0.0),
    )


def _all(shapes: Iterable[Any], high: float, dx: float, dy: float) -> SafeString:
    return format_html_join("", "{}", ((each,) for shape in shapes for each in _draw(shape, high, dx, dy)))


def _draw(shape: Any, high: float, dx: float, dy: float) -> Iterator[SafeString]:
    """Draw one shape; ReportLab counts upwards from the bottom, SVG downwards from the top."""

    def x(value: float) -> str:
        return _number(value + dx)

    def y(value: float) -> str:
        return _number(high - value - dy)

    match shape:
        case Group():
            move_x, move_y = shape.transform[4:]
            yield _all(shape.contents, high, dx + move_x, dy + move_y)
        case Rect():
            yield _element(
                "rect",
                {"x": x(shape.x), "y": y(shape.y + shape.height), "width": _number(shape.width)}
                | {"height": _number(shape.height)},
                shape,
            )
        case Circle():
            yield _element("circle", {"cx": x(shape.cx), "cy": y(shape.cy), "r": _number(shape.r)}, shape)
        case Line():
            yield _element("line", {"x1": x(shape.x1), "y1": y(shape.y1), "x2": x(shape.x2), "y2": y(shape.y2)}, shape)
        case PolyLine():
            yield _element("polyline", {"points": _points(shape.points, x, y), "fill": "none"}, shape)
        case Wedge():
            yield _element("polygon", {"points": _points(shape.asPolygon().points, x, y)}, shape)
        case Polygon():
            yield _element("polygon", {"points": _points(shape.points, x, y)}, shape)
        case Path():
            yield _element("path", {"d": _path(shape, x, y), "fill-rule": "evenodd"}, shape)
        case String():
            yield _text(shape, x(shape.x), y(shape.y))
        case _:
            raise TypeError(f"{type(shape).__name__} is not drawn as SVG")


def _path(shape: Path, x: Any, y: Any) -> str:
    words, points = [], iter(shape.points)
    for operator in shape.operators:
        if operator == 3:
            words.append("Z")
        elif operator in {0, 1}:
            words.append(f"{'L' if operator else 'M'}{x(next(points))} {y(next(points))}")
        else:
            raise TypeError("Curves are not drawn as SVG")
    return "".join(words)


def _points(points: list[float], x: Any, y: Any) -> str:
    return " ".join(f"{x(points[at])},{y(points[at + 1])}" for at in range(0, len(points), 2))


def _text(shape: String, x: str, y: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" font-weight="{}" {}>{}</text>',
        x,
        y,
        _number(shape.fontSize),
        _ANCHORS.get(shape.textAnchor, "start"),
        "600" if shape.fontName == SEMIBOLD else "400",
        _paint({}, shape, stroked=False),
        shape.text,
    )


def _element(name: str, attributes: dict[str, str], shape: Any) -> SafeString:
    return format_html("<{} {}/>", name, _paint(attributes, shape, stroked=True))


def _paint(attributes: dict[str, str], shape: Any, *, stroked: bool) -> SafeString:
    classes = []
    fill = getattr(shape, "fillColor", None)
    attributes.setdefault("fill", _hex(fill))
    if fill is not None and attributes["fill"] != "none":
        classes.append(f"c-{CLASSES.get(fill.hexval(), 'other')}")
    stroke = getattr(shape, "strokeColor", None) if stroked else None
    if stroke is not None:
        attributes |= {"stroke": _hex(stroke), "stroke-width": _number(shape.strokeWidth)}
        classes.append(f"s-{CLASSES.get(stroke.hexval(), 'other')}")
        if dash := getattr(shape, "strokeDashArray", None):
            attributes["stroke-dasharray"] = " ".join(_number(each) for each in dash)
    if classes:
        attributes["class"] = " ".join(classes)
    return format_html_join(" ", '{}="{}"', attributes.items())


def _hex(colour: Any) -> str:
    return "none" if colour is None else f"#{colour.hexval()[2:]}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
