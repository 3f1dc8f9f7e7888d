"""What the lists behind the board's counts show: one for each count, so that list and count are the same set."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from desk.recap.kinds import SETTLED, FormState


class What(TextChoices):
    """A count of the board: of forms (a station and a race), or of stations."""

    EXPECTED = "expected", _("seharusnya ada")
    REPORTED = "reported", _("ada laporan")
    SENT = "sent", _("terkirim")
    VISIBLE = "visible", _("tampak di Sirekap")
    CARRIED = "carried", _("ke PPK atau rekap manual")
    UNKNOWN = "unknown", _("tidak diketahui")
    SILENT = "silent", _("belum ada laporan")
    OVERDUE = "overdue", _("terlambat")
    DISPUTED = "disputed", _("laporan berbeda")
    BACK = "back", _("keadaannya mundur")
    BLANK = "blank", _("TPS tanpa sinyal")
    PLANNED = "planned", _("TPS tanpa sinyal dengan rencana")
    UNPLANNED = "unplanned", _("TPS tanpa sinyal tanpa rencana lengkap")
    STATIONS = "stations", _("TPS tidak terjangkau")


class Group(TextChoices):
    """Of which stations: the board counts those out of reach apart; "" is both."""

    BOTH = "", _("semua TPS")
    REACHABLE = "reachable", _("TPS terjangkau")
    UNREACHABLE = "unreachable", _("TPS tidak terjangkau")


OF_STATIONS = frozenset({What.BLANK, What.PLANNED, What.UNPLANNED, What.STATIONS})
# The condition of each count of forms; the same words as desk.recap.board.reading.Tally.
_CARRIED = (FormState.HANDED, FormState.REPHOTOGRAPHED, FormState.MANUAL)


def _in(states: object) -> str:
    return ", ".join(f"'{each.value}'" for each in FormState if each in states)  # type: ignore[operator]


KNOWN = "coalesce(form.number, 0) > 0"
CONDITIONS: dict[str, str] = {
    What.EXPECTED: "TRUE",
    What.REPORTED: f"{KNOWN} AND form.state <> '{FormState.NOT_KNOWN.value}'",
    What.SENT: f"{KNOWN} AND form.online <> ''",
    What.VISIBLE: f"{KNOWN} AND form.online = 'visible'",
    What.CARRIED: f"{KNOWN} AND form.state IN ({_in(_CARRIED)})",
    What.UNKNOWN: f"{KNOWN} AND form.state = '{FormState.NOT_KNOWN.value}'",
    What.SILENT: f"NOT ({KNOWN})",
    What.OVERDUE: f"NOT ({KNOWN} AND form.state IN ({_in(SETTLED)}))",
    What.DISPUTED: f"{KNOWN} AND form.disputed",
    What.BACK: f"{KNOWN} AND form.back",
}
