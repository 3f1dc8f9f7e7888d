"""Building blocks of official paper: text, headings, figures, boxes, with tables and marks. Pure: flowables out.

Lengths are points.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from desk.charts import palette
from desk.charts.fonts import markup
from desk.paper.marks import Code, SeverityMark
from desk.paper.styles import (
    BODY,
    BOTTOM,
    CELL,
    CENTRED,
    HEAD_CELL,
    HEADING,
    LEFT,
    RIGHT,
    SMALL,
    STRONG,
    TOP,
    WIDE,
    text,
)
from desk.paper.tables import NOTE_GAP, Column, beginning, table

__all__ = [
    "BODY",
    "BOTTOM",
    "CELL",
    "CENTRED",
    "HEAD_CELL",
    "LEFT",
    "RIGHT",
    "SMALL",
    "STRONG",
    "TOP",
    "WIDE",
    "Code",
    "Column",
    "Figure",
    "Heading",
    "SeverityMark",
    "bare",
    "beginning",
    "boxed",
    "figure",
    "heading",
    "height",
    "pairs",
    "room_for",
    "table",
    "text",
]
HEADING_ROOM = 24 * mm
SMALLEST = 0.8  # of its size to which a figure shrinks rather than leave a page half empty


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


class Figure(Flowable):
    """Drawings side by side with the note below them; a little smaller where that keeps them on the page."""

    def __init__(self, drawings: Sequence[Drawing], note: str = "") -> None:
        super().__init__()
        self.drawings = list(drawings)
        self.note = text(note, SMALL) if note else None
        self.size = 1.0

    def wrap(self, _wide: float, high: float) -> tuple[float, float]:
        """Give the size in the room that there is."""
        below = self._below()
        self.size = max(SMALLEST, min(1.0, (high - below) / self._full()))
        return WIDE, self._full() * self.size + below

    def least(self) -> float:
        """Give the height below which it is not drawn."""
        return self._full() * SMALLEST + self._below()

    def draw(self) -> None:
        """Draw them with their tops on one line, and the note."""
        full, across = self._full(), WIDE / sum(each.width for each in self.drawings)
        if self.note:
            self.note.drawOn(self.canv, 0, 0)
        self.canv.saveState()
        self.canv.translate(0, self._below())
        self.canv.scale(self.size, self.size)
        left = 0.0
        for each in self.drawings:
            renderPDF.draw(each, self.canv, left, full - each.height)
            left += each.width * across
        self.canv.restoreState()

    def _full(self) -> float:
        return float(max(each.height for each in self.drawings))

    def _below(self) -> float:
        return NOTE_GAP + float(self.note.wrap(WIDE, A4[1])[1]) if self.note else 0.0


def figure(drawings: Sequence[Drawing], note: str = "") -> Figure:
    """Give drawings side by side with a note below them."""
    return Figure(drawings, note)


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


_BARE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
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
