"""What hangs on a task: its checklist, further places and risks, what it waits for, and who follows it."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.coordination.models.tasks import Task
from risks.models import Flag
from tps.models import PollingStation, Region


@pghistory.track()
class ChecklistItem(models.Model):
    """One line of a task's checklist, and who ticked it when."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="checklist", verbose_name=_("tugas"))
    text = models.CharField(_("butir"), max_length=200)
    position = models.PositiveSmallIntegerField(_("urutan"))
    ticked_at = models.DateTimeField(_("dicentang"), null=True, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )

    class Meta:
        verbose_name = _("butir daftar periksa")
        verbose_name_plural = _("butir daftar periksa")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ticked_at__isnull=True, ticked_by__isnull=True)
                | models.Q(ticked_at__isnull=False, ticked_by__isnull=False),
                name="checklist_ticked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class TaskLink(models.Model):
    """One more risk, station or region that a task is about, beside its first."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="links", verbose_name=_("tugas"))
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="task_links", verbose_name=_("risiko")
    )
    station = models.ForeignKey(
        PollingStation, models.PROTECT, null=True, blank=True, related_name="task_links", verbose_name=_("TPS")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="task_links", verbose_name=_("wilayah")
    )

    class Meta:
        verbose_name = _("tautan tugas")
        verbose_name_plural = _("tautan tugas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(flag__isnull=False, station__isnull=True, region__isnull=True)
                | models.Q(flag__isnull=True, station__isnull=False, region__isnull=True)
                | models.Q(flag__isnull=True, station__isnull=True, region__isnull=False),
                name="task_link_to_one_thing",
            ),
            models.UniqueConstraint(fields=["task", "flag"], name="task_link_flag_once"),
            models.UniqueConstraint(fields=["task", "station"], name="task_link_station_once"),
            models.UniqueConstraint(fields=["task", "region"], name="task_link_region_once"),
        ]

    def __str__(self) -> str:
        return str(self.flag or self.station or self.region)


@pghistory.track()
class TaskDependency(models.Model):
    """A task waits for another: `task` cannot be reported done before `blocker` is done."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="blockers", verbose_name=_("tugas"))
    blocker = models.ForeignKey(Task, models.CASCADE, related_name="blocks", verbose_name=_("menunggu"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )
    added_at = models.DateTimeField(_("ditambahkan"))

    class Meta:
        verbose_name = _("ketergantungan tugas")
        verbose_name_plural = _("ketergantungan tugas")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "blocker"], name="task_dependency_once"),
            models.CheckConstraint(
                condition=~models.Q(task=models.F("blocker")),
                name="task_waits_for_another",
                violation_error_message=_("Sebuah tugas tidak dapat menunggu dirinya sendiri."),
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.task_id:04d} < T-{self.blocker_id:04d}"


class TaskWatcher(models.Model):
    """A person who follows a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="watchers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watched_tasks")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("pengikut tugas")
        verbose_name_plural = _("pengikut tugas")
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="task_watched_once")]

    def __str__(self) -> str:
        return f"{self.user}, T-{self.task_id:04d}"
