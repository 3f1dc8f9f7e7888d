"""The words of change for hand corrections: set by a person with a reason, or given up for what a file says."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from desk.accounts.models import User
from desk.context import Actor, acting
from tps.corrections import COLUMNS, is_corrected
from tps.kinds import CorrectedField, ImportState, PositionSource
from tps.models import KeptCorrection, PollingStation, RosterImport


def correct(
    station: PollingStation, values: Mapping[str, Any], *, reason: str, actor: Actor | None, at: datetime
) -> bool:
    """Set data of a station by hand; no later file changes them. False when nothing was different.

    `values` maps columns of the station to values (times in the province's zone); columns not in it stay.
    """
    fields = [field for field, columns in COLUMNS.items() if any(name in values for name in columns)]
    place = station.region_id
    with acting(actor, "tps.correct", reason=reason, place=place, at=at.isoformat(), fields=fields):
        row = PollingStation.objects.select_for_update().get(pk=station.pk)
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if not different:
            return False
        for name in different:
            setattr(row, name, values[name])
        row.corrected = sorted({*row.corrected, *fields})
        row.save(update_fields=[*different, "corrected"])
    station.refresh_from_db()
    return True


def accept(
    roster: RosterImport, chosen: Iterable[int], *, within: str, reason: str, actor: User, at: datetime
) -> tuple[int, int]:
    """Take a file's values over the desk's corrections that stood against it; gives (taken, passed over).

    `chosen` are ids of its KeptCorrection rows; `within` is the dotted region code that the person may change, "" for
    everywhere. Passed over is what lies elsewhere, was settled already, or of which a later file has spoken.
    """
    taken = passed = 0
    place = within or roster.place
    with acting(actor, "tps.accept-file", reason=reason, place=place, at=at.isoformat(), roster=roster.pk):
        rows = KeptCorrection.objects.select_for_update(of=("self",)).filter(
            roster=roster, roster__state=ImportState.APPLIED, pk__in=list(chosen)
        )
        for row in rows.order_by("pk"):
            station = PollingStation.objects.select_for_update().get(pk=row.station_id)
            elsewhere = within and not f"{station.region_id}.".startswith(f"{within}.")
            if elsewhere or row.outdated or row.accepted_at or not is_corrected(station, row.field):
                passed += 1
                continue
            _take(station, row)
            row.accepted_at, row.accepted_by = at, actor
            row.save(update_fields=["accepted_at", "accepted_by"])
            taken += 1
    return taken, passed


def _take(station: PollingStation, row: KeptCorrection) -> None:
    columns = [*COLUMNS[row.field]]
    for name in columns:
        value = row.file_value[name]
        if row.field == CorrectedField.HOURS and value is not None:
            value = time.fromisoformat(value)
        setattr(station, name, value)
    if row.field == CorrectedField.POSITION:
        station.position_source = PositionSource.IMPORT
        columns.append("position_source")
    else:
        station.corrected = [field for field in station.corrected if field != row.field]
        columns.append("corrected")
    station.save(update_fields=columns)
