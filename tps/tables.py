"""Text tables from outside (CSV): encoding and delimiter found, then one record after the other. Pure.

Nothing here knows what the columns mean; tps.rows and other readers of lists give them their sense.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from tps import headers
from tps.headers import Fits, Header

MOST_ROWS = 1_200_000
MOST_COLUMNS = 64
CHUNK = 1 << 16
# A quoted cell may run over some lines; more than these is a quote that nobody closed.
MOST_LINES_OF_A_RECORD = 20
# What a spreadsheet shows where a formula has no answer.
CELL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_MAGIC = (
    (b"PK", _("Berkas ini arsip ZIP yang kosong atau rusak.")),
    (
        b"\xd0\xcf\x11\xe0",
        _("Berkas ini lembar kerja Excel lama (XLS), atau lembar kerja yang dilindungi kata sandi."),
    ),
    (b"%PDF", _("Berkas ini PDF, bukan daftar.")),
    (b"\x1f\x8b", _("Berkas ini termampatkan (GZIP).")),
)
_AS_CSV = _("Buka di aplikasi lembar kerja, simpan sebagai XLSX atau CSV (UTF-8) tanpa kata sandi, lalu unggah lagi.")


def any_header(header: Sequence[str]) -> int:
    """Know no name of any header: the first line that is not blank is taken for it."""
    return 0


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


def survey(file: BinaryIO, most_bytes: int, fits: Fits = any_header) -> Table:
    """Look through the whole file once, in chunks; raises Unreadable with what to do about it.

    `fits` tells how many of a header's names are known; the line with most of them is the header.
    """
    file.seek(0)
    head = file.read(8)
    for magic, sentence in _MAGIC:
        if head.startswith(magic):
            raise Unreadable(f"{sentence} {_AS_CSV}")
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    counts = _count(file, wide, most_bytes)
    encoding = "utf-16" if wide else "utf-8-sig" if counts.utf8 else "cp1252"
    if counts.nul and not wide and b"\0" in _start(file):
        raise Unreadable(str(_("Berkas ini bukan teks: isinya data biner.")) + f" {_AS_CSV}")
    return _table(_header(file, encoding, fits), counts, encoding, wide)


def survey_sheet(path: Path, most_bytes: int, fits: Fits = any_header) -> Table:
    """Look through the text of a sheet: UTF-8, one row a line, cells parted by tabs, quotes without a meaning."""
    with path.open("rb") as file:
        counts = _count(file, wide=False, most_bytes=most_bytes)
        counts.quotes = False
        return _table(_header(file, "utf-8", fits, "\t"), counts, "utf-8", wide=False)


def _table(header: Header, counts: "_Counts", encoding: str, wide: bool) -> Table:
    if len(header.cells) > MOST_COLUMNS:
        raise Unreadable(
            str(_("Berkas memuat %(columns)d kolom; paling banyak %(most)d yang diterima."))
            % {"columns": len(header.cells), "most": MOST_COLUMNS}
        )
    return Table(
        encoding=encoding,
        delimiter=header.delimiter,
        header=tuple(header.cells),
        header_line=header.line,
        lines=counts.lines,
        size=counts.size,
        quoted=counts.quotes,
        nul=counts.nul and not wide,
        formulas=counts.formulas or wide,
        ends_cleanly=counts.ends_cleanly,
        skipped=header.skipped,
    )


def records(file: BinaryIO, table: Table) -> Iterator[tuple[int, list[str] | Broken]]:
    """Give (line number in the file, cells or Broken) for every record below the header that is not blank."""
    width = len(table.header)
    count = 0
    for number, cells in _quoted(file, table) if table.quoted else _plain(file, table):
        if len(cells) != width:
            if not any(cells):
                continue
            if len(cells) < width or any(cells[width:]):
                yield number, _wrong_width(cells, width, number >= table.lines and not table.ends_cleanly)
                continue
            cells = cells[:width]
        elif not cells[0] and not any(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable(too_many_rows())
        yield number, cells


def too_many_rows() -> str:
    """Give the sentence for a file with more rows than are taken at once."""
    return str(_("Berkas memuat lebih dari %(most)s baris. Bagi menjadi beberapa berkas.")) % {"most": "1.200.000"}


def too_big(most_bytes: int) -> str:
    """Give the sentence for a file that is too big."""
    return str(_("Berkas lebih besar dari %(most)d MB. Tidak ada yang dimuat; bagi menjadi beberapa berkas.")) % {
        "most": most_bytes // (1024 * 1024)
    }


@dataclass(slots=True)
class _Counts:
    size: int = 0
    lines: int = 0
    quotes: bool = False
    nul: bool = False
    formulas: bool = False
    utf8: bool = True
    ends_cleanly: bool = False


def _count(file: BinaryIO, wide: bool, most_bytes: int) -> _Counts:
    counts = _Counts()
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = returns = 0
    last = b""
    blank = True
    file.seek(0)
    while chunk := file.read(CHUNK):
        counts.size += len(chunk)
        if counts.size > most_bytes:
            raise Unreadable(too_big(most_bytes))
        here, back = chunk.count(b"\n"), chunk.count(b"\r")
        if not here and not back and len(chunk) == CHUNK:
            raise Unreadable(str(_("Satu baris berkas lebih panjang dari 64 KB; berkas ini bukan daftar TPS.")))
        newlines, returns = newlines + here, returns + back
        counts.quotes = counts.quotes or b'"' in chunk
        counts.nul = counts.nul or b"\0" in chunk
        counts.formulas = counts.formulas or b"=" in chunk or b"@" in chunk or b"#" in chunk
        blank = blank and not chunk.strip(b" \t\r\n\0,;\xef\xbb\xbf\xff\xfe")
        if counts.utf8 and not wide:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                counts.utf8 = False
        last = chunk[-2:]
    if blank:
        raise Unreadable(str(_("Berkas kosong: tidak ada satu baris pun di dalamnya. Periksa berkas yang dipilih.")))
    counts.ends_cleanly = b"\n" in last or b"\r" in last
    counts.lines = (newlines or returns) + (not counts.ends_cleanly)
    if counts.lines > MOST_ROWS + 10:
        raise Unreadable(too_many_rows())
    return counts


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(1024).partition(b"\n")[0]


def _open(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Give a text view of the file from its beginning; detach() it, so that the file stays open."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)


def _header(file: BinaryIO, encoding: str, fits: Fits, delimiter: str = "") -> Header:
    text = _open(file, encoding)
    try:
        header, first = headers.find(text, fits, delimiter)
    finally:
        text.detach()
    if header is None:
        raise Unreadable(
            str(_("Pemisah kolom tidak dikenali pada baris judul “%(line)s”. Pakai koma, titik koma, atau tab."))
            % {"line": first[:80].strip()}
        )
    return header


def _wrong_width(cells: list[str], width: int, cut: bool) -> Broken:
    if cut:
        sentence = _("Baris terakhir terpotong: %(found)d kolom, seharusnya %(width)d. Berkas mungkin belum lengkap.")
    else:
        sentence = _("Jumlah kolom %(found)d, seharusnya %(width)d.")
    return Broken(str(sentence) % {"found": len(cells), "width": width}, tuple(cells))


def _plain(file: BinaryIO, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Split a file without any quote: one line is one record."""
    text = _open(file, table.encoding)
    try:
        for _number in range(table.header_line):
            next(text)
        reader = csv.reader(text, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
        yield from enumerate(reader, table.header_line + 1)
    finally:
        text.detach()


def _quoted(file: BinaryIO, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Split a file with quotes; a quote that nobody closes costs its own line, never the rest of the file."""
    text = _open(file, table.encoding)
    width = len(table.header)
    try:
        for _number in range(table.header_line):
            next(text)
        waiting: list[tuple[int, str]] = []
        lines = enumerate(text, table.header_line + 1)
        while True:
            number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
            if not number:
                return
            if '"' not in line:
                yield number, line.rstrip("\n").split(table.delimiter)
                continue
            group = [(number, line)]
            while sum(each.count('"') for _n, each in group) % 2 and len(group) < MOST_LINES_OF_A_RECORD:
                following = waiting.pop(0) if waiting else next(lines, None)
                if following is None:
                    break
                group.append(following)
            cells = _cells("".join(each for _n, each in group), table.delimiter)
            if len(group) > 1 and (cells is None or len(cells) != width):
                waiting = group[1:] + waiting
                cells = None
            # A lone quote inside a line is text, as in `Kp. 5" Barat`.
            yield number, line.rstrip("\n").split(table.delimiter) if cells is None else cells
    finally:
        text.detach()


def _cells(text: str, delimiter: str) -> list[str] | None:
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None
