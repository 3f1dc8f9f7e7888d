"""What a file of tiles and a tile in it are, told by their first bytes. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise

PMTILES, SQLITE = b"PMTiles", b"SQLite format 3\x00"
LAST_ZOOM = 22
GZIP = b"\x1f\x8b"
Edges = tuple[float, float, float, float]


class Unserved(Exception):
    """A file of tiles that cannot be served; `why` is a sentence for the operator.

    `gone` says that there is nothing to read at this moment, which may pass by itself.
    """

    def __init__(self, why: Promise | str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.gone = gone


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: zooms, edges (west, south, east, north in degrees WGS 84), whose tiles they are."""

    first_zoom: int
    last_zoom: int
    edges: Edges | None
    attribution: str


def image_type(tile: bytes) -> str:
    """Give the media type of a picture that browsers draw; empty for anything else."""
    if tile.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if tile.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if tile[:4] == b"RIFF" and tile[8:12] == b"WEBP":
        return "image/webp"
    if tile[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    return ""


def edges(numbers: list[float]) -> Edges | None:
    """Give the edges of a box on the globe, None for numbers that are none."""
    if len(numbers) != 4:
        return None
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return west, south, east, north


def zooms(first: int, last: int) -> tuple[int, int] | None:
    """Give the range of zooms as far as the map knows them, None where there is no such range."""
    return (first, min(last, LAST_ZOOM)) if 0 <= first <= min(last, LAST_ZOOM) else None
