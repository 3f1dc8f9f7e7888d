"""Editions and states of briefings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Edition(TextChoices):
    """How often a briefing appears."""

    WEEKLY = "weekly", _("mingguan")
    DAILY = "daily", _("harian")


class BriefingState(TextChoices):
    """Where a briefing stands: an issued one is frozen, a superseded one has a successor."""

    DRAFT = "draft", _("konsep")
    AUTHORISED = "authorised", _("disahkan, sedang dibuat")
    ISSUED = "issued", _("terbit")
    SUPERSEDED = "superseded", _("diganti")
