"""Kinds of agencies."""

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
