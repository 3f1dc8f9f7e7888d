"""Official boundaries: the file, what was found in it, and the shapes with the days on which they hold."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk.files.models import StoredFile
from desk.work.kinds import JobState
from desk.work.models import Job
from tps.boundary_querysets import BoundaryQuerySet, BoundarySetQuerySet
from tps.kinds import BUSY, ImportState, Level
from tps.models.regions import Region


@pghistory.track(exclude=["report", "errors_head", "job"])
class BoundarySet(models.Model):
    """One file of boundaries, from upload to report; kept for ever as provenance of its shapes."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    # What a person asked for; empty means: find out.
    level = models.CharField(_("tingkat"), max_length=10, choices=Level, blank=True)
    code_field = models.CharField(_("kolom kode"), max_length=100, blank=True)
    crs = models.CharField(_("sistem koordinat"), max_length=20, blank=True)
    valid_from = models.DateField(_("berlaku sejak"))
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    licence = models.CharField(_("lisensi"), max_length=200, blank=True)
    read = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(null=True, blank=True)
    updated = models.PositiveIntegerField(null=True, blank=True)
    unchanged = models.PositiveIntegerField(null=True, blank=True)
    rejected = models.PositiveIntegerField(null=True, blank=True)
    errors_head = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    client_id = models.UUIDField(unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("diunggah"))
    applied_at = models.DateTimeField(_("dimuat"), null=True, blank=True)
    undone_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    objects = BoundarySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas batas wilayah")
        verbose_name_plural = _("berkas batas wilayah")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file} ({self.valid_from:%Y-%m-%d})"

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


class Boundary(models.Model):
    """The boundary of one region in one version; full precision, (longitude, latitude) in degrees WGS 84.

    It holds from `valid_from` up to the day before `valid_until` (empty: until further notice).
    """

    boundary_set = models.ForeignKey(
        BoundarySet, models.PROTECT, related_name="boundaries", verbose_name=_("berkas batas wilayah")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="boundaries", verbose_name=_("wilayah"))
    level = models.CharField(_("tingkat"), max_length=10, choices=Level)
    geometry = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area = models.FloatField(_("luas (km²)"))
    digest = models.CharField(max_length=64)
    repaired = models.CharField(_("perbaikan"), max_length=200, blank=True)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    withdrawn = models.BooleanField(_("dibatalkan"), default=False)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("batas wilayah")
        verbose_name_plural = _("batas wilayah")
        ordering = ["region", "-valid_from"]
        indexes = [models.Index(fields=["level", "valid_from"], name="boundary_level")]
        constraints = [
            models.UniqueConstraint(fields=["boundary_set", "region"], name="boundary_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")), name="boundary_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} ({self.valid_from:%Y-%m-%d})"
