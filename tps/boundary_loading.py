"""One file of boundaries from its bytes to what it would change: read, matched, checked, compared."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from tps import boundaries, boundary_check, boundary_match, codes, vectors
from tps.boundary_match import Known, Matched, Piece
from tps.models import Boundary, BoundarySet, Region, RegionAlias

STEPS = 5
HEAD = 200
LISTED = 50
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file holds and what loading it would change; `fresh` are the pieces that differ from what is in force."""

    read: int
    matched: Matched
    fresh: dict[str, Piece]
    digests: Mapping[str, str]
    created: int
    updated: int
    unchanged: int
    report: dict[str, Any]

    def summary(self) -> dict[str, Any]:
        """Give the summary that commands print."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": len(self.matched.errors),
            "errors": self.matched.errors,
            **self.report,
        }


def examine(
    file: BinaryIO,
    wish: BoundarySet,
    *,
    name: str,
    most_bytes: int = vectors.MOST_BYTES,
    progress: Progress = lambda done, total, message: None,
) -> Examined:
    """Read and check a file as a BoundarySet asks; changes nothing; raises vectors.Unreadable."""

    def tell(step: int, message: str) -> None:
        progress(step, STEPS, message)

    reading = _("Membaca berkas")
    tell(0, reading)
    found = vectors.read(file, name, crs=wish.crs, polygons=True, most_bytes=most_bytes, tick=lambda: tell(0, reading))
    tell(1, _("Mencocokkan kode wilayah"))
    known = Known(dict(Region.objects.values_list("code", "name")), _aliases())
    matched = boundary_match.match(found, known, level=wish.level, code_field=wish.code_field)
    shapes = {code: piece.geometry for code, piece in matched.pieces.items()}
    tell(2, _("Memeriksa tumpang tindih dan celah"))
    there = boundary_check.levels(shapes)
    pairs = {level: boundary_check.neighbours(_of(shapes, level), known.names) for level in there}
    tell(3, _("Membandingkan dengan wilayah induk"))
    beside = boundary_check.beside_parents(shapes, _above(shapes, there, wish.valid_from), known.names)
    tell(4, _("Membandingkan dengan batas yang berlaku"))
    before = dict(Boundary.objects.in_force(wish.valid_from).values_list("region_id", "digest"))
    digests = {code: digest(shape) for code, shape in shapes.items()}
    fresh = {code: piece for code, piece in matched.pieces.items() if before.get(code) != digests[code]}
    loaded = {codes.level(code) for code in before}
    report: dict[str, Any] = {
        "format": found.format,
        "crs": _crs(found.crs),
        "vertices": found.vertices,
        "notes": list(found.notes),
        "code_field": matched.code_field,
        "levels": boundary_check.missing(shapes, known.names, set(before)),
        "missing_levels": boundary_check.skipped(there, loaded),
        "repaired": _listed(
            {"code": code, "name": known.names[code], "was": piece.was}
            for code, piece in matched.pieces.items()
            if piece.was
        ),
        "old_codes": _listed(matched.old_codes),
        "joined": _listed({"code": code, "name": known.names[code]} for code in matched.joined),
        "neighbours": pairs,
        "outside_parent": _listed(beside),
    }
    tell(STEPS, _("Menyimpan hasil"))
    updated = len(set(fresh) & set(before))
    return Examined(
        read=len(found.features),
        matched=matched,
        fresh=fresh,
        digests=digests,
        created=len(fresh) - updated,
        updated=updated,
        unchanged=len(shapes) - len(fresh),
        report=report,
    )


def digest(shape: BaseGeometry) -> str:
    """Give the sha256 of a shape, the same whatever ring comes first; 8 decimals (1 mm) count."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, 8))
    return hashlib.sha256(shapely.to_wkb(shapely.normalize(rounded))).hexdigest()


def row(wish: BoundarySet, piece: Piece, sha256: str) -> Boundary:
    """Give the row of a piece, not yet saved."""
    west, south, east, north = (float(edge) for edge in shapely.bounds(piece.geometry))
    return Boundary(
        boundary_set=wish,
        region_id=piece.code,
        level=codes.level(piece.code),
        geometry=shapely.to_geojson(piece.geometry),
        west=west,
        south=south,
        east=east,
        north=north,
        area=round(boundary_check.area(piece.geometry), 4),
        digest=sha256,
        repaired=piece.was[:200],
        valid_from=wish.valid_from,
    )


def _aliases() -> dict[str, str]:
    return dict(RegionAlias.objects.order_by("pk").values_list("old_code", "region_id"))


def _of(shapes: Mapping[str, BaseGeometry], level: str) -> dict[str, BaseGeometry]:
    return {code: shape for code, shape in shapes.items() if codes.level(code) == level}


def _above(shapes: Mapping[str, BaseGeometry], there: list[str], day: date) -> dict[str, BaseGeometry]:
    """Give the shapes of all higher levels: those of the file first, else those in force."""
    found: dict[str, BaseGeometry] = {}
    for level in codes.LEVELS[:-1]:
        found |= _of(shapes, level) if level in there else boundaries.shapes_in_force(level, day)
    return found


def _listed(rows: Any) -> dict[str, Any]:
    found = list(rows)
    return {"count": len(found), "head": found[:LISTED]}


def _crs(text: str) -> str:
    """Give a short name of a coordinate system; the reader may give its whole description."""
    if not text.startswith(("{", "PROJ", "GEOG", "COMPD", "BOUND", "LOCAL")):
        return text[:80]
    return json.dumps(text.split('"')[1])[1:-1][:80] if '"' in text else text[:80]
