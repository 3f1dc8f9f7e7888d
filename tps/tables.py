"""Text tables from outside (CSV): encoding and delimiter found, then one record after the other. Pure.

Nothing here knows what the columns mean; tps.rows and other readers of lists give them their sense.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from tps import headers, splitting
from tps.headers import Fits, Header
from tps.tablefacts import Broken, Table, Unreadable

MOST_ROWS = 1_200_000
MOST_COLUMNS = 64
CHUNK = 1 << 16
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
    for number, cells in splitting.quoted(file, table) if table.quoted else splitting.plain(file, table):
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


def _header(file: BinaryIO, encoding: str, fits: Fits, delimiter: str = "") -> Header:
    text = splitting.open_text(file, encoding)
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
