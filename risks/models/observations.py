"""The ledger: what was said about a station or region, by whom, when; nothing is ever overwritten."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from risks.kinds import GRADES, HARMLESS, Channel, Grade, Kind, Standing
from risks.models.flags import PLACED_ONCE, Flag
from risks.querysets import ObservationQuerySet
from tps.models import Election, PollingStation, Region


def _grade_fits() -> models.Q:
    fits = models.Q(grade="")
    for kind, grades in GRADES.items():
        if grades:
            fits |= models.Q(kind=kind, grade__in=[grade.value for grade in grades])
    return fits


@pghistory.track(pghistory.UpdateEvent("before", row=pghistory.Old), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Observation(models.Model):
    """One statement of one source about one place; contradictions stay side by side."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="observations", verbose_name=_("pemilihan"))
    station = models.ForeignKey(
        PollingStation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("TPS"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="observations", verbose_name=_("wilayah")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    source = models.ForeignKey(Agency, models.PROTECT, related_name="observations", verbose_name=_("sumber"))
    grade = models.CharField(_("tingkat"), max_length=12, choices=Grade, blank=True)
    channel = models.CharField(_("saluran"), max_length=10, choices=Channel, default=Channel.BROWSER)
    note = models.TextField(_("keterangan"), blank=True)
    metres = models.PositiveIntegerField(_("jarak sinyal (meter)"), null=True, blank=True)
    observed_at = models.DateTimeField(_("diamati"))
    recorded_at = models.DateTimeField(_("dicatat"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pencatat"),
    )
    verified_at = models.DateTimeField(_("diverifikasi"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verifikator"),
    )
    standing = models.CharField(_("kedudukan"), max_length=8, choices=Standing, default=Standing.ACCEPTED)
    flag = models.ForeignKey(
        Flag, models.PROTECT, null=True, blank=True, related_name="observations", verbose_name=_("risiko")
    )
    list_import = models.ForeignKey(
        "risks.ListImport", models.PROTECT, null=True, blank=True, related_name="observations"
    )
    row = models.PositiveIntegerField(_("baris berkas"), null=True, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengamatan")
        verbose_name_plural = _("pengamatan")
        ordering = ["-observed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=PLACED_ONCE, name="observation_station_or_region"),
            models.CheckConstraint(
                condition=_grade_fits(),
                name="observation_grade_fits_kind",
                violation_error_message=_("Tingkat ini bukan untuk jenis risiko tersebut."),
            ),
        ]
        indexes = [
            models.Index(fields=["election", "station", "kind", "-observed_at"], name="observation_station"),
            models.Index(fields=["election", "source", "kind"], name="observation_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.grade} ({self.source_id})"

    @property
    def adverse(self) -> bool:
        """Tell whether what was seen is a risk."""
        return self.grade not in HARMLESS
