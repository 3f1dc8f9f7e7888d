"""Tasks that one agency is asked to do, and the answers that come back."""

import uuid
from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.kinds import ALIVE, CHASED, UNFINISHED, Edge, Priority, TaskState
from desk.coordination.models.reminded import BESIDE, Reminded, armed
from desk.coordination.models.tasks_series import TaskSeries
from desk.coordination.querysets import TaskQuerySet
from desk.files.models import StoredFile
from risks.models import Flag
from tps.models import Election, PollingStation, Region, Stage


@pghistory.track(exclude=BESIDE)
class Task(Reminded):
    """One thing that an agency should do by a moment; `due_at` is zone-aware and shown in WIB."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="tasks", verbose_name=_("pemilihan"))
    title = models.CharField(_("tugas"), max_length=200)
    detail = models.TextField(_("rincian"), blank=True)
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="tasks", verbose_name=_("instansi pelaksana"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tasks",
        verbose_name=_("orang yang mengerjakan"),
    )
    # Empty: the desk itself asks.
    requester = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requested_tasks",
        verbose_name=_("instansi peminta"),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pemberi tugas"),
    )
    created_at = models.DateTimeField(_("dibuat"))
    due_at = models.DateTimeField(_("tenggat"))
    priority = models.CharField(_("prioritas"), max_length=8, choices=Priority, default=Priority.NORMAL)
    state = models.CharField(_("status"), max_length=12, choices=TaskState, default=TaskState.OPEN)
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("risiko")
    )
    station = models.ForeignKey(
        PollingStation, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("TPS")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("wilayah")
    )
    series = models.ForeignKey(
        TaskSeries, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("tugas berulang")
    )
    turn = models.PositiveIntegerField(_("giliran"), null=True, blank=True)
    # A due moment that hangs on the legal calendar: so many days from an edge of a stage, at its own hour.
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("tahapan")
    )
    stage_edge = models.CharField(_("dihitung dari"), max_length=5, choices=Edge, blank=True)
    stage_days = models.SmallIntegerField(_("jarak hari"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("tugas")
        verbose_name_plural = _("tugas")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("created_at")),
                name="task_due_after_creation",
                violation_error_message=_("Tenggat tidak dapat lebih awal dari saat tugas dibuat."),
            ),
            models.UniqueConstraint(fields=["series", "turn"], name="task_one_each_turn"),
            models.CheckConstraint(
                condition=models.Q(series__isnull=True, turn__isnull=True)
                | models.Q(series__isnull=False, turn__isnull=False),
                name="task_turn_of_series",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__isnull=True, stage_edge="", stage_days__isnull=True)
                | models.Q(stage__isnull=False, stage_days__isnull=False) & ~models.Q(stage_edge=""),
                name="task_hangs_wholly",
            ),
        ]
        indexes = [
            models.Index(fields=["election", "due_at"], name="task_alive", condition=models.Q(state__in=ALIVE)),
            models.Index(fields=["owner", "state"], name="task_owner"),
            models.Index(fields=["election", "state", "due_at"], name="task_board"),
            models.Index(fields=["remind_at"], name="task_remind", condition=models.Q(state__in=CHASED)),
            models.Index(fields=["id"], name="task_unarmed", condition=models.Q(state__in=CHASED) & ~armed()),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Give the number by which people name this task, like T-0012."""
        return f"T-{self.pk:04d}" if self.pk else "T-"

    @property
    def place(self) -> str:
        """Give the dotted code of the region that the task concerns, "" for the whole desk."""
        if self.flag:
            return self.flag.place
        if self.station:
            return self.station.region_id
        return self.region_id or ""

    @property
    def offset(self) -> str:
        """Give how far its due day is from its stage's edge, as H-3, H or H+2; "" when it hangs on none."""
        if self.stage_days is None:
            return ""
        return f"H{self.stage_days:+d}" if self.stage_days else "H"

    @property
    def chased(self) -> bool:
        """Tell whether its agency still has to act on it, so that it is reminded."""
        return self.state in CHASED

    def overdue(self, at: datetime) -> bool:
        """Tell whether its due moment has passed and it is not finished."""
        return self.state in UNFINISHED and self.due_at < at

    @property
    def target(self) -> PollingStation | Region | None:
        """Give the station or region that the task concerns, by its risk if it has one; None for the whole desk."""
        if self.flag:
            return self.flag.station or self.flag.region
        return self.station or self.region


@pghistory.track()
class Answer(models.Model):
    """What somebody said about a task, with the state that it led to and perhaps a file."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("jawaban"), blank=True)
    state = models.CharField(_("status"), max_length=12, choices=TaskState, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("jawaban")
        verbose_name_plural = _("jawaban")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
