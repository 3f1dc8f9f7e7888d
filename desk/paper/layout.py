"""Building blocks of official paper: text, tables, figures. Pure: texts and numbers in, flowables out.

Lengths are points. Every text of a person passes through `markup`, so that nothing in it is taken for markup and what
the typefaces lack becomes a visible placeholder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import segno
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from desk.charts import palette
from desk.charts.drawings import severity_shape
from desk.charts.fonts import ITALIC, SANS, SEMIBOLD, load, markup

LEFT, RIGHT, TOP, BOTTOM = 22 * mm, 20 * mm, 18 * mm, 20 * mm
WIDE = A4[0] - LEFT - RIGHT
HEADING_ROOM = 24 * mm
BEGINNING = 40  # points of rows below a head, at the foot of a page
WHOLE_MOST = 58 * mm  # a table not higher than this is never divided
CELL_MOST = 420  # characters: the highest cell stays far below a page, so that no row can be too high to place
load()  # the styles below name the typefaces

BODY = ParagraphStyle(
    "body", fontName=SANS, fontSize=10.2, leading=14.2, textColor=palette.INK, allowWidows=0, allowOrphans=0
)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=11.4)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8.2, leading=10.6, textColor=palette.MUTED)
HEAD_CELL = ParagraphStyle("head-cell", parent=CELL, fontName=SEMIBOLD, fontSize=8.4, leading=10.4)
STRONG = ParagraphStyle("strong", parent=BODY, fontName=SEMIBOLD)
CENTRED = ParagraphStyle("centred", parent=BODY, alignment=TA_CENTER)
HEADING = ParagraphStyle(
    "heading",
    parent=BODY,
    fontName=SEMIBOLD,
    fontSize=12.2,
    leading=15,
    textColor=palette.ACCENT,
    spaceBefore=11,
    spaceAfter=4,
)
_NONE = ParagraphStyle("none", parent=CELL, fontName=ITALIC, textColor=palette.MUTED)
_SIDES = {
    style.name: ParagraphStyle(f"{style.name}-right", parent=style, alignment=TA_RIGHT)
    for style in (CELL, HEAD_CELL, _NONE)
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its share of the width, and whether it holds numbers."""

    title: str
    share: float
    numeric: bool = False


def text(words: str, style: ParagraphStyle = BODY, most: int = 0) -> Paragraph:
    """Give a paragraph of plain text."""
    return Paragraph(markup(words, most), style)


class Heading(Paragraph):
    """A section's heading that is also a bookmark of the document."""

    def __init__(self, words: str, key: str) -> None:
        super().__init__(markup(words), HEADING)
        self._words, self._key = words, key

    def draw(self) -> None:
        """Draw the heading and note the place."""
        self.canv.bookmarkHorizontal(self._key, 0, self.height)
        self.canv.addOutlineEntry(self._words, self._key, level=0, closed=False)
        super().draw()


def heading(words: str, key: str) -> list[Flowable]:
    """Give a section's heading with room kept for the beginning of the text that follows it.

    Keeping it together with the next flowable would push a whole long table to the next page; for a table ask
    `room_for` as much as its `beginning` needs.
    """
    return [CondPageBreak(HEADING_ROOM), Heading(words, key)]


class SeverityMark(Flowable):
    """A severity as shape and word, so that it also reads in black and white."""

    def __init__(self, name: str, word: str) -> None:
        super().__init__()
        self.name, self.word = name, word
        self.width, self.height = 56, 11.4

    def wrap(self, _wide: float, _high: float) -> tuple[float, float]:
        """Give the size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw shape and word on one base line."""
        renderPDF.draw(_shape(self.name), self.canv, 0, 0.8)
        self.canv.setFillColor(palette.INK)
        self.canv.setFont(SEMIBOLD, 8.8)
        self.canv.drawString(13, 2.6, self.word)


class Code(Flowable):
    """A QR code, drawn as squares of one path; `size` is its side in points."""

    def __init__(self, content: str, size: float) -> None:
        super().__init__()
        self.matrix = segno.make(content, error="m", micro=False).matrix
        self.width = self.height = size

    def draw(self) -> None:
        """Draw the dark modules, those that touch in a row as one."""
        unit = self.width / len(self.matrix)
        self.canv.setFillColor(palette.INK)
        path = self.canv.beginPath()
        for row, modules in enumerate(self.matrix):
            start = None
            for column, dark in enumerate([*modules, 0]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(start * unit, self.height - (row + 1) * unit, (column - start) * unit, unit)
                    start = None
        self.canv.drawPath(path, fill=1, stroke=0)


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]], unknown: str) -> Table:
    """Give a table that repeats its header and never splits a row; None in a cell prints `unknown`.

    A cell is a text, a number (already written out), None, or a flowable.
    """
    total = sum(column.share for column in columns)
    widths = [WIDE * column.share / total for column in columns]
    head = [Paragraph(markup(column.title), _style(HEAD_CELL, column.numeric)) for column in columns]
    body = [[_cell(value, column, unknown) for value, column in zip(row, columns, strict=True)] for row in rows]
    made = _Rows([head, *body], colWidths=widths, repeatRows=1, splitByRow=1, splitInRow=0, hAlign="LEFT")
    made.setStyle(_style_of(tuple(column.numeric for column in columns)))
    made.wrap(WIDE, A4[1])
    made._argH = list(made._rowHeights)  # measured once: each split of a long table would measure what is left again
    return made


class _Rows(Table):
    """A table of which no row stands alone at the head of a page."""

    def split(self, wide: float, high: float) -> list[Table]:
        """Give the part that fits and the rest; the rest has two rows below its head, where there are so many."""
        parts: list[Table] = super().split(wide, high)
        if len(parts) == 2 and len(parts[1]._argH) == self.repeatRows + 1 and len(parts[0]._argH) > self.repeatRows + 2:
            parts = super().split(wide, sum(parts[0]._argH) - 1)
        return parts


def beginning(made: Table) -> float:
    """Give the height in points that a `table` needs to begin: all of a short one, else its head and first rows."""
    high = float(sum(made._argH))
    if high <= WHOLE_MOST:
        return high
    first = float(sum(made._argH[: made.repeatRows]))
    begun = 0.0
    for row in made._argH[made.repeatRows :]:
        if begun >= BEGINNING:
            break
        begun += row
    return first + begun


def height(story: Sequence[Flowable]) -> float:
    """Give the height in points of flowables one below the other, with the space around them."""
    return float(sum(each.wrap(WIDE, A4[1])[1] + each.getSpaceBefore() + each.getSpaceAfter() for each in story))


def room_for(high: float) -> CondPageBreak:
    """Give the break before what needs `high` points on one page."""
    return CondPageBreak(high)


def boxed(flowables: Sequence[Flowable]) -> Table:
    """Give a box that stands out: what is asked of the reader. It breaks between paragraphs, never inside one."""
    made = Table([[each] for each in flowables], colWidths=[WIDE], hAlign="LEFT")
    made.setStyle(_BOX)
    return made


def figure(drawings: Sequence[Drawing]) -> Table:
    """Give drawings side by side."""
    made = Table([list(drawings)], colWidths=[WIDE * each.width / sum(d.width for d in drawings) for each in drawings])
    made.setStyle(_BARE)
    return made


def pairs(rows: Sequence[tuple[str, str]], wide: float) -> Table:
    """Give labels with their values in two columns, as at the head of a letter."""
    cells = [[text(label), text(":"), text(value, most=400)] for label, value in rows]
    made = Table(cells, colWidths=[21 * mm, 3 * mm, wide - 24 * mm], hAlign="LEFT")
    made.setStyle(_BARE)
    return made


def bare(rows: Sequence[Sequence[Any]], widths: Sequence[float], valign: str = "TOP") -> Table:
    """Give a grid without lines or padding."""
    made = Table([list(row) for row in rows], colWidths=list(widths), hAlign="LEFT")
    made.setStyle(TableStyle([*_BARE.getCommands(), ("VALIGN", (0, 0), (-1, -1), valign)]))
    return made


def _cell(value: Any, column: Column, unknown: str) -> Any:
    if value is None:
        return Paragraph(markup(unknown), _style(_NONE, column.numeric))
    if isinstance(value, Flowable):
        return value
    return Paragraph(markup(str(value), CELL_MOST), _style(CELL, column.numeric))


def _style(style: ParagraphStyle, numeric: bool) -> ParagraphStyle:
    return _SIDES[style.name] if numeric else style


@cache
def _style_of(numeric: tuple[bool, ...]) -> TableStyle:
    """Give the style of a table; words right after numbers keep off them."""
    after = [at for at in range(1, len(numeric)) if numeric[at - 1] and not numeric[at]]
    return TableStyle([*_TABLE.getCommands(), *(("LEFTPADDING", (at, 0), (at, -1), 14) for at in after)])


@cache
def _shape(name: str) -> Drawing:
    shape = severity_shape(name)
    shape.translate(5, 5)
    drawing = Drawing(10, 10)
    drawing.add(shape)
    return drawing


_BARE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
)
_TABLE = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, palette.INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, palette.LINE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
    ]
)
_BOX = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, -1), palette.ACCENT_SOFT),
        ("LINEBEFORE", (0, 0), (0, -1), 3, palette.ACCENT),
        ("LEFTPADDING", (0, 0), (-1, -1), 11),
        ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 0), (-1, 0), 7),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
    ]
)
