"""Enumerations of regions, elections and stations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Administrative level of a region, by the number of parts in its dotted code."""

    PROVINCE = "province", _("provinsi")
    REGENCY = "regency", _("kabupaten/kota")
    DISTRICT = "district", _("kecamatan")
    VILLAGE = "village", _("desa/kelurahan")


class ElectionKind(TextChoices):
    """What is elected, and whether it is held again or later."""

    GENERAL = "pemilu", _("Pemilu")
    REGIONAL = "pilkada", _("Pilkada")
    REVOTE = "psu", _("pemungutan suara ulang")
    POSTPONED = "susulan", _("pemilihan susulan")


class PositionSource(TextChoices):
    """Where a station's coordinate comes from; only some of them are real."""

    NONE = "", _("tanpa posisi")
    SURVEY = "survey", _("diukur di lapangan")
    IMPORT = "import", _("dari berkas")
    MANUAL = "manual", _("ditetapkan petugas")
    SIMULATED = "simulated", _("simulasi")
    DISTRICT_CENTRE = "district-centre", _("perkiraan: pusat kecamatan")


class ImportState(TextChoices):
    """Where an import stands between upload and report."""

    UPLOADED = "uploaded", _("diunggah")
    CHECKING = "checking", _("diperiksa")
    CHECKED = "checked", _("menunggu persetujuan")
    APPLYING = "applying", _("dimuat")
    APPLIED = "applied", _("selesai")
    REFUSED = "refused", _("ditolak")
    CANCELLED = "cancelled", _("dibatalkan")
    FAILED = "failed", _("gagal")
    UNDONE = "undone", _("dibatalkan setelah dimuat")


# A worker has something to do with these.
BUSY = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.APPLYING)
