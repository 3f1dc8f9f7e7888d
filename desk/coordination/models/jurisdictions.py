"""Areas for which agencies answer, as their own geography, and who answers for which kind of risk."""

import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.jurisdiction_querysets import JurisdictionQuerySet
from desk.files.models import StoredFile
from risks.kinds import Kind


@pghistory.track(exclude=["client_id"])
class Jurisdiction(models.Model):
    """The area of one agency in one capacity; areas may overlap, which is shown and not forbidden.

    A station lies in it when the longest of its region codes that stands in `includes` or `excludes` stands in
    `includes`, or when it lies in `geometry` and in no excluded region. `geometry` is the text of a GeoJSON geometry,
    (longitude, latitude) in degrees WGS 84. It holds from `valid_from` to `valid_until`, both days included.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="jurisdictions", verbose_name=_("instansi"))
    kind = models.CharField(_("jenis"), max_length=16, choices=Body)
    name = models.CharField(_("nama wilayah kerja"), max_length=160)
    includes = ArrayField(models.CharField(max_length=13), verbose_name=_("wilayah"), default=list, blank=True)
    excludes = ArrayField(models.CharField(max_length=13), verbose_name=_("kecuali wilayah"), default=list, blank=True)
    geometry = models.TextField(_("poligon"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(_("dasar"), max_length=200, blank=True)
    simulated = models.BooleanField(_("simulasi"), default=False)
    valid_from = models.DateField(_("berlaku sejak"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    changed_at = models.DateTimeField(auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah kerja instansi")
        verbose_name_plural = _("wilayah kerja instansi")
        ordering = ["kind", "name", "pk"]
        indexes = [models.Index(fields=["kind", "valid_from"], name="jurisdiction_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_from__lte=models.F("valid_until")),
                name="jurisdiction_days",
                violation_error_message=_("Hari terakhir tidak dapat sebelum hari pertama."),
            ),
            models.CheckConstraint(
                condition=~models.Q(geometry="") | models.Q(includes__len__gt=0), name="jurisdiction_has_area"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Responsibility(models.Model):
    """One step of who answers for a kind of risk: the bodies of a kind in order; without rows the usual order holds."""

    kind = models.CharField(_("jenis risiko"), max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(_("urutan"))
    body = models.CharField(_("jenis instansi"), max_length=16, choices=Body)

    class Meta:
        verbose_name = _("penanggung jawab jenis risiko")
        verbose_name_plural = _("penanggung jawab jenis risiko")
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "position"], name="responsibility_position_once"),
            models.UniqueConstraint(fields=["kind", "body"], name="responsibility_body_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}: {self.body}"
