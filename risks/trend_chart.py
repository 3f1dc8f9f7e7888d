"""The weeks as a drawing: what was opened and closed as columns, what was open as a line with its numbers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from reportlab.graphics.shapes import Circle, Drawing, PolyLine, Rect, String

from desk.charts import palette
from desk.charts.drawings import count
from desk.charts.fonts import SANS, SEMIBOLD, width
from risks.trend import Week

WIDE, HIGH, FOOT, SIZE = 520, 250, 18, 8.6
LINE_HIGH, COLUMN_HIGH, HEAD = 96, 92, 18


def drawing(weeks: Sequence[Week]) -> Drawing:
    """Draw the weeks, oldest at the left: the line above, the columns below, each with its own scale and numbers."""
    made = Drawing(WIDE, HIGH)
    step = WIDE / max(len(weeks), 1)
    _legend(made)
    _columns(made, weeks, step)
    _line(made, weeks, step)
    for index, week in enumerate(weeks):
        made.add(_text(index * step + step / 2, 4, week.label, palette.MUTED))
    return made


def told(weeks: Sequence[Week]) -> str:
    """Say the drawing in words, for who does not see it."""
    return "; ".join(
        _("%(week)s: %(opened)s dibuka, %(closed)s ditutup, %(open)s terbuka")
        % {"week": week.window.name, "opened": week.opened, "closed": week.closed, "open": week.open}
        for week in weeks
    )


def _line(made: Drawing, weeks: Sequence[Week], step: float) -> None:
    base, top = FOOT + COLUMN_HIGH + 22, max((week.open for week in weeks), default=0) or 1
    points: list[float] = []
    for index, week in enumerate(weeks):
        points += [index * step + step / 2, base + (LINE_HIGH - 22) * week.open / top]
    if len(points) > 2:
        made.add(PolyLine(points, strokeColor=palette.INK, strokeWidth=1.6))
    for index, week in enumerate(weeks):
        x, y = points[2 * index : 2 * index + 2]
        made.add(Circle(x, y, 2.6, fillColor=palette.INK, strokeColor=None))
        made.add(_text(x, y + 6, count(week.open), palette.INK, font=SEMIBOLD))


def _columns(made: Drawing, weeks: Sequence[Week], step: float) -> None:
    top = max((max(week.opened, week.closed) for week in weeks), default=0) or 1
    wide = step * 0.34
    for index, week in enumerate(weeks):
        middle = index * step + step / 2
        opened, closed = ((COLUMN_HIGH - 14) * each / top for each in (week.opened, week.closed))
        if opened:
            made.add(Rect(middle - wide - 1, FOOT, wide, opened, fillColor=palette.ACCENT, strokeColor=None))
        if closed:
            made.add(Rect(middle + 1, FOOT, wide, closed, fillColor=palette.WHITE, strokeColor=palette.MUTED))
        for x, high, number in (
            (middle - wide / 2 - 1, opened, week.opened),
            (middle + wide / 2 + 1, closed, week.closed),
        ):
            if number:
                made.add(_text(x, FOOT + high + 3, count(number), palette.MUTED, size=7))


def _legend(made: Drawing) -> None:
    base, x = HIGH - 10, 0.0
    for shape, word in (
        (Circle(4, base + 3, 2.6, fillColor=palette.INK, strokeColor=None), _("terbuka di akhir minggu")),
        (Rect(0, base, 8, 8, fillColor=palette.ACCENT, strokeColor=None), _("dibuka")),
        (Rect(0, base, 8, 8, fillColor=palette.WHITE, strokeColor=palette.MUTED), _("ditutup")),
    ):
        if isinstance(shape, Circle):
            shape.cx += x
        else:
            shape.x += x
        made.add(shape)
        made.add(String(x + 13, base, word, fontName=SANS, fontSize=SIZE, fillColor=palette.MUTED))
        x += 13 + 1.22 * width(word, SANS, SIZE) + 14


def _text(x: float, y: float, text: str, colour: object, *, font: str = SANS, size: float = SIZE) -> String:
    return String(x, y, text, fontName=font, fontSize=size, textAnchor="middle", fillColor=colour)
