"""What a plan lacks, which way it points, and which steps officers take; pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.recap.plans.kinds import NEEDS_SIGNAL, Lack, Means

TURN = 360


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan says, as far as its completeness depends on it; moments are zone-aware."""

    means: str = ""
    reserve: str = ""
    signal: bool = False
    confirmed: bool = False
    decider: bool = False
    leaves_at: datetime | None = None
    hands_over_at: datetime | None = None
    contact: bool = False
    permission: str = ""


def lacks(facts: Facts) -> list[Lack]:
    """Give what keeps a plan from being complete, in the order of its form; empty when nothing does."""
    chosen = {facts.means, facts.reserve}
    found = []
    if not facts.means:
        found.append(Lack.MEANS)
    if not facts.reserve:
        found.append(Lack.RESERVE)
    elif facts.reserve == facts.means:
        found.append(Lack.SAME)
    if chosen & NEEDS_SIGNAL:
        if not facts.signal:
            found.append(Lack.SIGNAL)
        elif not facts.confirmed:
            found.append(Lack.UNCONFIRMED)
    if not facts.decider:
        found.append(Lack.DECIDER)
    if facts.leaves_at is None:
        found.append(Lack.LEAVES)
    if facts.hands_over_at is None:
        found.append(Lack.HANDS_OVER)
    if not facts.contact:
        found.append(Lack.CONTACT)
    if Means.MANUAL in chosen and not facts.permission.strip():
        found.append(Lack.PERMISSION)
    return found


def told(total: int, without: int, incomplete: int, reasons: Mapping[str, int]) -> str:
    """Say how the plans stand: "358 TPS tanpa sinyal, 41 tanpa rencana, 12 tidak lengkap: kontak belum … (9)"."""
    first = ngettext("%(n)s TPS tanpa sinyal", "%(n)s TPS tanpa sinyal", total) % {"n": total}
    words = _("%(stations)s, %(without)s tanpa rencana, %(incomplete)s tidak lengkap") % {
        "stations": first,
        "without": without,
        "incomplete": incomplete,
    }
    parts = [
        f"{Lack(lack).label} ({number})"
        for lack, number in sorted(reasons.items(), key=lambda each: -each[1])
        if number
    ]
    return f"{words}: {'; '.join(parts)}" if parts else words


def bearing(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Give the bearing in degrees from north, 0 to 359, from one position to another (latitude, longitude, degrees)."""
    north, other_north = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    up = math.cos(north) * math.sin(other_north) - math.sin(north) * math.cos(other_north) * math.cos(east)
    return round(math.degrees(math.atan2(math.sin(east) * math.cos(other_north), up))) % TURN


def steps(means: str) -> list[str]:
    """Give what officers at the station do, in order, for one means."""
    count = _("Hitung suara dan isi C.Hasil seperti biasa.")
    photo = _("Foto setiap halaman C.Hasil SEBELUM formulir dimasukkan ke kotak dan disegel.")
    hand = _("Serahkan kotak dan formulir kepada PPK; kedua pihak menandatangani tabel serah terima.")
    per_means: dict[str, list[str]] = {
        Means.OFFLINE: [
            photo,
            _("Rekam di Sirekap secara luring dan simpan PDF-nya di telepon."),
            _("Bawa telepon ke titik sinyal, kirim, dan tunggu sampai tampil terkirim."),
            _("Kabari desk: terkirim jam berapa, halaman mana yang gagal."),
            hand,
        ],
        Means.COURIER: [
            photo,
            _("Serahkan salinan formulir kepada kurir; catat jam berangkat."),
            _("Kurir mengabari desk di titik sinyal pertama yang dilewati."),
            hand,
        ],
        Means.RADIO: [
            photo,
            _("Kabari desk lewat radio: selesai dihitung, difoto, berangkat. Jangan membacakan perolehan suara."),
            hand,
        ],
        Means.BOOSTER: [
            photo,
            _("Nyalakan penguat sinyal, tunggu sampai ada sinyal, lalu kirim dengan Sirekap."),
            _("Bila setengah jam tidak terkirim, pakai cara cadangan."),
            hand,
        ],
        Means.VSAT: [
            photo,
            _("Sambungkan telepon ke VSAT dan kirim dengan Sirekap."),
            _("Bila setengah jam tidak terkirim, pakai cara cadangan."),
            hand,
        ],
        Means.MANUAL: [
            photo,
            _("Rekapitulasi manual sesuai nomor izin di lembar ini; tidak memakai Sirekap."),
            hand,
        ],
    }
    return [count, *per_means.get(means, [photo, hand])]
