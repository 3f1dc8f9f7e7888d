"""Files that only say more about stations that are there: unknown ones are refused, no other becomes missing."""

from django.utils.translation import gettext as _

from tps.rows import Error
from tps.staging import Stage
from tps.tables import Unreadable

_ANY = """
SELECT EXISTS (
    SELECT 1 FROM roster_stage s JOIN tps_pollingstation t ON t.election_id = %(election)s
        AND (t.code = s.code OR t.region_id = s.region_id AND t.number = s.number)
    WHERE s.ok
)
"""
# A station keeps the code that its roster gave it, even when this file spells the village as it is called today.
_RESPELL = """
UPDATE roster_stage s SET code = t.code FROM tps_pollingstation t
WHERE s.ok AND t.election_id = %(election)s AND t.region_id = s.region_id AND t.number = s.number AND t.code <> s.code
"""
_UNKNOWN = """
WITH unknown AS (
    UPDATE roster_stage s SET ok = false
    WHERE s.ok AND NOT EXISTS (
        SELECT 1 FROM tps_pollingstation t WHERE t.election_id = %(election)s AND t.code = s.code
    )
    RETURNING s.row, s.code
)
SELECT row, code, count(*) OVER () FROM unknown ORDER BY row LIMIT %(most)s
"""


def known_any(stage: Stage) -> bool:
    """Tell whether the file names at least one station that is there."""
    return bool(stage.rows(_ANY)[0][0])


def respell(stage: Stage) -> None:
    """Take each row for the station of its village and number, whichever code that has."""
    stage.rows(_RESPELL)


def reject_unknown(stage: Stage, most: int) -> list[Error]:
    """Take out rows for stations that are not there; raises Unreadable when they are more than `most`."""
    found = stage.rows(_UNKNOWN, most=most)
    if found and found[0][2] > most:
        raise Unreadable(_("Lebih dari 100.000 baris ditolak; berkas ini agaknya bukan daftar TPS."))
    reason = _("TPS ini belum tercatat; berkas ini hanya memperbarui TPS yang sudah ada. Muat daftar TPS-nya dulu.")
    return [Error(row, "kode_tps", code, reason, code) for row, code, _count in found]
