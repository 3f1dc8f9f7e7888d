"""Reads a tile out of an MBTiles file (1.3): SQLite, opened to be read only, its rows counted from the south."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from desk.map.tiles.formats import About, Unserved, edges, zooms

VECTOR = {"pbf", "mvt"}
BROKEN = _("Berkas MBTiles ini rusak atau bukan MBTiles: tabel metadata atau tiles tidak terbaca.")


def about(path: Path) -> tuple[About, bytes]:
    """Read what the file says of itself, and one of its tiles as a sample; raises Unserved."""
    try:
        with closing(_connect(path)) as link:
            facts = {str(name): str(value) for name, value in link.execute("SELECT name, value FROM metadata")}
            if facts.get("format", "").lower() in VECTOR:
                return About(0, 0, None, ""), b""
            first, last = link.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
            sample = link.execute("SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 1", [last]).fetchone()
    except sqlite3.Error as error:
        raise Unserved(BROKEN) from error
    if sample is None:
        raise Unserved(_("Berkas ubin ini kosong."))
    range_ = zooms(int(first), int(last))
    if range_ is None:
        raise Unserved(BROKEN)
    return About(*range_, _edges(facts.get("bounds", "")), facts.get("attribution", "")), bytes(sample[0])


def tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """Read one tile by the numbers that a browser asks with (rows from the north); None where there is none."""
    asked = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    try:
        with closing(_connect(path)) as link:
            found = link.execute(asked, [z, x, (1 << z) - 1 - y]).fetchone()
    except sqlite3.Error as error:
        raise Unserved(BROKEN) from error
    return bytes(found[0]) if found and found[0] is not None else None


def _connect(path: Path) -> sqlite3.Connection:
    # Nothing is written, no lock is taken, and a folder without write permission will do.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _edges(text: str) -> tuple[float, float, float, float] | None:
    try:
        return edges([float(part) for part in text.split(",")])
    except ValueError:
        return None
