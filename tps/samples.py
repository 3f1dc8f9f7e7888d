"""A few of the stations that a roster would create or change, for the person who decides about it."""

from typing import Any

from tps.kinds import PositionSource
from tps.models import PollingStation
from tps.staging import PLAN, Stage

SHOWN = 5
_CREATED = f"""
SELECT plan.code, r.name, plan.number FROM ({PLAN}) AS plan JOIN tps_region r ON r.code = plan.region_id
WHERE plan.id IS NULL ORDER BY plan.row LIMIT {SHOWN}
"""  # noqa: S608 — no value of anybody's is put into the text
_FIELDS = (
    "region_id",
    "special",
    "voters",
    "voters_male",
    "voters_female",
    "address",
    "opens_at",
    "closes_at",
    "latitude",
    "longitude",
    "position_source",
)
_CHANGED = f"""
SELECT plan.id, r.name, {", ".join(f"plan.{name}" for name in _FIELDS)} FROM ({PLAN}) AS plan
JOIN tps_region r ON r.code = plan.region_id WHERE plan.id IS NOT NULL AND plan.changes ORDER BY plan.row LIMIT {SHOWN}
"""  # noqa: S608


def samples(stage: Stage) -> dict[str, Any]:
    """Give `samples` (new stations) and `changes` (old and new values of changed ones) as plain data."""
    created = [
        {"does": "created", "code": code, "name": name, "number": number} for code, name, number in stage.rows(_CREATED)
    ]
    found = stage.rows(_CHANGED)
    stations = PollingStation.objects.in_bulk([row[0] for row in found])
    return {
        "samples": created,
        "changes": [
            {"code": stations[row[0]].code, "name": row[1], "what": _what(stations[row[0]], row[2:])} for row in found
        ],
    }


def _what(station: PollingStation, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    changes = []
    for name, new in zip(_FIELDS, values, strict=True):
        old = getattr(station, name)
        if old != new:
            old, new = (PositionSource(each).label if name == "position_source" else each for each in (old, new))
            changes.append({"label": _label(name.removesuffix("_id")), "old": _plain(old), "new": _plain(new)})
    if station.missing_since is not None:
        changes.append({"label": _label("missing_since"), "old": station.missing_since.isoformat(), "new": None})
    return changes


def _label(name: str) -> str:
    return str(getattr(PollingStation._meta.get_field(name), "verbose_name", name))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value if value is None or isinstance(value, (int, str)) else str(value)
