"""What was said about a draft that nobody authorised: each step once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.briefings.kinds import Step
from desk.briefings.models.briefing import Briefing
from desk.post.models import Message


class Nudge(models.Model):
    """One step for one draft; `message` is the first of its letters."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="nudges", verbose_name=_("laporan"))
    step = models.CharField(_("langkah"), max_length=12, choices=Step)
    spoken_at = models.DateTimeField(_("saat"))
    people = models.PositiveSmallIntegerField(_("penerima"), default=0)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("pengingat pengesahan")
        verbose_name_plural = _("pengingat pengesahan")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["briefing", "step"], name="nudge_once")]

    def __str__(self) -> str:
        return f"{self.briefing_id}: {self.step}"
