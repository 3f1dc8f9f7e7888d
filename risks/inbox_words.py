"""What the inbox says of a change: how many were changed, how many were left, and why."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from risks.actions import BulkResult, Reason
from risks.models import BatchAction


def done(result: BulkResult, number: str) -> str:
    """Say what was done; `number` names the risk when only one was asked for, "" else."""
    name = {"number": number, "n": result.done}
    one, many = _sentences(result)
    said = (one if number else many) % name
    return f"{said} {left_out(result.left)}".strip() if result.done else left_out(result.left) or said


def undone(result: BulkResult) -> str:
    """Say how many were put back, and why others were not."""
    said = ngettext(
        "%(n)d risiko dikembalikan seperti semula.", "%(n)d risiko dikembalikan seperti semula.", result.done
    )
    return f"{said % {'n': result.done}} {left_out(result.left)}".strip()


def left_out(left: Mapping[str, int]) -> str:
    """Name the reasons for which risks were left as they were."""
    words = {
        Reason.GONE: _("%(n)d tidak ada lagi"),
        Reason.OUTSIDE: _("%(n)d di luar wilayah tugas Anda"),
        Reason.MOVED: _("%(n)d sudah berubah"),
        Reason.OWN: _("%(n)d Anda laporkan sendiri dan keparahannya tinggi"),
        Reason.CLASH: _("%(n)d karena tempatnya sudah punya risiko terbuka sejenis"),
        Reason.STATION: _("%(n)d di TPS, yang wilayahnya mengikuti TPS"),
        Reason.OTHER: _("%(n)d jenisnya lain"),
        Reason.PERSON: _("%(n)d di luar wilayah tugas petugas itu"),
        Reason.HELD: _("%(n)d masih dirujuk ke instansi, tutup lewat halamannya"),
        Reason.SAME: _("%(n)d sudah seperti itu"),
    }
    reasons = [words[Reason(reason)] % {"n": number} for reason, number in left.items() if number]
    return _("Dilewati: %(reasons)s.") % {"reasons": "; ".join(reasons)} if reasons else ""


def _sentences(result: BulkResult) -> tuple[str, str]:
    n = result.done
    match result.batch.action:
        case BatchAction.VERIFY:
            return _("%(number)s terverifikasi."), ngettext(
                "%(n)d risiko diverifikasi.", "%(n)d risiko diverifikasi.", n
            )
        case BatchAction.DISMISS:
            return _("%(number)s ditolak."), ngettext("%(n)d risiko ditolak.", "%(n)d risiko ditolak.", n)
        case BatchAction.MERGE:
            return _("%(number)s digabungkan sebagai ganda."), ngettext(
                "%(n)d risiko digabungkan sebagai ganda.", "%(n)d risiko digabungkan sebagai ganda.", n
            )
        case BatchAction.ASSIGN:
            return _("Penanggung jawab %(number)s ditunjuk."), ngettext(
                "Penanggung jawab %(n)d risiko ditunjuk.", "Penanggung jawab %(n)d risiko ditunjuk.", n
            )
        case _other:
            return _("Wilayah %(number)s ditetapkan."), ngettext(
                "Wilayah %(n)d risiko ditetapkan.", "Wilayah %(n)d risiko ditetapkan.", n
            )
