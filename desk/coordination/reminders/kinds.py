"""Who a step of the ladder speaks to, and what became of a reminder."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Target(TextChoices):
    """Who hears a step."""

    PERSON = "person", _("orang yang mengerjakan")
    CONTACT = "contact", _("kontak tugas instansi")
    USER = "user", _("pengguna tertentu")
    ADDRESS = "address", _("alamat surel")


class Fate(TextChoices):
    """What became of one step for one thing."""

    SENT = "sent", _("dikirim")
    PASSED = "passed", _("dialihkan ke langkah lain")
    LOST = "lost", _("belum ada yang dapat dihubungi")


class Hole(TextChoices):
    """Why nobody stands on a step."""

    NOBODY = "nobody", _("instansi tidak punya pengguna aktif dengan alamat surel")
    NO_CONTACT = "no-contact", _("tidak ada kontak tugas yang masih berlaku dengan alamat surel")
    DISABLED = "disabled", _("akunnya dinonaktifkan")
    NO_ADDRESS = "no-address", _("akunnya tidak punya alamat surel")
    ELSEWHERE = "elsewhere", _("akunnya tidak lagi boleh membaca tugas instansi ini")


HOLES = (Fate.PASSED, Fate.LOST)
