"""Reads a tile out of a PMTiles file (version 3) with the readers of its own library."""

import gzip
import json
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext_lazy as _
from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from desk.map.tiles.formats import About, Unserved, edges, zooms

HEADER_BYTES = 127
DEEPEST = 4  # directories that lead to a tile, as the specification allows
KEPT = 16  # directories that stay decoded, each of some thousand entries
BROKEN = _("Berkas PMTiles ini rusak atau terpotong.")
_TROUBLES = (EOFError, OSError, OverflowError, ValueError, IndexError, zlib.error, MagicNumberNotFound)
Stamp = tuple[int, ...]
At = tuple[Path, Stamp]
Found = TypeVar("Found")


def about(path: Path, stamp: Stamp) -> tuple[About, bytes]:
    """Read what the file says of itself, and one of its tiles as a sample; raises Unserved."""
    header = _header((path, stamp))
    if header["tile_type"] in {TileType.MVT, TileType.MLT}:
        return About(0, 0, None, ""), b""
    if header["internal_compression"] != Compression.GZIP or header["tile_compression"] not in {
        Compression.NONE,
        Compression.GZIP,
        Compression.UNKNOWN,
    }:
        raise Unserved(_("Pemampatan berkas PMTiles ini tidak dikenal; buat ulang dengan `pmtiles convert`."))
    range_ = zooms(header["min_zoom"], header["max_zoom"])
    if range_ is None:
        raise Unserved(BROKEN)
    facts = _whole(
        lambda: json.loads(gzip.decompress(_read(path, header["metadata_offset"], header["metadata_length"])))
    )
    attribution = facts.get("attribution") if isinstance(facts, dict) else ""
    corners = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    box = edges([header[corner] / 1e7 for corner in corners])  # type: ignore[literal-required]
    return About(*range_, box, str(attribution or "")), _sample((path, stamp), header)


def tile(path: Path, stamp: Stamp, z: int, x: int, y: int) -> bytes | None:
    """Read one tile by the numbers that a browser asks with; None where there is none. Raises Unserved."""
    header = _header((path, stamp))
    wanted = zxy_to_tileid(z, x, y)
    offset, length = header["root_offset"], header["root_length"]
    for _depth in range(DEEPEST):
        found = find_tile(_directory((path, stamp), offset, length), wanted)
        if found is None:
            return None
        if found.run_length:
            return _data(path, header, found)
        offset, length = header["leaf_directory_offset"] + found.offset, found.length
    raise Unserved(BROKEN)


@lru_cache(maxsize=2)
def _header(at: At) -> HeaderDict:
    try:
        return _whole(lambda: deserialize_header(_read(at[0], 0, HEADER_BYTES)))
    except SpecVersionUnsupported:
        raise Unserved(_("Hanya PMTiles versi 3 yang dapat dipakai; ubah dengan `pmtiles convert`.")) from None


@lru_cache(maxsize=KEPT)
def _directory(at: At, offset: int, length: int) -> list[Entry]:
    return _whole(lambda: deserialize_directory(_read(at[0], offset, length)))


def _sample(at: At, header: HeaderDict) -> bytes:
    offset, length = header["root_offset"], header["root_length"]
    for _depth in range(DEEPEST):
        entries = _directory(at, offset, length)
        if not entries:
            raise Unserved(_("Berkas ubin ini kosong."))
        if entries[0].run_length:
            return _data(at[0], header, entries[0])
        offset, length = header["leaf_directory_offset"] + entries[0].offset, entries[0].length
    raise Unserved(BROKEN)


def _data(path: Path, header: HeaderDict, entry: Entry) -> bytes:
    data = _whole(lambda: _read(path, header["tile_data_offset"] + entry.offset, entry.length))
    return _whole(lambda: gzip.decompress(data)) if header["tile_compression"] == Compression.GZIP else data


def _read(path: Path, offset: int, length: int) -> bytes:
    """Read a part of the file; one that was cut short is an error, and a mapped one would end the whole process."""
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        data = file.read(length)
    if len(data) != length:
        raise EOFError(path)
    return data


def _whole(read: Callable[[], Found]) -> Found:
    try:
        return read()
    except _TROUBLES as error:
        raise Unserved(BROKEN) from error
