"""Which playbook was applied to which risk, and the tasks that came of it."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.coordination.models.tasks import Task
from risks.kinds import Kind
from risks.models import Flag


@pghistory.track(exclude=["batch"])
class AppliedPlaybook(models.Model):
    """A playbook applied to a risk, which happens once; `version` 0 is the shipped one."""

    flag = models.ForeignKey(Flag, models.PROTECT, related_name="applied_playbooks", verbose_name=_("risiko"))
    playbook = models.CharField(_("rencana tindakan"), max_length=12, choices=Kind)
    version = models.PositiveSmallIntegerField(_("versi"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dijalankan oleh")
    )
    applied_at = models.DateTimeField(_("dijalankan"))
    # One press of the button, over one risk or many: the same press sent again finds it.
    batch = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)

    class Meta:
        verbose_name = _("rencana yang dijalankan")
        verbose_name_plural = _("rencana yang dijalankan")
        ordering = ["-applied_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["flag", "playbook"], name="applied_playbook_once")]

    def __str__(self) -> str:
        return f"{self.get_playbook_display()} · {self.flag}"


class AppliedAction(models.Model):
    """The task that one action of an applied playbook became."""

    applied = models.ForeignKey(AppliedPlaybook, models.CASCADE, related_name="actions")
    code = models.SlugField(_("kode"), max_length=40)
    task = models.OneToOneField(Task, models.PROTECT, related_name="from_playbook", verbose_name=_("tugas"))

    class Meta:
        verbose_name = _("tindakan yang dijalankan")
        verbose_name_plural = _("tindakan yang dijalankan")
        ordering = ["applied", "pk"]
        constraints = [models.UniqueConstraint(fields=["applied", "code"], name="applied_action_once")]

    def __str__(self) -> str:
        return self.code
