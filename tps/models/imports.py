"""Imports of rosters: the file, what it would do, what it did, and what was wrong with which row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.work.kinds import JobState
from desk.work.models import Job
from tps.kinds import BUSY, ImportState
from tps.models.elections import Election
from tps.querysets import RosterImportQuerySet


class RosterImport(models.Model):
    """One upload of a roster of stations, from the file to its report; kept for ever as provenance."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="imports", verbose_name=_("pemilihan"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    source = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asal berkas")
    )
    # Field to column counted from 0 (None: take nothing); empty until a person or the first check has settled it.
    mapping = models.JSONField(default=dict, blank=True)
    # The sheet of a workbook that a person has chosen; empty: the one that fits.
    sheet = models.CharField(_("lembar"), max_length=100, blank=True)
    update_only = models.BooleanField(_("hanya memperbarui TPS yang sudah ada"), null=True, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(_("wilayah"), max_length=13, blank=True)
    read = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(null=True, blank=True)
    updated = models.PositiveIntegerField(null=True, blank=True)
    unchanged = models.PositiveIntegerField(null=True, blank=True)
    rejected = models.PositiveIntegerField(null=True, blank=True)
    missing = models.PositiveIntegerField(null=True, blank=True)
    errors_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    errors_head = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    client_id = models.UUIDField(unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    # What it wrote, for undoing it: the id of its history context (events of stations carry it).
    history_context = models.UUIDField(null=True, blank=True, editable=False)
    undo_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.TextField(_("alasan pembatalan"), blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file} ({self.uploaded_at:%Y-%m-%d})"

    @property
    def standing(self) -> str:
        """Give the state as people should see it: a job that ended on its own account ends the import too."""
        if self.state not in BUSY:
            return self.state
        if self.job is None or self.job.state == JobState.FAILED:
            return ImportState.FAILED
        return ImportState.CANCELLED if self.job.state == JobState.CANCELLED else self.state

    @property
    def standing_label(self) -> str:
        """Give the state's word."""
        return str(ImportState(self.standing).label)

    @property
    def running(self) -> bool:
        """Tell whether a worker still has something to do with it."""
        return self.standing in BUSY

    @property
    def undoing(self) -> bool:
        """Tell whether a worker is about to undo it."""
        return self.state == ImportState.APPLIED and self.undo_job is not None and not self.undo_job.ended

    @property
    def broken(self) -> bool:
        """Tell whether its job was given up, so that trying again may help."""
        return self.standing == ImportState.FAILED
