"""Lists from outside as text, whatever they came as: a CSV passes through, a workbook is read in a box of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.export import XLSX
from desk.files.room import room
from tps import archives, boxes, sheets, tables
from tps.headers import Fits
from tps.tablefacts import Sheet, Table, Unreadable

MAGIC = b"PK\x03\x04"
MOST_SHOWN = 20
DAMAGED = gettext_lazy("Lembar kerja ini rusak. Buka dan simpan ulang sebagai XLSX, lalu unggah lagi.")


@contextmanager
def opened(
    file: BinaryIO, most_bytes: int, fits: Fits = tables.any_header, sheet: str = ""
) -> Iterator[tuple[BinaryIO, Table]]:
    """Give a list as text beside what a look through it found; the text is gone with the context.

    `fits` tells how many of a header's names are known; `sheet` names the sheet of a workbook ("": the one that fits
    best). Line N of the text is row N of the sheet. Raises Unreadable with what to do about it, NoRoom when there is
    no room for the text.
    """
    file.seek(0)
    if file.read(len(MAGIC)) != MAGIC:
        if sheet:
            raise Unreadable(_("Berkas ini bukan lembar kerja, jadi tidak memuat lembar “%(name)s”.") % {"name": sheet})
        yield file, tables.survey(file, most_bytes, fits)
        return
    with room(), tempfile.TemporaryDirectory(prefix="desk-xlsx-") as folder:
        book = Path(folder) / "book.xlsx"
        _copy(file, book, most_bytes)
        path, table = _chosen(book, Path(folder), fits, sheet)
        with path.open("rb") as text:
            yield text, table


def glance(file: BinaryIO, most_bytes: int, fits: Fits = tables.any_header) -> None:
    """Refuse at once what can be no list at all, without unpacking anything; raises Unreadable."""
    file.seek(0)
    start = file.read(len(MAGIC))
    if start == MAGIC:
        archives.entries(file)
    else:
        tables.survey(file, most_bytes, fits)
    file.seek(0)


def content_type(file: Any) -> str:
    """Give the type under which a list is kept: that of a workbook, or of CSV."""
    file.seek(0)
    start = file.read(len(MAGIC))
    file.seek(0)
    return XLSX if start == MAGIC else "text/csv"


def _copy(file: BinaryIO, book: Path, most_bytes: int) -> None:
    """Take a copy that nobody can change between the check and the reading."""
    file.seek(0)
    size = 0
    with book.open("wb") as out:
        while chunk := file.read(tables.CHUNK):
            size += len(chunk)
            if size > most_bytes:
                raise Unreadable(tables.too_big(most_bytes))
            out.write(chunk)


def _chosen(book: Path, folder: Path, fits: Fits, wanted: str) -> tuple[Path, Table]:
    """Check and read a workbook; give the text of the sheet that is meant."""
    unpacked, doubts = _check(book)
    found = boxes.read(book, folder, unpacked, {name: each.marks for name, each in doubts.items() if each.marks})
    hidden = [each["name"] for each in found if each["hidden"]]
    filled = [each for each in found if each["file"]]
    visible = [each["name"] for each in filled]
    if wanted:
        filled = [_named(wanted, filled, hidden)]
    looked: list[tuple[int, dict[str, Any], Table]] = []
    refusal = Unreadable(_("Buku kerja ini tidak memuat lembar yang berisi. Periksa berkas yang dipilih."))
    for each in filled:
        try:
            table = tables.survey_sheet(folder / each["file"], boxes.MOST_TEXT, fits)
        except Unreadable as error:
            refusal = error
            continue
        looked.append((fits(table.header), each, table))
    if not looked:
        raise refusal
    best = max(score for score, _each, _table in looked)
    fitting = [(each, table) for score, each, table in looked if score == best]
    each, table = fitting[0]
    doubt = doubts.get(each["name"], sheets.Doubts())
    facts = Sheet(
        name=each["name"],
        hidden=tuple(hidden[:MOST_SHOWN]),
        others=tuple(name for name in visible if name != each["name"])[:MOST_SHOWN],
        alike=tuple(other["name"] for other, _table in fitting[1:])[:MOST_SHOWN] if best else (),
        formulas=doubt.formulas,
        merged=each["merged"],
    )
    return folder / each["file"], replace(table, sheet=facts, formulas=table.formulas or bool(doubt.marks))


def _check(book: Path) -> tuple[int, dict[str, sheets.Doubts]]:
    """Hold every part of the archive to its bounds; give its real size in bytes and what the sheets leave in doubt."""
    total = 0
    doubts: dict[str, sheets.Doubts] = {}
    with book.open("rb") as file:
        parts = archives.entries(file)
        names = sheets.names(*(_small(file, parts, name) for name in (sheets.WORKBOOK, sheets.RELATIONS)))
        for name, part in parts.items():
            total += part.unpacked
            chunks = archives.check(file, part)
            if name in names or name.startswith(sheets.SHEETS):
                doubt = sheets.Doubts()
                doubt.look(chunks)
                if doubt.marks and name not in names:
                    raise Unreadable(str(DAMAGED))
                doubts[names.get(name, "")] = doubt
            else:
                for _chunk in chunks:
                    pass
    return total, doubts


def _small(file: BinaryIO, parts: dict[str, archives.Entry], name: str) -> bytes:
    part = parts.get(name)
    if part is None or part.unpacked > sheets.MOST_PART:
        raise Unreadable(str(DAMAGED))
    return b"".join(archives.check(file, part))


def _named(wanted: str, filled: list[dict[str, Any]], hidden: list[str]) -> dict[str, Any]:
    for each in filled:
        if each["name"].casefold() == wanted.strip().casefold():
            return each
    if wanted.strip().casefold() in {name.casefold() for name in hidden}:
        raise Unreadable(
            _("Lembar “%(name)s” tersembunyi. Tampilkan dulu di aplikasi lembar kerja.") % {"name": wanted}
        )
    raise Unreadable(
        _("Lembar “%(name)s” tidak ada atau kosong. Lembar yang ada: %(names)s.")
        % {"name": wanted, "names": ", ".join(each["name"] for each in filled)[:300] or "–"}
    )
