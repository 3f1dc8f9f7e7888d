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


class CorrectedField(TextChoices):
    """Parts of a station's data that a person corrects by hand and that no later file overwrites."""

    POSITION = "position", _("posisi")
    VOTERS = "voters", _("pemilih")
    ADDRESS = "address", _("alamat")
    HOURS = "hours", _("jam")
    SPECIAL = "special", _("lokasi khusus")


class FindingKind(TextChoices):
    """What a quality report counts; each has a list of exactly as many lines."""

    UNKNOWN_VILLAGE = "unknown-village", _("Desa tidak dikenal")
    GAP = "gap", _("Nomor terlompat")
    DUPLICATE = "duplicate", _("Nomor ganda")
    OLD_CODE = "old-code", _("Memakai kode desa lama")
    SPECIAL = "special", _("Lokasi khusus")
    UNPLACED = "unplaced", _("Tanpa posisi sebenarnya")
    OUTSIDE = "outside", _("Posisi di luar batas wilayahnya")
    FAR = "far", _("Posisi jauh dari kecamatannya")
    SEA = "sea", _("Posisi di laut")
    SAME_POINT = "same-point", _("Beberapa TPS di titik yang sama")
    TOO_MANY = "too-many-voters", _("Pemilih melebihi batas")
    NO_VOTERS = "no-voters", _("Pemilih nol")


# What can only be judged in a file that has positions, or voters.
OF_POSITIONS = (FindingKind.OUTSIDE, FindingKind.FAR, FindingKind.SEA, FindingKind.SAME_POINT)
OF_VOTERS = (FindingKind.TOO_MANY, FindingKind.NO_VOTERS)


# The greatest number of voters of one station by kind of election, where the election itself names none. Believed
# to stand in the rules of 2024, not verified: an election can name its own.
MOST_VOTERS_OF: dict[str, int] = {ElectionKind.GENERAL: 300, ElectionKind.REGIONAL: 600}
USUAL_VOTERS = 300


class DifferenceKind(TextChoices):
    """How a station stands in two lists that are compared; neither list is taken for the right one."""

    FIRST = "first", _("hanya di daftar pertama")
    SECOND = "second", _("hanya di daftar kedua")
    CHANGED = "changed", _("di keduanya, tidak sama")


class DifferentField(TextChoices):
    """What two lists may say differently about a station."""

    VILLAGE = "village", _("desa/kelurahan")
    NUMBER = "number", _("nomor")
    SPECIAL = "special", _("lokasi khusus")
    VOTERS = "voters", _("pemilih")
    ADDRESS = "address", _("alamat")
    HOURS = "hours", _("jam")
    POSITION = "position", _("posisi")


class MissingAction(TextChoices):
    """What a person may decide about a station that a later roster no longer names."""

    WITHDRAW = "withdraw", _("Tarik")
    KEEP = "keep", _("Masih ada")
    RESTORE = "restore", _("Pulihkan")
