"""Editions and states of briefings, and the words of review and of what happens by rule."""

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


class Confidence(TextChoices):
    """How far the desk trusts what an issue says; a person judges it and says on what grounds."""

    HIGH = "high", _("tinggi")
    MEDIUM = "medium", _("sedang")
    LOW = "low", _("rendah")


class Change(TextChoices):
    """What a reviewer does to a draft beside the cover note."""

    STRIKE = "strike", _("dicoret")
    ADD = "add", _("ditambahkan")


class Missed(TextChoices):
    """What becomes of periods whose draft was not made, because the desk stood still."""

    MARK = "mark", _("sebut sebagai terlewat pada laporan berikutnya")
    MAKE = "make", _("susun konsepnya menyusul")


class Step(TextChoices):
    """Who is told that nobody has authorised a draft."""

    REMINDER = "reminder", _("pengingat kepada pejabat")
    ESCALATION = "escalation", _("eskalasi")
