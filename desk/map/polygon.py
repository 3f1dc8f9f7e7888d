"""A polygon that somebody drew on the map: read from the address, refused with a sentence. Pure geometry.

Coordinates are degrees WGS 84, (longitude, latitude); both the edge and the inside belong to it.
"""

import math
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext as _

from desk.map.box import Box

MOST_DRAWN = 1000  # corners that a shape may be drawn with
MOST_CORNERS = 200  # corners that are asked for; of more, those that matter least are left out
MOST_TEXT = 40 * MOST_DRAWN  # characters; longer ones are refused before they are read
FINEST = 1e-5  # degrees, where simplifying begins; each try is half as fine again
DIGITS = 5  # about a metre
ROUND = 360  # degrees


class Unclear(ValueError):
    """The request cannot be understood; the text is the reason for the person who asked."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A simple polygon of at least three corners, closed by itself; `drawn` counts them before it was simplified."""

    corners: tuple[tuple[float, float], ...]
    drawn: int = 0

    @property
    def box(self) -> Box:
        """Give the smallest box around it."""
        xs, ys = zip(*self.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    @property
    def text(self) -> str:
        """Write it as the address has it: "lon,lat;lon,lat;lon,lat"."""
        return ";".join(f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in self.corners)

    @property
    def sql(self) -> str:
        """Write it as PostgreSQL's own polygon."""
        return "(" + ",".join(f"({x!r},{y!r})" for x, y in self.corners) + ")"

    @property
    def geojson(self) -> dict[str, Any]:
        """Write it as a GeoJSON geometry."""
        return {"type": "Polygon", "coordinates": [[*self.corners, self.corners[0]]]}


def read(text: str) -> Polygon | None:
    """Read "lon,lat;lon,lat;…"; None for an empty text, Unclear with a sentence for what is no polygon to choose by."""
    if not text.strip():
        return None
    if len(text) > MOST_TEXT or text.count(";") > MOST_DRAWN:
        raise Unclear(
            _("Bentuk pilihan ini mempunyai lebih dari %(most)d titik sudut. Gambarlah bentuk yang lebih sederhana.")
            % {"most": MOST_DRAWN}
        )
    corners = tuple(_corner(part) for part in text.strip(" ;").split(";"))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(set(corners)) < 3:
        raise Unclear(_("Bentuk pilihan memerlukan paling sedikit tiga titik sudut: bujur,lintang;bujur,lintang;…"))
    shape = shapely.Polygon(corners)
    if not shape.is_valid or not shape.area:
        raise Unclear(_("Garis bentuk pilihan saling memotong. Gambarlah lagi tanpa garis yang bersilangan."))
    west, _south, east, _north = shape.bounds
    if east - west > ROUND / 2:
        raise Unclear(_("Bentuk pilihan tidak dapat melewati garis tanggal (bujur 180). Gambarlah dua bentuk."))
    return Polygon(_simpler(shape), len(corners)) if len(corners) > MOST_CORNERS else Polygon(corners)


def _simpler(shape: shapely.Polygon) -> tuple[tuple[float, float], ...]:
    """Leave out the corners that matter least, as few as need be; no edges come to cross."""
    tolerance = FINEST
    simple = shape
    while len(simple.exterior.coords) - 1 > MOST_CORNERS:
        simple = shape.simplify(tolerance, preserve_topology=True)
        tolerance *= 1.5
    return tuple((round(x, DIGITS), round(y, DIGITS)) for x, y in simple.exterior.coords[:-1])


def _corner(part: str) -> tuple[float, float]:
    try:
        x, y = (float(number) for number in part.split(","))
    except ValueError:
        x = y = math.nan
    if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= ROUND / 2 and abs(y) <= ROUND / 4):
        raise Unclear(
            _("Titik sudut bentuk pilihan harus bujur,lintang dalam derajat; ini bukan: %(part)s.")
            % {"part": part[:40]}
        )
    return round(x, DIGITS), round(y, DIGITS)
