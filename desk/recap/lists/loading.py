"""From a list's bytes to sightings: read everything, report, then write the good rows in one transaction."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.recap.actions import sightings
from desk.recap.actions.sightings import Seen
from desk.recap.kinds import How
from desk.recap.lists import rows
from desk.recap.lists.rows import Error, Row
from desk.recap.rules import Refused
from tps import tables, workbooks
from tps.models import Election, PollingStation, Race
from tps.tablefacts import Broken, Unreadable

MOST_ROWS = 20_000
# What a person reads beside a refused sighting, by the name that the list's own columns have.
COLUMNS = {
    "station": "kode_tps",
    "race": "jenis",
    "state": "keadaan",
    "seen_at": "dilihat",
    "note": "catatan",
    "permission_number": "nomor_izin",
    "": "",
}


@dataclass(slots=True)
class Loaded:
    """What a list did, or would do: rows read, those that are new or stood already, `forms` newly seen, and errors."""

    read: int = 0
    created: int = 0
    unchanged: int = 0
    forms: int = 0
    errors: list[Error] = field(default_factory=list)
    written: bool = False

    @property
    def rejected(self) -> int:
        """Count the refused rows."""
        return len({each.row for each in self.errors})

    def summary(self) -> dict[str, Any]:
        """Give the summary that commands print."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": 0,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "forms": self.forms,
            "errors": [each.as_json() for each in self.errors],
        }


def load(
    file: BinaryIO,
    election: Election,
    *,
    actor: User | None,
    at: datetime,
    most_bytes: int,
    write: bool,
    source: Agency | None = None,
    stored: StoredFile | None = None,
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Loaded:
    """Read a list of sightings; without `write` only say what would happen. Raises Unreadable for a file as a whole.

    A row without a race speaks of all of the station's forms, each of which may be refused by itself. What one row says
    is taken into account when the next is read, as if they had come one after the other.
    """
    loaded = Loaded()
    races = {each.code: each for each in Race.objects.filter(election=election).order_by("order", "code")}
    found: list[Row] = []
    with workbooks.opened(file, most_bytes, rows.fits, sheet) as (text, table):
        places = rows.columns(table.header)
        if missing := rows.lacking(places):
            raise Unreadable(
                _("Kolom %(names)s tidak ada. Baris judul harus memuat kode_tps, jenis, keadaan, dan dilihat.")
                % {"names": ", ".join(missing)}
            )
        total = table.lines - table.header_line
        for number, cells in tables.records(text, table):
            loaded.read += 1
            if loaded.read > MOST_ROWS:
                raise Unreadable(_("Berkas memuat lebih dari 20.000 baris. Bagi menjadi beberapa berkas."))
            progress(loaded.read, max(total, loaded.read))
            if isinstance(cells, Broken):
                loaded.errors.append(Error(number, "", "", cells.reason))
                continue
            row = rows.read(number, cells, places, clock.zone(), list(races))
            if isinstance(row, Error):
                loaded.errors.append(row)
            else:
                found.append(row)
    if not loaded.read:
        raise Unreadable(_("Berkas hanya memuat baris judul; tidak ada baris di bawahnya. Tidak ada yang dimuat."))
    _write(loaded, found, races, election, actor, at, source, stored, write, all_or_nothing)
    loaded.errors.sort(key=lambda each: (each.row or 0, each.field))
    return loaded


class _NotWritten(Exception):
    """Undoes what was tried, for a look without writing."""


def _write(
    loaded: Loaded,
    found: list[Row],
    races: dict[str, Race],
    election: Election,
    actor: User | None,
    at: datetime,
    source: Agency | None,
    stored: StoredFile | None,
    write: bool,
    all_or_nothing: bool,
) -> None:
    stations = {
        each.code: each
        for each in PollingStation.objects.filter(election=election, code__in={row.station for row in found})
    }
    seen = []
    for row in found:
        station = stations.get(row.station)
        if station is None:
            sentence = _("TPS ini tidak ada di pemilihan yang dipilih.")
            loaded.errors.append(Error(row.number, "kode_tps", row.station, sentence))
            continue
        seen.extend(_seen(row, station, list(races.values()) if not row.race else [races[row.race]]))

    def settled(written: sightings.Written) -> None:
        new = {each.row for each in written.created}
        refused_rows = {each.row for each, _refused in written.refused}
        loaded.forms, loaded.created = len(written.created), len(new)
        loaded.unchanged = len({each.row for each in seen} - new - refused_rows)
        told: set[tuple[int | None, str]] = set()
        for each, refused in written.refused:
            if (each.row, refused.field) not in told:
                told.add((each.row, refused.field))
                loaded.errors.append(_error(each, refused))
        if not write or (all_or_nothing and loaded.errors):
            raise _NotWritten
        loaded.written = bool(written.created or written.known)

    try:
        sightings.write(
            election=election, seen=seen, actor=actor, at=at, how=How.IMPORT, source=source, file=stored,
            before_commit=settled,
        )  # fmt: skip
    except _NotWritten:
        loaded.written = False
    except Refused as refusal:
        raise Unreadable(str(refusal)) from refusal


def _seen(row: Row, station: PollingStation, races: list[Race]) -> list[Seen]:
    alone = len(races) == 1
    return [
        Seen(
            station, race, row.state, row.seen_at, row.note, row.permission_number,
            row.client_id if alone else uuid.uuid5(row.client_id, race.code), row.number,
        )
        for race in races
    ]  # fmt: skip


def _error(seen: Seen, refused: Refused) -> Error:
    value = {
        "station": seen.station.code,
        "race": seen.race.code,
        "state": seen.state,
        "seen_at": clock.local(seen.seen_at).strftime("%Y-%m-%d %H:%M"),
        "note": seen.note,
        "permission_number": seen.permission_number,
    }.get(refused.field, "")
    return Error(seen.row, COLUMNS.get(refused.field, refused.field), value, str(refused))
