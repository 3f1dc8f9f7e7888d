"""What a reviewer struck from a draft or added to it, each with the reason; the numbers stay as they were read."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.briefings.kinds import Change
from desk.briefings.models.briefing import Briefing
from desk.briefings.querysets import AmendmentQuerySet


@pghistory.track()
class Amendment(models.Model):
    """One change of a draft: `number` names the struck item (R-0012, T-0003), `text` is the point that was added."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="amendments", verbose_name=_("laporan"))
    kind = models.CharField(_("perubahan"), max_length=10, choices=Change)
    number = models.CharField(_("butir"), max_length=40, blank=True)
    text = models.CharField(_("isi"), max_length=400, blank=True)
    reason = models.CharField(_("alasan"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("peninjau")
    )
    made_at = models.DateTimeField(_("saat"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("perubahan konsep")
        verbose_name_plural = _("perubahan konsep")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "number"],
                name="amendment_struck_once",
                condition=models.Q(kind="strike", withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="strike", text="") & ~models.Q(number="")
                | models.Q(kind="add", number="") & ~models.Q(text=""),
                name="amendment_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.text
