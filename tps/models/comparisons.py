"""Comparisons of two rosters, or of one with the stations as they stand: derived, kept so that they can be read."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.work.models import Job
from tps.kinds import DifferenceKind
from tps.models.elections import Election
from tps.models.imports import RosterImport
from tps.querysets import DifferenceQuerySet


class RosterComparison(models.Model):
    """Two lists side by side; `second` empty means the stations of `election` as they stood at that moment."""

    first = models.ForeignKey(RosterImport, models.PROTECT, related_name="+", verbose_name=_("daftar pertama"))
    second = models.ForeignKey(
        RosterImport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("daftar kedua")
    )
    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    result = models.JSONField(null=True, blank=True)
    client_id = models.UUIDField(unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("diminta"))
    finished_at = models.DateTimeField(_("selesai"), null=True, blank=True)

    class Meta:
        verbose_name = _("perbandingan daftar TPS")
        verbose_name_plural = _("perbandingan daftar TPS")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.first.file.name} – {self.second.file.name if self.second else self.election}"


class RosterDifference(models.Model):
    """One station that is only in one of the lists, or not the same in both.

    `region` is the dotted village code, of the second list where it is in both; `before` and `after` hold what the
    first and the second list say; `metres` is how far apart their positions are.
    """

    comparison = models.ForeignKey(RosterComparison, models.CASCADE, related_name="differences", db_index=False)
    kind = models.CharField(_("perbedaan"), max_length=8, choices=DifferenceKind)
    code = models.CharField(_("kode TPS"), max_length=13)
    region = models.CharField(_("desa/kelurahan"), max_length=13)
    number = models.PositiveSmallIntegerField(_("nomor"))
    fields = ArrayField(models.CharField(max_length=8), default=list, verbose_name=_("yang berbeda"))
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    metres = models.FloatField(_("jarak (m)"), null=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("perbedaan daftar TPS")
        verbose_name_plural = _("perbedaan daftar TPS")
        ordering = ["comparison", "region", "number", "code"]
        indexes = [models.Index(fields=["comparison", "region", "number", "code"], name="roster_difference_place")]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"
