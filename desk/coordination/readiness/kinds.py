"""Words of readiness: subjects, what somebody may say of an item, what is shown of it, and the verdict on many."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subject(TextChoices):
    """What an item is about."""

    LOGISTICS = "logistics", _("logistik")
    STAFF = "staff", pgettext_lazy("kesiapan", "petugas")
    VENUE = "venue", pgettext_lazy("kesiapan", "tempat")
    POWER = "power", _("listrik")
    SIGNAL = "signal", _("sinyal")
    SECURITY = "security", _("keamanan")
    HEALTH = "health", _("kesehatan")


class Said(TextChoices):
    """What an agency may say of an item in a kecamatan."""

    RED = "red", _("merah")
    AMBER = "amber", _("kuning")
    GREEN = "green", _("hijau")
    NA = "na", _("tidak berlaku")


class Shown(TextChoices):
    """How an item stands in a kecamatan at a moment; what has faded is unknown and keeps no colour."""

    RED = "red", _("merah")
    AMBER = "amber", _("kuning")
    GREEN = "green", _("hijau")
    NA = "na", _("tidak berlaku")
    STALE = "stale", _("kedaluwarsa")
    UNKNOWN = "unknown", _("belum diketahui")


class Verdict(TextChoices):
    """How many items stand together; partial is green as far as it is known, which is not green."""

    RED = "red", _("merah")
    AMBER = "amber", _("kuning")
    PARTIAL = "partial", _("belum lengkap")
    GREEN = "green", _("hijau")
    UNKNOWN = "unknown", _("belum diketahui")
    NA = "na", _("tidak berlaku")


class CountsFrom(TextChoices):
    """From which day the wanted-by day of an item counts."""

    POLLING = "polling", _("hari pemungutan suara")
    STAGE = "stage", _("hari pertama tahapan")


FARTHEST = 730  # days before or after
LONGEST_STALE = 365
