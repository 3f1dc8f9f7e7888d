"""The blocks of which a briefing is told: page, paper and mail show them alike. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from desk.briefings import words
from desk.charts.drawings import Bar
from risks.kinds import Severity

WORST_FIRST = tuple(reversed(Severity.values))


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that shows a severity."""

    severity: str

    @property
    def word(self) -> str:
        """Give the severity's word."""
        return words.severity(self.severity)


Cell = str | Mark | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: title, share of the width, numbers or not."""

    title: str
    share: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str
    shape: ClassVar[str] = "prose"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the sentence below it; a cell of None is "no data"."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    shape: ClassVar[str] = "grid"

    @property
    def headed(self) -> list[list[tuple[Head, Cell]]]:
        """Give the rows with each cell beside its column."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]

    @property
    def head_line(self) -> str:
        """Give the titles in one line of plain text."""
        return " | ".join(head.title for head in self.heads)

    @property
    def lines(self) -> list[str]:
        """Give each row as one line of plain text."""
        return [" | ".join(flat(cell) for cell in row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of stacked values, severities if no `series` names others; the table beside it says the same.

    `series` gives the word of each value by the name of its colour (desk.charts.palette), in the order of drawing.
    """

    title: str
    rows: tuple[Bar, ...]
    note: str = ""
    series: tuple[tuple[str, str], ...] = ()
    shape: ClassVar[str] = "bars"

    @property
    def words(self) -> dict[str, str]:
        """Give the legend."""
        return dict(self.series) or severity_words()


@dataclass(frozen=True, slots=True)
class Map:
    """The regencies shaded by open risks, beside bars of the same; code to (count or None, worst severity)."""

    title: str
    values: Mapping[str, tuple[int | None, str]]
    bars: Bars
    note: str = ""
    shape: ClassVar[str] = "map"


Block = Prose | Grid | Bars | Map


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the paper; `key` names its bookmark."""

    key: str
    title: str
    blocks: tuple[Block, ...]


def severity_words() -> dict[str, str]:
    """Give the severities' words, the worst first, as a chart's legend names them."""
    return {name: words.severity(name) for name in WORST_FIRST}


def top(shown: int, total: int, where: str = "") -> str:
    """Say that a table shows the first of more, and where the others stand; "" when it shows all."""
    if total <= shown:
        return ""
    counts = {"shown": words.number(shown), "total": words.number(total)}
    if where:
        return _("%(shown)s teratas dari %(total)s; %(where)s.") % {**counts, "where": where}
    return _("%(shown)s teratas dari %(total)s; seluruh daftar ada pada lampiran XLSX.") % counts


def flat(cell: Cell) -> str:
    """Write a cell in one line of plain text."""
    if cell is None:
        return words.no_data()
    return cell.word if isinstance(cell, Mark) else cell.replace("\n", "; ")


def count(value: int | None) -> Cell:
    """Give a cell with a number, None for what nobody knows."""
    return None if value is None else words.number(value)


def numbers(values: Sequence[int | None]) -> tuple[Cell, ...]:
    """Give cells with numbers."""
    return tuple(count(value) for value in values)
