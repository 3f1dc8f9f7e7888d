"""The table of a preview: stations inside a layer by kabupaten/kota, and by kecamatan below a chosen one."""

from typing import Any

from tps.models import Region

COLUMNS = ("inside", "flagged", "said", "fresh", "proposed")


def by_regency(report: dict[str, Any], chosen: str) -> list[dict[str, Any]]:
    """Give a row for each kabupaten/kota with stations inside or unplaced ones; the chosen one with its kecamatan."""
    rows: dict[str, dict[str, Any]] = {}
    for code, unplaced in report.get("unplaced", {}).items():
        for part in (code[:5], code):
            _row(rows, part)["unplaced"] += unplaced
    for each in report.get("regions", []):
        for part in (each["code"][:5], each["code"]):
            found = _row(rows, part)
            for column in COLUMNS:
                found[column] += each[column]
    shown = [code for code in sorted(rows) if len(code) == 5 or (chosen and code[:5] == chosen[:5])]
    names = dict(Region.objects.filter(code__in=shown).values_list("code", "name"))
    return [
        {**rows[code], "name": names.get(code, code), "district": len(code) > 5, "chosen": code == chosen[:5]}
        for code in shown
    ]


def _row(rows: dict[str, dict[str, Any]], code: str) -> dict[str, Any]:
    return rows.setdefault(code, {"code": code, **dict.fromkeys(COLUMNS, 0), "unplaced": 0})
