"""Tables of official paper: a head on each page, no split row, no row or note that stands alone. Pure.

Lengths are points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from desk.charts import palette
from desk.charts.fonts import markup
from desk.paper.styles import CELL, HEAD_CELL, NONE, PAGE_MOST, SIDES, SMALL, WIDE, text

WHOLE_MOST = 58 * mm  # a table not higher than this is never divided
FEWEST = 2  # rows that stand together after a break, and before one
BEGINNING = 40  # points of rows that are enough before a break, also where it is a single high row
CELL_MOST = 420  # characters: the highest cell stays far below a page, so that no row can be too high to place
NOTE_GAP = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its share of the width, and whether it holds numbers."""

    title: str
    share: float
    numeric: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]], unknown: str, note: str = "") -> Table:
    """Give a table that repeats its header and never splits a row; None in a cell prints `unknown`.

    A cell is a text, a number (already written out), None, or a flowable. The note stays below the last rows.
    """
    total = sum(column.share for column in columns)
    widths = [WIDE * column.share / total for column in columns]
    head = [Paragraph(markup(column.title), _style(HEAD_CELL, column.numeric)) for column in columns]
    body = [[_cell(value, column, unknown) for value, column in zip(row, columns, strict=True)] for row in rows]
    made = _Rows([head, *body], colWidths=widths, repeatRows=1, splitByRow=1, splitInRow=0, hAlign="LEFT")
    made.setStyle(_style_of(tuple(column.numeric for column in columns)))
    made.wrap(WIDE, A4[1])
    made._argH = list(made._rowHeights)  # measured once: each split of a long table would measure what is left again
    made.note = text(note, SMALL) if note else None
    return made


class _Rows(Table):
    """A table that is divided only where at least two rows stand on either side; its note follows the last ones."""

    note: Paragraph | None = None

    def wrap(self, wide: float, high: float) -> tuple[float, float]:
        """Give the size, with the note."""
        found = super().wrap(wide, high)
        return found[0], found[1] + self.below()

    def draw(self) -> None:
        """Draw the rows, and the note below them."""
        if self.note is None:
            super().draw()
            return
        self.canv.saveState()
        self.canv.translate(0, self.below())
        super().draw()
        self.canv.restoreState()
        self.note.drawOn(self.canv, 0, 0)

    def split(self, wide: float, high: float) -> list[Table]:
        """Give the part that fits and the rest; nothing where too few rows would stand on this page."""
        rows = self._argH
        body = len(rows) - self.repeatRows
        fitting = self._fitting(high)
        if fitting == body:  # all rows fit, and the note does not
            fitting -= 1
        if body - fitting < FEWEST:
            fitting = body - FEWEST
        if fitting < self._begun():
            if self.least() <= PAGE_MOST:
                return []
            parts: list[Table] = super().split(wide, min(high, sum(rows) - 1))
        else:
            parts = super().split(wide, sum(rows[: self.repeatRows + fitting]) + 0.1)
        if len(parts) == 2:
            parts[1].note = self.note
        return parts

    def below(self) -> float:
        """Give the height of the note with the gap before it."""
        return NOTE_GAP + float(self.note.wrap(WIDE, A4[1])[1]) if self.note else 0.0

    def least(self) -> float:
        """Give the height that it needs to begin: all of a short one, else its head and the fewest rows."""
        rows = self._argH
        whole = float(sum(rows)) + self.below()
        begun = self._begun()
        if whole <= WHOLE_MOST or len(rows) - self.repeatRows - begun < FEWEST:
            return whole
        return float(sum(rows[: self.repeatRows + begun]))

    def _begun(self) -> int:
        """Give how many rows are enough below the first head."""
        return 1 if sum(self._argH[self.repeatRows : self.repeatRows + 1]) >= BEGINNING else FEWEST

    def _fitting(self, high: float) -> int:
        """Give how many rows below the head fit into a height."""
        left, count = high - sum(self._argH[: self.repeatRows]), 0
        for row in self._argH[self.repeatRows :]:
            left -= row
            if left < 0:
                break
            count += 1
        return count


def beginning(made: Any) -> float:
    """Give the height in points that a table or figure needs to begin, never more than a page has."""
    return min(float(made.least()), PAGE_MOST)


def _cell(value: Any, column: Column, unknown: str) -> Any:
    if value is None:
        return Paragraph(markup(unknown), _style(NONE, column.numeric))
    if isinstance(value, Flowable):
        return value
    return Paragraph(markup(str(value), CELL_MOST), _style(CELL, column.numeric))


def _style(style: ParagraphStyle, numeric: bool) -> ParagraphStyle:
    return SIDES[style.name] if numeric else style


@cache
def _style_of(numeric: tuple[bool, ...]) -> TableStyle:
    """Give the style of a table; words right after numbers keep off them."""
    after = [at for at in range(1, len(numeric)) if numeric[at - 1] and not numeric[at]]
    return TableStyle([*_TABLE.getCommands(), *(("LEFTPADDING", (at, 0), (at, -1), 14) for at in after)])


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
