"""Differences between two lists as words and as rows of a file."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from desk.export import Cell
from tps import codes
from tps.kinds import DifferenceKind, DifferentField
from tps.models import Region, RosterDifference
from tps.querysets import DifferenceQuerySet

LENGTHS = (2, 5, 8, 13)
_PAIRS = ("village", "number", "special", "voters", "male", "female", "address", "opens", "closes")
_PLACE = ("latitude", "longitude")
_WORDS = {
    "village": "kode_wilayah",
    "number": "no_tps",
    "special": "tps_khusus",
    "voters": "pemilih",
    "male": "pemilih_laki_laki",
    "female": "pemilih_perempuan",
    "address": "alamat",
    "opens": "jam_buka",
    "closes": "jam_tutup",
    "latitude": "lintang",
    "longitude": "bujur",
}
HEADER = (
    "perbedaan",
    "kode_tps",
    "kabupaten_kota",
    "kecamatan",
    "desa_kelurahan",
    "yang_berbeda",
    *(f"{_WORDS[name]}_{side}" for name in (*_PAIRS, *_PLACE) for side in (1, 2)),
    "jarak_m",
)


def line(row: RosterDifference, names: dict[str, str]) -> tuple[Cell, ...]:
    """Give a difference as a row of HEADER; what a list does not say is an empty cell."""
    first, second = row.before or {}, row.after or {}
    pairs = [side.get(name) for name in (*_PAIRS, *_PLACE) for side in (first, second)]
    return (
        str(DifferenceKind(row.kind).label),
        row.code,
        names.get(row.region[:5], ""),
        names.get(row.region[:8], ""),
        names.get(row.region, ""),
        ", ".join(str(DifferentField(each).label) for each in row.fields),
        *pairs,
        None if row.metres is None else round(row.metres, 1),
    )


def told(rows: Iterable[RosterDifference]) -> list[dict[str, Any]]:
    """Give a page of differences as words, in one query for the names of regions."""
    found = list(rows)
    wanted = {code for row in found for side in (row.before, row.after) if side for code in _places(side["village"])}
    names = dict(Region.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [
        {
            "code": row.code,
            "name": f"TPS {row.number:03d} {names.get(row.region, row.region)}",
            "place": ", ".join(names.get(code, code) for code in (row.region[:8], row.region[:5])),
            "kind": DifferenceKind(row.kind),
            "what": [_what(field, row, names) for field in row.fields],
        }
        for row in found
    ]


def regions(rows: DifferenceQuerySet, place: str) -> list[dict[str, Any]]:
    """Count the differences below a region (the next level of it), by kind, in two queries."""
    length = next((each for each in LENGTHS if each > max(len(place), 2)), 0)
    if not length:
        return []
    counted: dict[str, dict[str, int]] = {}
    for code, kind, count in rows.by_region(length):
        counted.setdefault(code, dict.fromkeys(DifferenceKind.values, 0))[kind] = count
    names = dict(Region.objects.filter(pk__in=counted).values_list("pk", "name"))
    return [{"code": code, "name": names.get(code, code), **counted[code]} for code in sorted(counted)]


def _places(village: str) -> list[str]:
    return [*codes.ancestors(village), village]


def _what(field: str, row: RosterDifference, names: dict[str, str]) -> dict[str, Any]:
    first, second = _said(field, row.before or {}, names), _said(field, row.after or {}, names)
    moved = _("%(metres)s m") % {"metres": number_format(round(row.metres))} if row.metres is not None else ""
    note = moved if field == DifferentField.POSITION else ""
    return {"label": DifferentField(field).label, "first": first, "second": second, "note": note}


def _said(field: str, side: dict[str, Any], names: dict[str, str]) -> str:
    if field == DifferentField.VILLAGE:
        return names.get(side["village"], side["village"])
    if field == DifferentField.SPECIAL:
        return _("ya") if side.get("special") else _("tidak")
    if field == DifferentField.VOTERS:
        return _voters(side)
    if field == DifferentField.HOURS:
        return "–".join(side[name].replace(":", ".") for name in ("opens", "closes") if name in side)
    if field == DifferentField.POSITION:
        return ", ".join(f"{side[name]:.5f}" for name in _PLACE if name in side)
    value = side.get(field)
    return f"{value:03d}" if field == DifferentField.NUMBER and isinstance(value, int) else str(value or "")


def _voters(side: dict[str, Any]) -> str:
    parts = [number_format(side["voters"])] if "voters" in side else []
    parts += [
        _("%(count)s %(sex)s") % {"count": number_format(side[name]), "sex": sex}
        for name, sex in (("male", _("L")), ("female", _("P")))
        if name in side
    ]
    return " / ".join(parts)
