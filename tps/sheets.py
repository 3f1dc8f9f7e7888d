"""What a workbook's own XML says that its reader does not pass on: cells in error, formulas without a result. Pure.

A spreadsheet keeps a formula's last result beside it; that result is read. Where there is none, or an error such as
#N/A, the cell must not look empty: its row is refused with a reason.
"""

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tps.tables import Unreadable

MOST_MARKS = 20_000
MOST_PART = 1024 * 1024
WORKBOOK, RELATIONS, SHEETS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/"
_CARRY = 4096
# Every repetition is bounded or stops at the next tag, so that no text makes them slow.
_ERROR = re.compile(
    rb'<c\b(?=[^<>]{0,400}\bt="e")[^<>]{0,400}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,400}>'
    rb"(?:<f\b[^<>]{0,400}/>|<f\b[^<>]{0,400}>[^<]{0,9000}</f>)?<v>([^<]{0,80})</v>"
)
_UNSOLVED = re.compile(
    rb'<c\b[^<>]{0,400}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,400}>\s{0,20}'
    rb"(?:<f\b[^<>]{0,400}/>|<f\b[^<>]{0,400}>([^<]{0,9000})</f>)\s{0,20}(?:<v\s?/>|<v></v>)?\s{0,20}</c>"
)
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s([^<>]{1,2000})>")
_RELATION = re.compile(r"<(?:\w{1,20}:)?Relationship\s([^<>]{1,4000})>")
_ATTRIBUTE = re.compile(r"""([\w:]{1,40})\s?=\s?(?:"([^"]*)"|'([^']*)')""")


@dataclass(slots=True)
class Doubts:
    """What was found in one sheet: number of formulas, and cells (row,column from 0) that must not pass as empty."""

    formulas: int = 0
    marks: dict[str, str] = field(default_factory=dict)

    def look(self, chunks: Iterable[bytes]) -> None:
        """Look through the XML of a sheet, chunk by chunk; raises Unreadable when too much of it is in doubt."""
        carried = b""
        for chunk in chunks:
            self.formulas += chunk.count(b"<f>") + chunk.count(b"<f ")
            piece = carried + chunk
            if b't="e"' in piece:
                self._mark(_ERROR, piece, lambda value: value or "#")
            if b"<f" in piece:
                self._mark(_UNSOLVED, piece, lambda value: f"={value}")
            cut = piece.rfind(b"<c ", max(0, len(piece) - _CARRY))
            carried = piece[cut:] if cut >= 0 else piece[-_CARRY:]

    def _mark(self, pattern: re.Pattern[bytes], piece: bytes, shown: Callable[[str], str]) -> None:
        for column, row, value in pattern.findall(piece):
            words = value[:80].decode("utf-8", "replace")
            self.marks[f"{int(row) - 1},{_column(column)}"] = shown(words)
            if len(self.marks) > MOST_MARKS:
                raise Unreadable(
                    str(_("Lebih dari 20.000 sel berisi galat atau rumus tanpa hasil. Simpan nilainya saja."))
                )


def names(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Map each sheet's part of the archive to its name, as far as the workbook says."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in _tags(_RELATION, relations)}
    found = {}
    for each in _tags(_SHEET, workbook):
        link = next((value for key, value in each.items() if key.endswith(":id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found[part] = each.get("name", "")
    return found


def _tags(pattern: re.Pattern[str], part: bytes) -> Iterator[dict[str, str]]:
    for tag in pattern.findall(part.decode("utf-8", "replace")):
        yield {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(tag)}


def _column(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number - 1
