"""Reading corrections: which data of a station a person has set, who, when, why, and what the last file says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from desk.history.registry import event_models
from tps.kinds import CorrectedField, ImportState, PositionSource
from tps.models import KeptCorrection, PollingStation

BY_HAND = (PositionSource.SURVEY, PositionSource.MANUAL)
ACTIONS = ("tps.position", "tps.correct")
# The columns of a station that each kind of data is made of.
COLUMNS: dict[str, tuple[str, ...]] = {
    CorrectedField.POSITION: ("latitude", "longitude"),
    CorrectedField.VOTERS: ("voters", "voters_male", "voters_female"),
    CorrectedField.ADDRESS: ("address",),
    CorrectedField.HOURS: ("opens_at", "closes_at"),
    CorrectedField.SPECIAL: ("special",),
}


@dataclass(frozen=True, slots=True)
class Made:
    """Who made a correction, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one station for its page; `kept` is what the last file said of it, if one spoke of it since."""

    field: str
    made: Made | None
    kept: KeptCorrection | None

    @property
    def file_value(self) -> str:
        """Give in words what the last file says, "" when none has spoken of it."""
        return shown(self.field, self.kept.file_value) if self.kept else ""


def is_corrected(station: PollingStation, field: str) -> bool:
    """Tell whether a person has set this kind of data and no file may change it."""
    if field == CorrectedField.POSITION:
        return station.position_source in BY_HAND
    return field in station.corrected


def of_station(station: PollingStation) -> dict[str, Correction]:
    """Give the corrections of a station by kind of data."""
    fields = [field.value for field in CorrectedField if is_corrected(station, field)]
    if not fields:
        return {}
    made = trail([station.pk])
    kept = KeptCorrection.objects.filter(
        station=station, roster__state=ImportState.APPLIED, outdated=False, accepted_at=None
    ).select_related("roster__file")
    said = {each.field: each for each in kept.order_by("roster__applied_at")}
    return {field: Correction(field, made.get((station.pk, field)), said.get(field)) for field in fields}


def trail(stations: Iterable[int]) -> dict[tuple[int, str], Made]:
    """Give by station and kind of data who last corrected it, from the history of the stations."""
    events = event_models()["tps.pollingstation"].objects.filter(
        pgh_obj_id__in=list(stations), pgh_label="update", pgh_context__metadata__action__in=ACTIONS
    )
    found: dict[tuple[int, str], Made] = {}
    rows = events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata")
    for station, at, facts in rows:
        made = Made(facts.get("username", ""), at, facts.get("reason", ""))
        for field in facts.get("fields", [CorrectedField.POSITION.value]):
            found[station, field] = made
    return found


def shown(field: str, value: Mapping[str, Any]) -> str:
    """Write a value of some kind of data as people read it; what is not known is said."""
    nothing = _("tidak ada data")
    if field == CorrectedField.VOTERS:
        male, female = value.get("voters_male"), value.get("voters_female")
        total = nothing if value.get("voters") is None else number_format(value["voters"])
        if male is None and female is None:
            return total
        parts = {"male": nothing if male is None else male, "female": nothing if female is None else female}
        return total + " " + _("(laki-laki %(male)s, perempuan %(female)s)") % parts
    if field == CorrectedField.HOURS:
        opens, closes = (str(value.get(name) or nothing)[:5].replace(":", ".") for name in COLUMNS[field])
        return f"{opens}–{closes} WIB"
    if field == CorrectedField.SPECIAL:
        return _("ya") if value.get("special") else _("tidak")
    if field == CorrectedField.POSITION:
        return "{:.6f}, {:.6f}".format(*(value[name] for name in COLUMNS[field]))
    return value.get("address") or nothing
