"""What a meeting leaves behind: minutes with every version of their words, decisions, and issued papers."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.models.meetings import AgendaItem, Meeting
from desk.coordination.models.tasks import Task
from desk.paper.models import Document

PERSON = settings.AUTH_USER_MODEL


class Minutes(models.Model):
    """What was said about one item, as it stands now; its words of before stand in versions."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="minutes", verbose_name=_("butir agenda"))
    text = models.TextField(_("pembahasan"), blank=True)
    version = models.PositiveIntegerField(_("versi"), default=0)
    changed_at = models.DateTimeField(_("diubah"), null=True, blank=True)
    changed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diubah oleh")
    )

    class Meta:
        verbose_name = _("notulen butir")
        verbose_name_plural = _("notulen butir")
        ordering = ["item__position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class MinutesVersion(models.Model):
    """Words of one item as somebody sent them, kept for ever; `aside` ones waited for their author to merge them."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(_("versi"))
    text = models.TextField(_("pembahasan"), blank=True)
    aside = models.BooleanField(_("disimpan di samping"), default=False)
    saved_at = models.DateTimeField(_("disimpan"))
    saved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("versi notulen")
        verbose_name_plural = _("versi notulen")
        ordering = ["minutes", "version"]
        constraints = [models.UniqueConstraint(fields=["minutes", "version"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.version}"


@pghistory.track(exclude=["client_id"])
class Decision(models.Model):
    """What a meeting decided, who does it until when, and the task that it became; `due_at` is zone-aware."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("rapat"))
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("butir agenda")
    )
    text = models.CharField(_("keputusan"), max_length=500)
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("penanggung jawab")
    )
    due_at = models.DateTimeField(_("tenggat"), null=True, blank=True)
    task = models.OneToOneField(
        Task, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("tugas")
    )
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("dicatat oleh"))
    created_at = models.DateTimeField(_("dicatat"))
    changed_at = models.DateTimeField(auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("keputusan rapat")
        verbose_name_plural = _("keputusan rapat")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


@pghistory.track()
class MinutesIssue(models.Model):
    """The frozen paper of a meeting's approved minutes; a correction is the next revision, with a number of its own."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="issues", verbose_name=_("rapat"))
    revision = models.PositiveSmallIntegerField(_("revisi"))
    document = models.OneToOneField(Document, models.PROTECT, related_name="minutes", verbose_name=_("dokumen"))
    reason = models.CharField(_("alasan perbaikan"), max_length=300, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("pengesah"))
    approved_at = models.DateTimeField(_("disahkan"))

    class Meta:
        verbose_name = _("notulen terbit")
        verbose_name_plural = _("notulen terbit")
        ordering = ["meeting", "revision"]
        constraints = [models.UniqueConstraint(fields=["meeting", "revision"], name="minutes_issue_once")]

    def __str__(self) -> str:
        return str(self.document)
