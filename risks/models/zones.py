"""Hazard zones: a file of an agency, the shapes in it, and which stations lie in them."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.work.kinds import JobState
from desk.work.models import Job
from risks.kinds import Grade, Kind
from risks.models.imports import ListImport
from tps.kinds import BUSY, ImportState
from tps.models import Election


@pghistory.track(exclude=["report", "errors_head", "job"])
class HazardLayer(models.Model):
    """One version of an agency's zones of one kind, from upload to proposals; kept for ever as their provenance."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    name = models.CharField(_("nama"), max_length=120)
    source = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("sumber"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    remit = models.CharField(_("wilayah"), max_length=13, blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("menggantikan")
    )
    # What a person asked for; an empty column means one grade for all.
    grade = models.CharField(_("tingkat"), max_length=12, choices=Grade, blank=True)
    grade_field = models.CharField(_("kolom tingkat"), max_length=100, blank=True)
    mapping = models.JSONField(_("pemetaan tingkat"), default=dict, blank=True)
    radius = models.PositiveIntegerField(_("radius titik (meter)"), null=True, blank=True)
    crs = models.CharField(_("sistem koordinat"), max_length=20, blank=True)
    observed_on = models.DateField(_("keadaan per"))
    read = models.PositiveIntegerField(null=True, blank=True)
    rejected = models.PositiveIntegerField(null=True, blank=True)
    inside = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(null=True, blank=True)
    updated = models.PositiveIntegerField(null=True, blank=True)
    unchanged = models.PositiveIntegerField(null=True, blank=True)
    errors_head = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    # The proposals that were made of it; they are accepted on the road of all proposals.
    proposals = models.ForeignKey(ListImport, models.SET_NULL, null=True, blank=True, related_name="+")
    client_id = models.UUIDField(unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("diunggah"))
    applied_at = models.DateTimeField(_("diusulkan"), null=True, blank=True)
    undone_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("zona bahaya")
        verbose_name_plural = _("zona bahaya")
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["election", "kind", "source", "name"], name="hazard_versions")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

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
        """Give the state's word; what other imports call loaded is proposed here."""
        return str(_("sudah diusulkan") if self.standing == ImportState.APPLIED else ImportState(self.standing).label)

    @property
    def running(self) -> bool:
        """Tell whether a worker still has something to do with it."""
        return self.standing in BUSY

    @property
    def broken(self) -> bool:
        """Tell whether its job was given up, so that trying again may help."""
        return self.standing == ImportState.FAILED


class HazardZone(models.Model):
    """One shape of a layer, with the stations in it; written anew whenever the layer is checked.

    `geometry` is GeoJSON in degrees WGS 84 (longitude, latitude), `drawing` the same with fewer corners, for maps.
    `stations` are the ids of those for which this zone speaks (the worst they lie in), `also` of those that lie in
    a worse one too.
    """

    layer = models.ForeignKey(HazardLayer, models.CASCADE, related_name="zones")
    row = models.PositiveIntegerField(_("fitur"))
    name = models.CharField(_("nama"), max_length=200, blank=True)
    grade = models.CharField(_("tingkat"), max_length=12, choices=Grade, blank=True)
    geometry = models.TextField()
    drawing = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area = models.FloatField(_("luas (km²)"))
    repaired = models.CharField(_("diperbaiki"), max_length=200, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    stations = ArrayField(models.BigIntegerField(), default=list)
    also = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("zona")
        verbose_name_plural = _("zona")
        ordering = ["layer", "row"]
        constraints = [models.UniqueConstraint(fields=["layer", "row"], name="hazard_zone_once")]

    def __str__(self) -> str:
        return self.name or f"{self.row}"
