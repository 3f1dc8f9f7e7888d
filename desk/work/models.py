"""Background work as rows: the database is the truth, the broker only a nudge."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.work import registry
from desk.work.kinds import JobState, Outcome
from desk.work.querysets import JobQuerySet
from desk.work.words import shown


class Worker(models.Model):
    """One process that does background work, and its last sign of life; a new row each time a process starts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(_("mesin"), max_length=100)
    pid = models.PositiveIntegerField(_("nomor proses"))
    started_at = models.DateTimeField(_("mulai"))
    seen_at = models.DateTimeField(_("tanda hidup terakhir"))

    class Meta:
        verbose_name = _("pekerja latar")
        verbose_name_plural = _("pekerja latar")
        indexes = [models.Index(fields=["seen_at"], name="worker_seen")]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Job(models.Model):
    """One piece of work: what to do, when, who holds it until when, and how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("jenis"), max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(_("status"), max_length=10, choices=JobState, default=JobState.DUE)
    due_at = models.DateTimeField(_("jatuh waktu"))
    attempts = models.PositiveSmallIntegerField(default=0)
    # Attempts before a person asked to try again: they no longer count against the limit.
    forgiven = models.PositiveSmallIntegerField(default=0)
    held_by = models.ForeignKey(Worker, models.SET_NULL, null=True, blank=True, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    message = models.CharField(max_length=300, blank=True)
    message_blanks = models.JSONField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    error_blanks = models.JSONField(null=True, blank=True)
    refused = models.BooleanField(default=False)
    cancel_requested = models.BooleanField(default=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["due_at"], name="job_due", condition=models.Q(state="due")),
            models.Index(fields=["lease_until"], name="job_lease", condition=models.Q(state="running")),
            models.Index(fields=["-created_at"], name="job_newest"),
            models.Index(fields=["finished_at"], name="job_failed", condition=models.Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False, lease_token__isnull=False),
                name="job_running_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def percent(self) -> int | None:
        """Give the progress from 0 to 100, or None while the whole is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def title(self) -> str:
        """Give what people call this work."""
        return registry.title(self.kind)

    @property
    def said(self) -> str:
        """Give its last message in the reader's language."""
        return shown(self.message, self.message_blanks)

    @property
    def explanation(self) -> str:
        """Say why it failed: a handler's own sentence, or that it broke and what to do; never a trace."""
        if self.refused or not self.error:
            return shown(self.error, self.error_blanks)
        return gettext(
            "Pekerjaan ini terhenti karena kesalahan program. Yang sudah tersimpan tetap ada; "
            "coba lagi, dan bila terulang beri tahu admin desk."
        )

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen to this job."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class Attempt(models.Model):
    """One try at a job: which process began it when, and how it ended."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("percobaan")
        verbose_name_plural = _("percobaan")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="attempt_numbered"),
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(ended_at__isnull=False)),
                name="attempt_ended_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"


class Line(models.Model):
    """One line of a job's log: what it said when, as a sentence with its blanks."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="lines")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    text = models.CharField(max_length=300)
    blanks = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("baris catatan pekerjaan")
        verbose_name_plural = _("baris catatan pekerjaan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return shown(self.text, self.blanks)


class Pulse(models.Model):
    """The last sign of life of the workers together or of beat, so that silence can be seen."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tanda hidup")
        verbose_name_plural = _("tanda hidup")

    def __str__(self) -> str:
        return self.name
