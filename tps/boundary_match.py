"""From features to regions: which column holds the codes, which region each feature is, and which are none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from tps import codes
from tps.kinds import Level
from tps.vectors import Feature, Unreadable, Vectors

# A column that mixes texts and numbers gives its whole numbers with a nought behind.
_WHOLE = re.compile(r"^(\d{2,10})\.0$")


@dataclass(frozen=True, slots=True)
class Known:
    """The regions of today by dotted code, and where the old codes went."""

    names: Mapping[str, str]
    aliases: Mapping[str, str]

    def resolve(self, value: Any) -> tuple[str, str]:
        """Give (dotted code of today, dotted code as written); the first is empty for an unknown code."""
        code = spelled(value)
        return (code if code in self.names else self.aliases.get(code, "")), code


@dataclass(slots=True)
class Piece:
    """The shape of one region: all its features together."""

    code: str
    geometry: BaseGeometry
    rows: list[int]
    was: str = ""


@dataclass(slots=True)
class Matched:
    """What a file holds of the known regions, and what it holds beside."""

    code_field: str
    pieces: dict[str, Piece] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    old_codes: list[dict[str, str]] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)


def spelled(value: Any) -> str:
    """Give the dotted code that a cell spells (text or number, with or without dots), or "" for none."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        # 36.0 and 3602.0 are codes that became numbers; 36.02 is a dotted regency that became one.
        value = int(value) if value.is_integer() else f"{value:.2f}" if abs(value * 100 % 1) in (0.0, 1.0) else value
    text = _WHOLE.sub(r"\1", str(value).strip().strip("'").replace(" ", ""))
    try:
        return codes.dotted(text)
    except ValueError:
        return ""


def match(vectors: Vectors, known: Known, *, level: str = "", code_field: str = "") -> Matched:
    """Bring features and regions together; raises Unreadable when no column holds codes."""
    column = _column(vectors, known, level, code_field)
    found = Matched(column)
    parts: dict[str, list[Feature]] = {}
    for feature in vectors.features:
        value = feature.fields.get(column)
        code, written = known.resolve(value)
        problem = _problem(feature, value, code, written, level)
        if problem:
            found.errors.append(_error(feature, column, value, problem))
            continue
        if code != written:
            found.old_codes.append({"old": written, "code": code, "name": known.names[code]})
        parts.setdefault(code, []).append(feature)
    for code, features in sorted(parts.items()):
        found.pieces[code] = _piece(code, features)
        if len(features) > 1:
            found.joined.append(code)
    return found


def _column(vectors: Vectors, known: Known, level: str, wanted: str) -> str:
    if not vectors.fields:
        raise Unreadable(
            _("Berkas tidak memuat kolom apa pun, jadi tidak ada kode wilayahnya (untuk Shapefile: .dbf tidak ada).")
        )
    listed = ", ".join(vectors.fields)[:300]
    if wanted:
        folded = {name.casefold(): name for name in vectors.fields}
        if wanted.casefold() not in folded:
            raise Unreadable(
                _("Kolom kode %(name)s tidak ada di berkas. Kolom yang ada: %(listed)s.")
                % {"name": wanted, "listed": listed}
            )
        return folded[wanted.casefold()]
    best = max(vectors.fields, key=lambda name: _score(vectors.features, name, known, level))
    if not _score(vectors.features, best, known, level)[0]:
        raise Unreadable(
            _(
                "Tidak ada kolom yang memuat kode wilayah Kemendagri yang dikenal. Kolom yang ada: %(listed)s. "
                "Kode BPS tidak sama dengan kode Kemendagri."
            )
            % {"listed": listed}
        )
    return best


def _score(features: Iterable[Feature], name: str, known: Known, level: str) -> tuple[int, int]:
    """Give how many different known regions a column names, and how deep they lie."""
    found = {known.resolve(feature.fields.get(name))[0] for feature in features} - {""}
    if level:
        found = {code for code in found if codes.level(code) == level}
    return len(found), max((len(code) for code in found), default=0)


def _problem(feature: Feature, value: Any, code: str, written: str, level: str) -> str:
    if value is None or not str(value).strip():
        return _("Kode wilayahnya kosong.")
    if not written:
        return _("Bukan kode wilayah: harus 2, 4, 6, atau 10 angka, dengan atau tanpa titik.")
    if not code:
        return _(
            "Kode ini tidak dikenal, juga bukan kode lama. Periksa daftar wilayah; kode BPS tidak dipakai di sini."
        )
    if level and codes.level(code) != level:
        return _("Ini kode %(is)s, sedangkan berkas ini dimuat sebagai %(level)s.") % {
            "is": Level(codes.level(code)).label,
            "level": Level(level).label,
        }
    return feature.problem


def _piece(code: str, features: list[Feature]) -> Piece:
    shapes = [feature.geometry for feature in features if feature.geometry is not None]
    whole = shapely.union_all(shapes) if len(shapes) > 1 else shapes[0]
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    was = next((feature.was for feature in features if feature.was), "")
    return Piece(code, shapely.multipolygons(parts), [feature.row for feature in features], was)


def _error(feature: Feature, column: str, value: Any, reason: str) -> dict[str, Any]:
    shown = "" if value is None else str(value)[:80].replace("\0", "␀")
    return {"row": feature.row, "field": column, "value": shown, "reason": reason}
