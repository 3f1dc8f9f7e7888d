"""What is wrong with the local file of tiles that is configured, for the system checks and the doctor alike."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.map.tiles import reading
from desk.map.tiles.formats import Unserved


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its number among the system checks ("E006", "W005"), what was seen and what to do."""

    number: str
    seen: Promise | str
    advice: Promise | str


def fault() -> Fault | None:
    """Tell why the file in DESK_TILE_FILE is not fit to be served as it stands; None when it is."""
    if settings.TILE_URL:
        seen = _("DESK_TILE_FILE dan DESK_TILE_URL keduanya terisi; peta memakai berkas.")
        return Fault("E007", seen, _("Hapus DESK_TILE_URL atau DESK_TILE_FILE; pakai satu saja."))
    try:
        found = reading.described()
    except Unserved as problem:
        # What is only absent may come back, and nobody's work should wait for a picture behind the map.
        advice = _("Periksa DESK_TILE_FILE; sementara itu peta tampil tanpa ubin.")
        return Fault("W005" if problem.gone else "E006", problem.why, advice)
    if not reading.credit(found):
        seen = _("Berkas ini tidak menyebut sumber ubinnya.")
        return Fault(
            "E004", seen, _("Isi DESK_TILE_ATTRIBUTION dengan nama pemilik ubin; hampir setiap lisensi memintanya.")
        )
    return None
