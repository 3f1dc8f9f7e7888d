"""What a look through a table found, and what a record of it may be. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What a spreadsheet shows where a formula has no answer.
CELL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


class Unreadable(Exception):
    """The file as a whole cannot be read; the text is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a workbook that was read, and what an officer should know about the rest of the workbook.

    `hidden` and `others` are sheets that were left out, `alike` those of the others that would have fitted as well;
    `formulas` counts the cells whose last result was taken, `merged` the groups of joined cells.
    """

    name: str
    hidden: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    formulas: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What a look through the whole file found: encoding, delimiter, header and which cells need a closer look."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    lines: int
    size: int
    quoted: bool
    nul: bool
    formulas: bool
    ends_cleanly: bool
    skipped: int = 0
    sheet: Sheet | None = None

    @property
    def origin(self) -> dict[str, Any]:
        """Give as plain data what the text was read from: the sheet of a workbook, lines above the header."""
        return {"sheet": asdict(self.sheet) if self.sheet else None, "skipped": self.skipped}

    @property
    def encoding_name(self) -> str:
        """Give the encoding's name for people."""
        if self.sheet:
            return str(_("lembar kerja (XLSX)"))
        return {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Latin-1 (Windows-1252)"}[self.encoding]

    @property
    def delimiter_name(self) -> str:
        """Give the delimiter's name for people."""
        return str({",": _("koma"), ";": _("titik koma"), "\t": _("tab")}[self.delimiter])


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that is none: what is wrong with it, in a sentence, and the cells as far as they can be told."""

    reason: str
    cells: tuple[str, ...] = ()
