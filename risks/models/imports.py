"""Lists of observations that agencies hand in: file, rows, report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.work.kinds import JobState
from desk.work.models import Job
from tps.kinds import BUSY, ImportState
from tps.models import Election


class ListImport(models.Model):
    """One uploaded list of observations of one source, from the file to its report."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    source = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("sumber"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    proposal = models.BooleanField(_("sebagai usulan"), default=False)
    remit = models.CharField(_("wilayah"), max_length=13, blank=True)
    sheet = models.CharField(_("lembar"), max_length=100, blank=True, db_default="")
    # What a person has said of the file: places of columns (tps.columns), and risks.list_columns.Choices beside them.
    mapping = models.JSONField(_("kolom"), default=dict, blank=True)
    choices = models.JSONField(_("pilihan"), default=dict, blank=True)
    read = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(null=True, blank=True)
    updated = models.PositiveIntegerField(null=True, blank=True)
    unchanged = models.PositiveIntegerField(null=True, blank=True)
    rejected = models.PositiveIntegerField(null=True, blank=True)
    pending = models.PositiveIntegerField(_("menunggu keputusan nama"), null=True, blank=True)
    errors_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    errors_head = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    client_id = models.UUIDField(unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("impor daftar")
        verbose_name_plural = _("impor daftar")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file} ({self.source_id})"

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
    def broken(self) -> bool:
        """Tell whether its job was given up, so that trying again may help."""
        return self.standing == ImportState.FAILED
