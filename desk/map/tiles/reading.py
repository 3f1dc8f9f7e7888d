"""The basemap of an installation: a server's tiles, a local file of raster tiles, or none."""

import html
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext_lazy as _

from desk.map.tiles import mbtiles, pm
from desk.map.tiles.formats import GZIP, PMTILES, SQLITE, About, Edges, Unserved, image_type

VECTOR = _(
    "Berkas ini berisi ubin vektor (MVT), dan peta ini hanya menggambar ubin raster (PNG, JPEG, WebP, AVIF). "
    "Ambil ekspor raster, atau rasterkan dahulu (misalnya dengan tileserver-gl atau QGIS)."
)
STRANGE = _("Berkas ini bukan PMTiles dan bukan MBTiles.")


@dataclass(frozen=True, slots=True)
class Basemap:
    """What Leaflet is told: an address with {z}, {x}, {y}, the credit as HTML, zooms that have tiles, the edges.

    A server's tiles say nothing of their zooms and edges: None.
    """

    url: str
    attribution: str
    first_zoom: int | None = None
    last_zoom: int | None = None
    edges: Edges | None = None


def basemap() -> Basemap | None:
    """Give the basemap that is configured, None without one or while the file cannot be served."""
    if not settings.TILE_FILE:
        return Basemap(settings.TILE_URL, settings.TILE_ATTRIBUTION) if settings.TILE_URL else None
    try:
        found = described()
    except Unserved:
        return None
    address = reverse("map-tile", args=[0, 0, 0]).removesuffix("0/0/0")
    url = f"{address}{{z}}/{{x}}/{{y}}?v={mark()}"
    return Basemap(url, credit(found), found.first_zoom, found.last_zoom, found.edges)


def credit(found: About) -> str:
    """Say as HTML whose tiles they are: as the setting says, else the file's own words without its markup."""
    return settings.TILE_ATTRIBUTION or escape(html.unescape(strip_tags(found.attribution)).strip())


def mark() -> str:
    """Give a short text that changes with the file, so that browsers keep no tile of an older one. Raises Unserved."""
    return "-".join(f"{number:x}" for number in _stamp(_path())[:2])


def described() -> About:
    """Read what the file says of itself. Raises Unserved for one that cannot be served."""
    path = _path()
    return _described(path, _stamp(path))


def tile(z: int, x: int, y: int) -> tuple[bytes, str] | None:
    """Give a tile and its media type, None where the file has none. Raises Unserved."""
    path = _path()
    stamp = _stamp(path)
    found = _described(path, stamp)
    if not found.first_zoom <= z <= found.last_zoom:
        return None
    data = mbtiles.tile(path, z, x, y) if _kind(path) == SQLITE else pm.tile(path, stamp, z, x, y)
    if not data:
        return None
    kind = image_type(data)
    if not kind:
        raise Unserved(VECTOR if data.startswith(GZIP) else STRANGE)
    return data, kind


@lru_cache(maxsize=2)
def _described(path: Path, stamp: pm.Stamp) -> About:
    kind = _kind(path)
    found, sample = mbtiles.about(path) if kind == SQLITE else pm.about(path, stamp)
    if not image_type(sample):
        raise Unserved(VECTOR)
    return found


def _path() -> Path:
    return Path(settings.TILE_FILE)


def _stamp(path: Path) -> pm.Stamp:
    """Give what changes when another file takes this one's place."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise Unserved(_("Berkas ini tidak ada atau tidak boleh dibaca."), gone=True) from error
    return found.st_mtime_ns, found.st_size, found.st_ino


def _kind(path: Path) -> bytes:
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(len(SQLITE))
    except OSError as error:
        raise Unserved(_("Berkas ini tidak ada atau tidak boleh dibaca."), gone=True) from error
    for known in (PMTILES, SQLITE):
        if head.startswith(known):
            return known
    raise Unserved(STRANGE)
