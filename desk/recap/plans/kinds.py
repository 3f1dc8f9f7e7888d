"""Enumerations of fallback plans: by which means a result gets out, what a plan lacks, and how it stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Means(TextChoices):
    """How the result of a station without signal reaches the desk and PPK."""

    OFFLINE = "offline", _("Sirekap luring, lalu PDF dari titik sinyal")
    COURIER = "courier", _("kurir membawa formulir")
    RADIO = "radio", _("radio ORARI/RAPI")
    BOOSTER = "booster", _("penguat sinyal")
    VSAT = "vsat", _("VSAT")
    MANUAL = "manual", _("rekapitulasi manual dengan izin")


class SignalSource(TextChoices):
    """Where the proposal of a signal point came from."""

    NEARBY = "nearby", _("pengamatan “sinyal ada di dekatnya”")
    STATION = "station", _("TPS terdekat yang bersinyal")
    HAND = "hand", _("ditetapkan petugas")


class Lack(TextChoices):
    """What a plan lacks to be carried out."""

    MEANS = "means", _("cara belum dipilih")
    RESERVE = "reserve", _("cara cadangan belum dipilih")
    SAME = "same", _("cadangan sama dengan cara utama")
    SIGNAL = "signal", _("titik sinyal belum ditentukan")
    UNCONFIRMED = "unconfirmed", _("titik sinyal belum dipastikan petugas")
    DECIDER = "decider", _("pengambil keputusan belum ditentukan")
    LEAVES = "leaves", _("jam berangkat dari TPS belum diisi")
    HANDS_OVER = "hands-over", _("jam serah terima ke PPK belum diisi")
    CONTACT = "contact", _("kontak belum ditentukan")
    PERMISSION = "permission", _("nomor izin rekapitulasi manual belum ada")


class PlanState(TextChoices):
    """How the plan of a station without signal stands."""

    MISSING = "missing", _("tanpa rencana")
    INCOMPLETE = "incomplete", _("tidak lengkap")
    COMPLETE = "complete", _("lengkap")


# Means for which somebody has to walk to where there is signal.
NEEDS_SIGNAL = frozenset({Means.OFFLINE})
