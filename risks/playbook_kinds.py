"""Phases around polling day, and what offsets from it may be. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FARTHEST = 365  # days from polling day, before or after


class Phase(TextChoices):
    """When an action is due; it follows from the day alone."""

    BEFORE = "before", _("Sebelum hari pemungutan suara")
    POLLING_DAY = "polling-day", _("Hari pemungutan suara")
    AFTER = "after", _("Sesudah hari pemungutan suara")


def phase_of(day: int) -> Phase:
    """Give the phase of a day counted from polling day (negative before it)."""
    if day == 0:
        return Phase.POLLING_DAY
    return Phase.BEFORE if day < 0 else Phase.AFTER


def offset_words(day: int, hour: int) -> str:
    """Write an offset as people say it: "H-14 pukul 16.00", "H pukul 06.00", "H+1 pukul 12.00"."""
    named = "H" if day == 0 else f"H{day:+d}"
    return str(_("%(day)s pukul %(hour)s") % {"day": named, "hour": f"{hour:02d}.00"})
