"""Text tables from outside (CSV): encoding and delimiter found, then one record after the other. Pure.

Nothing here knows what the columns mean; tps.rows and other readers of lists give them their sense.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

MOST_ROWS = 1_200_000
MOST_COLUMNS = 64
CHUNK = 1 << 16
DELIMITERS = (",", ";", "\t")
# A quoted cell may run over some lines; more than these is a quote that nobody closed.
MOST_LINES_OF_A_RECORD = 20
_MAGIC = (
    (b"PK\x03\x04", _("Berkas ini lembar kerja (XLSX) atau arsip ZIP, bukan CSV.")),
    (b"\xd0\xcf\x11\xe0", _("Berkas ini lembar kerja Excel lama (XLS), bukan CSV.")),
    (b"%PDF", _("Berkas ini PDF, bukan CSV.")),
    (b"\x1f\x8b", _("Berkas ini termampatkan (GZIP), bukan CSV.")),
)
_AS_CSV = _("Buka di aplikasi lembar kerja, simpan sebagai CSV (UTF-8), lalu unggah lagi.")


Fits = Callable[[Sequence[str]], int]


def any_header(header: Sequence[str]) -> int:
    """Know no name of any header: the first line that is not blank is taken for it."""
    return 0


class Unreadable(Exception):
    """The file as a whole cannot be read; the text is a sentence for the person who gave it."""


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

    @property
    def encoding_name(self) -> str:
        """Give the encoding's name for people."""
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
    number, line = _first_line(file, encoding)
    delimiter, header = _split_header(line)
    if len(header) > MOST_COLUMNS:
        raise Unreadable(
            str(_("Berkas memuat %(columns)d kolom; paling banyak %(most)d yang diterima."))
            % {"columns": len(header), "most": MOST_COLUMNS}
        )
    return Table(
        encoding=encoding,
        delimiter=delimiter,
        header=tuple(cell.strip() for cell in header),
        header_line=number,
        lines=counts.lines,
        size=counts.size,
        quoted=counts.quotes,
        nul=counts.nul and not wide,
        formulas=counts.formulas or wide,
        ends_cleanly=counts.ends_cleanly,
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
        counts.formulas = counts.formulas or b"=" in chunk or b"@" in chunk
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


def _first_line(file: BinaryIO, encoding: str) -> tuple[int, str]:
    """Give number and text of the header: the first line that is not blank and not Excel's own `sep=`."""
    text = _open(file, encoding)
    try:
        for number, line in enumerate(text, 1):
            if line.strip(" \t\n,;\ufeff") and not line.lower().startswith(("sep=", '"sep=')):
                return number, line.lstrip("\ufeff")
    finally:
        text.detach()
    raise Unreadable(str(_("Berkas kosong: tidak ada satu baris pun di dalamnya. Periksa berkas yang dipilih.")))


def _split_header(line: str) -> tuple[str, list[str]]:
    line = line.rstrip("\r\n")
    best = max(DELIMITERS, key=line.count)
    if not line.count(best):
        raise Unreadable(
            str(_("Pemisah kolom tidak dikenali pada baris judul “%(line)s”. Pakai koma, titik koma, atau tab."))
            % {"line": line[:80].strip()}
        )
    header = next(csv.reader([line], delimiter=best))
    while header and not header[-1].strip():
        header.pop()
    return best, header


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
