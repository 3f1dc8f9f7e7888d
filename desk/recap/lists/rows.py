"""Rows of a list of sightings: which column is which, what a cell means, and why a row is refused. Pure."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from desk.recap.kinds import FormState

NAMES: dict[str, tuple[str, ...]] = {
    "station": ("kode_tps", "kode tps", "tps", "station"),
    "race": ("jenis", "jenis_surat_suara", "surat_suara", "race"),
    "state": ("keadaan", "status", "state"),
    "seen_at": ("dilihat", "waktu", "dilihat_wib", "seen_at"),
    "note": ("catatan", "note"),
    "permission_number": ("nomor_izin", "izin", "permission_number"),
    "client_id": ("uuid", "client_id"),
}
NEEDED = ("station", "state", "seen_at")
# Lists that come twice without a UUID of their own are the same rows: the UUID is made of what they say.
SPACE = uuid.UUID("8a5c2a52-3a4e-4bb5-9a0e-6f1d0f6d6f11")
_DIGITS = re.compile(r"^\d{13}$")
_MOMENTS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d-%m-%Y %H.%M",
    "%Y-%m-%d %H.%M",
)
WORDS = {
    "dihitung": FormState.COUNTED,
    "selesai dihitung": FormState.COUNTED,
    "difoto": FormState.PHOTOGRAPHED,
    "antre": FormState.QUEUED,
    "menunggu": FormState.QUEUED,
    "terkirim": FormState.SENT,
    "tampak": FormState.VISIBLE,
    "diserahkan": FormState.HANDED,
    "difoto ulang": FormState.REPHOTOGRAPHED,
    "manual": FormState.MANUAL,
    "tidak diketahui": FormState.NOT_KNOWN,
}


@dataclass(frozen=True, slots=True)
class Error:
    """One refused row: its number in the file, the field, what stood there, and why."""

    row: int | None
    field: str
    value: str
    reason: str

    def as_json(self) -> dict[str, object]:
        """Give it as the commands print it."""
        return {"row": self.row, "field": self.field, "value": self.value, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Row:
    """What a good row says; `race` "" is all races, `seen_at` is zone-aware."""

    number: int
    station: str
    race: str
    state: str
    seen_at: datetime
    note: str
    permission_number: str
    client_id: uuid.UUID


def fits(header: Sequence[str]) -> int:
    """Count the names of a header that are known."""
    return len(columns(header))


def columns(header: Sequence[str]) -> dict[str, int]:
    """Give the place of each known column; the first of two of the same kind counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = " ".join(cell.strip().casefold().split())
        for field, names in NAMES.items():
            if name in names and field not in found:
                found[field] = place
    return found


def lacking(found: Mapping[str, int]) -> list[str]:
    """Give the names of the columns that a list must have and this one has not."""
    return [NAMES[field][0] for field in NEEDED if field not in found]


def read(
    number: int, cells: Sequence[str], places: Mapping[str, int], zone: tzinfo, races: Sequence[str]
) -> Row | Error:
    """Read one row; moments without a zone are those of `zone`."""

    def cell(field: str) -> str:
        return cells[places[field]].strip() if field in places and places[field] < len(cells) else ""

    station = cell("station").replace(".", "").replace(" ", "")
    if not _DIGITS.match(station):
        return Error(
            number, "kode_tps", cell("station")[:60], _("Bukan kode TPS: harus 13 angka. Kolomnya mungkin bergeser.")
        )
    race = cell("race").casefold()
    if race and race not in races:
        return Error(number, "jenis", cell("race")[:60], _("Jenis surat suara ini bukan milik pemilihan yang dipilih."))
    state = _state(cell("state"))
    if state is None:
        return Error(number, "keadaan", cell("state")[:60], _("Keadaan ini tidak dikenal. Kolomnya mungkin bergeser."))
    seen_at = _moment(cell("seen_at"), zone)
    if seen_at is None:
        return Error(number, "dilihat", cell("seen_at")[:60], _("Bukan waktu. Tulis seperti 2024-02-14 20:30 (WIB)."))
    given = cell("client_id")
    try:
        client_id = uuid.UUID(given) if given else uuid.uuid5(SPACE, f"{station}|{race}|{state}|{seen_at.isoformat()}")
    except ValueError:
        return Error(number, "uuid", given[:60], _("Bukan UUID. Kosongkan kolom ini, atau isi UUID yang utuh."))
    return Row(number, station, race, state, seen_at, cell("note")[:500], cell("permission_number"), client_id)


def _state(word: str) -> str | None:
    plain = " ".join(word.casefold().split())
    if plain in FormState.values:
        return plain
    if plain in WORDS:
        return WORDS[plain].value
    return next((state.value for state in FormState if str(state.label).casefold() == plain), None)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        if len(text) > 10:
            return found if found.tzinfo else found.replace(tzinfo=zone)
    except ValueError:
        pass
    for pattern in _MOMENTS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    return None
