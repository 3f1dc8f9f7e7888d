"""Kinds and levels of agencies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgencyKind(TextChoices):
    """What an agency is to the desk."""

    ELECTION = "election", _("penyelenggara pemilu")
    SUPERVISOR = "supervisor", _("pengawas pemilu")
    GOVERNMENT = "government", _("pemerintah daerah")
    FORKOPIMDA = "forkopimda", _("Forkopimda")
    SECURITY = "security", _("keamanan")
    DISASTER = "disaster", _("kebencanaan")
    COMMUNICATION = "communication", _("komunikasi dan informatika")
    UTILITY = "utility", _("layanan umum")
    TELCO = "telco", _("operator seluler")
    OTHER = "other", _("lainnya")


class AgencyLevel(TextChoices):
    """For which level of government an agency works."""

    NATIONAL = "national", _("nasional")
    PROVINCE = "province", _("provinsi")
    REGENCY = "regency", _("kabupaten/kota")
    DISTRICT = "district", _("kecamatan")
