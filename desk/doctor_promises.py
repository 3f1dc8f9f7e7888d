"""What the doctor looks at beyond services: what the desk promises of its history, its papers and its neutrality."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from desk import clock
from desk.history.models import Seal
from desk.paper.signing import CannotSign, certificate
from desk.recap.models import StationVotes, TotalsSwitch

CERTIFICATE_ENDS = timedelta(days=14)  # from then on the end of the office's certificate is a finding
SEAL_WAITS = timedelta(hours=1)  # a transaction that is still open after so long was forgotten, not slow


@dataclass(frozen=True)
class Finding:
    """One part: whether it works, what was seen, and what to do if it does not."""

    name: str
    ok: bool
    seen: str
    advice: str = ""


def seals(at: datetime) -> Finding:
    """Is history sealed, or does a transaction that nobody ends hold the seal up?"""
    try:
        newest = Seal.objects.order_by("-number").first()
    except DatabaseError:
        return Finding("seals", False, _("basis data tidak menjawab"), _("Perbaiki dulu basis datanya."))
    if newest is None:
        return Finding("seals", True, _("belum ada perubahan yang dimeterai"))
    if newest.sealed_at is None and at - newest.marked_at > SEAL_WAITS:
        seen = _("meterai #%(number)d menunggu sejak %(since)s")
        advice = _("Periksa worker, dan transaksi lama di pg_stat_activity; akhiri yang tertinggal.")
        return Finding("seals", False, seen % {"number": newest.number, "since": moment(newest.marked_at)}, advice)
    return Finding("seals", True, _("meterai terakhir #%(number)d") % {"number": newest.number})


def signing(at: datetime) -> Finding:
    """Can papers be signed, where the office has a certificate, and until when?"""
    try:
        found = certificate(at)
    except CannotSign as refusal:
        advice = _("Periksa DESK_SIGNING_CERTIFICATE dan frasa sandinya; sampai diperbaiki tidak ada dokumen terbit.")
        return Finding("signing", False, str(refusal.reason), advice)
    if found is None:
        return Finding("signing", True, _("tidak dipasang; dokumen terbit tanpa tanda tangan sertifikat"))
    seen = _("%(name)s, berlaku sampai %(until)s") % {"name": found.name, "until": moment(found.ends_at)}
    if found.ends_at - at < CERTIFICATE_ENDS:
        return Finding(
            "signing", False, seen, _("Perpanjang sertifikat kantor sebelum berakhir, lalu ganti berkasnya.")
        )
    return Finding("signing", True, seen)


def totals(at: datetime) -> Finding:
    """Does this installation have vote totals, and is everything gone where it has none?"""
    try:
        kept = StationVotes.objects.count()
        on = list(TotalsSwitch.objects.filter(on=True).values_list("election__name", flat=True))
    except DatabaseError:
        return Finding("totals", False, _("basis data tidak menjawab"), _("Perbaiki dulu basis datanya."))
    if not settings.DESK_VOTE_TOTALS:
        seen = _("tidak dipasang; tidak ada angka suara yang disimpan")
        advice = _("Jalankan beat dan worker: angka yang tersisa dihapus dalam satu menit.")
        left = _("tidak dipasang, tetapi angka dari %(n)d formulir belum terhapus") % {"n": kept}
        return Finding("totals", not kept, left if kept else seen, advice if kept else "")
    seen = _("dipasang, bukan hasil resmi; menyala untuk: %(elections)s")
    return Finding("totals", True, seen % {"elections": ", ".join(on) or _("tidak satu pun")})


def moment(at: datetime) -> str:
    return f"{at.astimezone(clock.zone()):%Y-%m-%d %H:%M:%S} {settings.TIME_ZONE_LABEL}"
