"""What people did to a risk, step by step; rows are only ever added."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from risks.kinds import Outcome, Status
from risks.models.flags import Flag


class Transition(models.Model):
    """One step of one risk: from which status to which, who, when and why."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="transitions", verbose_name=_("risiko"))
    step = models.CharField(_("langkah"), max_length=10)
    before = models.CharField(_("dari"), max_length=10, choices=Status)
    after = models.CharField(_("menjadi"), max_length=10, choices=Status)
    outcome = models.CharField(_("alasan ditolak"), max_length=12, choices=Outcome, blank=True, db_default="")
    other = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ganda dari")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pelaku")
    )
    at = models.DateTimeField(_("waktu"))
    comment = models.TextField(_("catatan"), blank=True, db_default="")

    class Meta:
        verbose_name = _("langkah risiko")
        verbose_name_plural = _("langkah risiko")
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"R-{self.flag_id:04d} {self.step}"
