"""Enumerations of courier legs: what is carried, who holds it, who signs, and how a leg stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cargo(TextChoices):
    """What is carried or handed over."""

    BOTH = "both", _("kotak dan formulir")
    BOX = "box", _("kotak suara")
    FORM = "form", _("formulir C.Hasil")


class Holder(TextChoices):
    """Who holds the box or the form, by role and never by name."""

    KPPS = "kpps", _("KPPS")
    PPS = "pps", _("PPS")
    COURIER = "courier", _("kurir")
    ESCORT = "escort", _("pengawal (Polri/TNI/Linmas)")
    PPK = "ppk", _("PPK")
    KPU = "kpu", _("KPU kabupaten/kota")
    PTPS = "ptps", _("Pengawas TPS")
    PANWASCAM = "panwascam", _("Panwascam")


class Side(TextChoices):
    """The two who sign a hand-over."""

    GIVER = "giver", _("yang menyerahkan")
    RECEIVER = "receiver", _("yang menerima")


class LegState(TextChoices):
    """How a leg stands."""

    PLANNED = "planned", _("direncanakan")
    UNDER_WAY = "under-way", _("di jalan")
    ARRIVED = "arrived", _("tiba")
    CANCELLED = "cancelled", _("dibatalkan")
