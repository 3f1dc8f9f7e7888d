"""Is this zip a workbook, and one that may be unpacked? Looked at without trusting a word of it. Pure.

Sizes written in a zip are claims: every entry is inflated here in chunks, counted and thrown away, so that memory
stays flat whatever the file holds. Nothing is ever unpacked to a path that the file names.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from tps.tables import Unreadable

MOST_ENTRIES = 2_000
MOST_DIRECTORY = 1024 * 1024
MOST_UNPACKED = 640 * 1024 * 1024
# Sheets shrink 15 times, very uniform ones 100 times; zeros shrink 1,032 times.
MOST_RATIO = 200
RATIO_FROM = 4 * 1024 * 1024
CHUNK = 1 << 20
TAIL = 64  # bytes of a chunk that are looked at again with the next one
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OPAQUE = (b"\xff\xfe", b"\xfe\xff", b"\0")
_SAVE = _("Simpan sebagai XLSX atau CSV (UTF-8), lalu unggah lagi.")
_BOMB = _("Berkas ini mengembang terlalu besar bila dibuka (bom ZIP). Tidak ada yang dimuat.")
_DAMAGED = _("Lembar kerja ini rusak atau terpotong. Buka dan simpan ulang sebagai XLSX, lalu unggah lagi.")
_UNSAFE = _("Berkas ini bukan lembar kerja biasa: isinya disusun tidak wajar. Tidak ada yang dimuat.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the archive that may be inflated: where its bytes begin and how many they are."""

    name: str
    start: int
    packed: int
    unpacked: int
    deflated: bool


def entries(file: BinaryIO) -> dict[str, Entry]:
    """Give the entries of a workbook by name, each of them a claim still; raises Unreadable with what to do."""
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(str(_DAMAGED)) from error
    if len(found) > MOST_ENTRIES:
        raise Unreadable(str(_BOMB))
    names = {each.filename for each in found}
    if len(names) != len(found):
        raise Unreadable(str(_UNSAFE))
    _check_kind(names)
    if sum(each.file_size for each in found) > MOST_UNPACKED:
        raise Unreadable(str(_BOMB))
    return {each.filename: _entry(file, each) for each in found if not each.is_dir()}


def inflate(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Give an entry's bytes in chunks, counted; raises Unreadable as soon as they are more than they may be."""
    file.seek(entry.start)
    unpacker = zlib.decompressobj(-15)
    left, size = entry.packed, 0
    try:
        while left and not unpacker.eof:
            packed = file.read(min(left, CHUNK // 16))
            if not packed:
                break
            left -= len(packed)
            while packed:
                chunk = unpacker.decompress(packed, CHUNK) if entry.deflated else packed
                packed = unpacker.unconsumed_tail if entry.deflated else b""
                size += len(chunk)
                if size > entry.unpacked or _swells(size, entry.packed - left):
                    raise Unreadable(str(_BOMB))
                if chunk:
                    yield chunk
    except zlib.error as error:
        raise Unreadable(str(_DAMAGED)) from error
    if left or size != entry.unpacked or (entry.deflated and not unpacker.eof):
        raise Unreadable(str(_DAMAGED))


def check(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Inflate an entry and hold its bytes to what a workbook may contain; gives the chunks on."""
    last = b""
    markup = entry.name.lower().endswith((".xml", ".rels", ".vml"))
    for number, chunk in enumerate(inflate(file, entry)):
        if not number and chunk.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            raise Unreadable(
                str(_("Lembar kerja ini memuat berkas lain di dalamnya. Hapus lampirannya.")) + f" {_SAVE}"
            )
        if markup and (_FORBIDDEN.search(last + chunk) or (not number and any(each in chunk[:4] for each in _OPAQUE))):
            raise Unreadable(str(_UNSAFE))
        last = chunk[-TAIL:]
        yield chunk


def _check_directory(file: BinaryIO) -> None:
    """Read the end of the archive by hand, so that no directory of millions of entries is ever built up."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read(65_557)
    at = len(tail) - _END.size
    if at < 0 or tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise Unreadable(str(_DAMAGED))
    _mark, _disk, _start, _here, count, directory, _offset, _comment = _END.unpack_from(tail, at)
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY or tail[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        raise Unreadable(str(_BOMB))


def _check_kind(names: set[str]) -> None:
    """Tell a workbook from its neighbours, each with what to do about it."""
    small = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in small):
        raise Unreadable(str(_("Buku kerja ini memuat makro. Simpan sebagai XLSX tanpa makro, lalu unggah lagi.")))
    if "xl/workbook.bin" in small:
        raise Unreadable(str(_("Buku kerja biner (XLSB) tidak diterima.")) + f" {_SAVE}")
    if "content.xml" in small and "mimetype" in small:
        raise Unreadable(str(_("Lembar kerja OpenDocument (ODS) tidak diterima.")) + f" {_SAVE}")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Unreadable(
            str(_("Berkas ini arsip ZIP, bukan lembar kerja. Keluarkan isinya, lalu unggah CSV atau XLSX."))
        )


def _entry(file: BinaryIO, info: zipfile.ZipInfo) -> Entry:
    name = info.orig_filename
    if name.startswith(("/", "\\")) or "\0" in name or ":" in name or ".." in re.split(r"[/\\]", name):
        raise Unreadable(str(_UNSAFE))
    if info.flag_bits & 0x1:
        raise Unreadable(str(_("Berkas ini dilindungi kata sandi. Buka kuncinya, simpan, lalu unggah lagi.")))
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Unreadable(str(_UNSAFE))
    if _swells(info.file_size, info.compress_size):
        raise Unreadable(str(_BOMB))
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise Unreadable(str(_DAMAGED))
    *_rest, named, extra = _LOCAL.unpack(header)
    start = info.header_offset + _LOCAL.size + named + extra
    return Entry(name, start, info.compress_size, info.file_size, info.compress_type == zipfile.ZIP_DEFLATED)


def _swells(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)
