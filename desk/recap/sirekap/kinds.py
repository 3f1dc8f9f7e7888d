"""Enumerations of reading Sirekap: by which way files come, and what may be odd about one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How Sirekap's files reached the desk."""

    FOLDER = "folder", _("folder di server")
    ZIP = "zip", _("berkas zip")
    URLS = "urls", _("daftar alamat")


class Oddity(TextChoices):
    """What is odd about what Sirekap shows of a form; never the numbers themselves."""

    ABOVE = "above", _("angka melebihi jumlah pemilih")
    NEGATIVE = "negative", _("angka negatif")
    SUM = "sum", _("jumlah tidak cocok")
    PAGE = "page", _("halaman formulir belum lengkap")
    TIME = "time", _("waktu tidak wajar")
    STATUS = "status", _("ditandai selesai tetapi kosong")
    AGAIN = "again", _("ditandai pemungutan ulang atau susulan")


# Numbers that cannot be right: where vote totals are turned on, such a form is told and not added up.
ABSURD = frozenset({Oddity.ABOVE, Oddity.NEGATIVE, Oddity.SUM})
# How Sirekap calls the ballots, beside what the desk calls them; from the addresses of its own pictures.
ALIASES: dict[str, tuple[str, ...]] = {
    "ppwp": ("presiden", "ppwp"),
    "pdpr": ("dpr",),
    "pdpd": ("dpd",),
    "pdprdp": ("dprd-provinsi", "dprd-prov"),
    "pdprdk": ("dprd-kabkota", "dprd-kab"),
    "pkwkp": ("gubernur",),
    "pkwkk": ("bupati-walikota",),
}
