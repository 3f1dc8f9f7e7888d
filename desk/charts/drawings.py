"""Bars and trends as drawings. Widths and heights are points; what is not known is written out, never drawn as 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from reportlab.graphics.shapes import Circle, Drawing, Group, Polygon, PolyLine, Rect, String, Wedge
from reportlab.lib.colors import Color

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, fit, width

SIZE = 8.6
ROW = 17.0
BAR = 10.0
GAP = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: its label and the values by series; None for what nobody has said."""

    label: str
    values: Mapping[str, int] | None = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Give the sum of the known values."""
        return sum(self.values.values()) if self.values else 0


def stacked_bars(
    rows: Sequence[Bar],
    words: Mapping[str, str],
    *,
    wide: float,
    unknown: str,
    colours: Mapping[str, Color] = palette.BY_NAME,
    slack: float = 1.0,
) -> Drawing:
    """Draw rows of stacked values under a legend; `words` names the series in the order in which they are drawn.

    `slack` makes room for a wider typeface than the paper's: the page draws with whatever the device has.
    """
    legend_rows = _legend_rows(words, wide, slack) if len(words) > 1 else []
    head = len(legend_rows) * 13 + 4 if legend_rows else 0
    drawing = Drawing(wide, head + max(len(rows), 1) * ROW)
    _legend(drawing, legend_rows, colours)
    label_room = min(slack * max((width(row.label, SANS, SIZE) for row in rows), default=0), wide * 0.42)
    left = label_room + GAP
    top = max((row.total for row in rows), default=0)
    number_room = slack * width(count(top), SEMIBOLD, SIZE) + 6
    room = max(wide - left - number_room, 10)
    for index, row in enumerate(rows):
        base = drawing.height - head - (index + 1) * ROW + (ROW - BAR) / 2
        text_base = base + 2
        drawing.add(String(0, text_base, fit(row.label, SANS, SIZE, label_room / slack), **_font(SANS, palette.INK)))
        if row.values is None:
            drawing.add(String(left, text_base, unknown, **_font(SANS, palette.MUTED)))
            continue
        x = left
        for name in words:
            part = room * row.values.get(name, 0) / top if top else 0
            if part > 0:
                drawing.add(Rect(x, base, part, BAR, fillColor=colours[name], strokeColor=None))
                x += part
        drawing.add(String(x + 4, text_base, count(row.total), **_font(SEMIBOLD, palette.INK)))
    return drawing


def plain_bars(rows: Sequence[tuple[str, int | None]], *, wide: float, unknown: str) -> Drawing:
    """Draw one bar a row in the accent colour."""
    bars = [Bar(label, None if value is None else {"": value}) for label, value in rows]
    return stacked_bars(bars, {"": ""}, wide=wide, unknown=unknown, colours={"": palette.ACCENT})


def trend(values: Sequence[int | None], *, wide: float = 120, high: float = 30) -> Drawing:
    """Draw a small line, oldest first; a value that nobody knows is a gap in it."""
    drawing = Drawing(wide, high)
    top = max((value for value in values if value is not None), default=0) or 1
    step = wide / max(len(values) - 1, 1)
    run: list[float] = []
    last: tuple[float, float] | None = None
    for index, value in enumerate([*values, None]):
        if value is not None:
            last = (index * step, 3 + value / top * (high - 6))
            run += last
            continue
        if len(run) > 2:
            drawing.add(PolyLine(run, strokeColor=palette.MUTED, strokeWidth=1.6))
        run = []
    if last:
        drawing.add(Circle(*last, 2.6, fillColor=palette.ACCENT, strokeColor=None))
    return drawing


def severity_shape(name: str, size: float = 8.0) -> Group:
    """Draw the shape of a severity around (0, 0): circle, half-filled circle, disc, diamond."""
    colour = palette.SEVERITY[name]
    r = size / 2
    group = Group()
    if name == "critical":
        group.add(Polygon([0, -r, r, 0, 0, r, -r, 0], fillColor=colour, strokeColor=None))
    elif name == "high":
        group.add(Circle(0, 0, r, fillColor=colour, strokeColor=None))
    else:
        group.add(Circle(0, 0, r - 0.5, fillColor=None, strokeColor=colour, strokeWidth=1))
        if name == "medium":
            group.add(Wedge(0, 0, r - 0.5, 90, 270, fillColor=colour, strokeColor=None))
    return group


def count(number: int) -> str:
    """Write a whole number as the language in force does: 33.324, in English 33,324."""
    return number_format(number, force_grouping=True)


def _legend_rows(words: Mapping[str, str], wide: float, slack: float) -> list[list[tuple[str, str, float]]]:
    rows: list[list[tuple[str, str, float]]] = [[]]
    x = 0.0
    for name, word in words.items():
        long = 13 + slack * width(word, SANS, SIZE) + 12
        if rows[-1] and x + long > wide:
            rows.append([])
            x = 0.0
        rows[-1].append((name, word, x))
        x += long
    return rows


def _legend(drawing: Drawing, rows: list[list[tuple[str, str, float]]], colours: Mapping[str, Color]) -> None:
    for index, row in enumerate(rows):
        base = drawing.height - (index + 1) * 13 + 3
        for name, word, x in row:
            if name in palette.SEVERITY:
                shape = severity_shape(name, 7.5)
                shape.translate(x + 4.5, base + 3)
                drawing.add(shape)
            else:
                drawing.add(Rect(x, base, 8, 8, fillColor=colours[name], strokeColor=None))
            drawing.add(String(x + 13, base, word, **_font(SANS, palette.MUTED)))


def _font(name: str, colour: Color) -> dict[str, object]:
    return {"fontName": name, "fontSize": SIZE, "fillColor": colour}
