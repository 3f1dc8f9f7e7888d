"""Fallback plans: how the result of a station without signal gets out, who decides and whom to call."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.recap.plans.kinds import Lack, Means, SignalSource
from desk.recap.plans.querysets import FallbackPlanQuerySet
from desk.work.models import Job
from risks.details import TURN
from risks.kinds import Grade
from tps.models import Election, PollingStation, Region


@pghistory.track(exclude=["client_id"])
class FallbackPlan(models.Model):
    """The plan of one station; `lacks` is kept in step with the rest by the actions (desk.recap.plans.rules).

    The signal point counts only once a person has confirmed it; `signal_metres` and `signal_bearing` (degrees from
    north) lead there from the station, its position is degrees WGS 84.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="fallback_plans", verbose_name=_("pemilihan"))
    station = models.OneToOneField(PollingStation, models.PROTECT, related_name="fallback_plan", verbose_name=_("TPS"))
    means = models.CharField(_("cara utama"), max_length=8, choices=Means, blank=True)
    reserve = models.CharField(_("cara cadangan"), max_length=8, choices=Means, blank=True)
    signal_name = models.CharField(_("titik sinyal"), max_length=160, blank=True)
    signal_source = models.CharField(_("asal titik sinyal"), max_length=8, choices=SignalSource, blank=True)
    signal_station = models.ForeignKey(
        PollingStation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("TPS bersinyal")
    )
    signal_grade = models.CharField(_("tingkat sinyal"), max_length=12, choices=Grade, blank=True)
    signal_metres = models.PositiveIntegerField(_("jarak (meter)"), null=True, blank=True)
    signal_bearing = models.PositiveSmallIntegerField(_("arah (derajat)"), null=True, blank=True)
    signal_confirmed_at = models.DateTimeField(_("titik sinyal dipastikan"), null=True, blank=True)
    signal_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decider = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instansi yang memutuskan")
    )
    decider_role = models.CharField(_("jabatan yang memutuskan"), max_length=120, blank=True)
    contact_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instansi yang dihubungi")
    )
    contact_role = models.CharField(_("jabatan yang dihubungi"), max_length=120, blank=True)
    leaves_at = models.DateTimeField(_("berangkat dari TPS"), null=True, blank=True)
    hands_over_at = models.DateTimeField(_("serah terima ke PPK"), null=True, blank=True)
    permission = models.CharField(_("nomor izin rekapitulasi manual"), max_length=80, blank=True)
    note = models.TextField(_("catatan"), max_length=600, blank=True)
    lacks = ArrayField(models.CharField(max_length=12, choices=Lack), default=list, verbose_name=_("yang kurang"))
    version = models.PositiveIntegerField(_("versi"), default=1)
    made_at = models.DateTimeField(_("dibuat"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(_("diubah"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = FallbackPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("rencana cadangan")
        verbose_name_plural = _("rencana cadangan")
        ordering = ["station"]
        indexes = [models.Index(fields=["election", "means"], name="fallback_means")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leaves_at__isnull=True)
                | models.Q(hands_over_at__isnull=True)
                | models.Q(leaves_at__lte=models.F("hands_over_at")),
                name="fallback_hours",
                violation_error_message=_("Serah terima tidak dapat lebih awal dari keberangkatan."),
            ),
            models.CheckConstraint(
                condition=models.Q(signal_bearing__isnull=True) | models.Q(signal_bearing__lt=TURN),
                name="fallback_bearing",
            ),
            models.CheckConstraint(
                condition=models.Q(signal_confirmed_at__isnull=True) | ~models.Q(signal_name=""),
                name="fallback_confirmed_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station}"

    @property
    def complete(self) -> bool:
        """Tell whether nothing is lacking."""
        return not self.lacks

    @property
    def lack_words(self) -> list[str]:
        """Give what is lacking in words."""
        return [str(Lack(each).label) for each in self.lacks]


class PlanSheets(models.Model):
    """The plan sheets of one region as a PDF with a page for each station, made by a job."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", verbose_name=_("pemilihan"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    pages = models.PositiveIntegerField(_("halaman"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("diminta"))
    made_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("lembar rencana")
        verbose_name_plural = _("lembar rencana")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.region}"
