"""Briefings: one paper for one agency and period, drafted, authorised, frozen, delivered."""

import hashlib

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS as DJANGO_WEEKDAYS
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.briefings.kinds import BriefingState, Confidence, Edition
from desk.briefings.querysets import BriefingQuerySet
from desk.paper.models import Document
from desk.post.kinds import Copy
from desk.post.models import Message
from tps.models import Election

WEEKDAYS = {number + 1: name for number, name in DJANGO_WEEKDAYS.items()}


@pghistory.track(exclude=["situation", "enclosure"])
class Briefing(models.Model):
    """One issue for one agency; `period` is a week (2024-W05) or a day, `as_of` the moment its figures stand for."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="briefings", verbose_name=_("instansi"))
    election = models.ForeignKey(Election, models.PROTECT, related_name="briefings", verbose_name=_("pemilihan"))
    edition = models.CharField(_("edisi"), max_length=10, choices=Edition, default=Edition.WEEKLY)
    period = models.CharField(_("periode"), max_length=10)
    revision = models.PositiveSmallIntegerField(_("revisi"), default=0)
    state = models.CharField(_("status"), max_length=10, choices=BriefingState, default=BriefingState.DRAFT)
    as_of = models.DateTimeField(_("keadaan per"))
    situation = models.JSONField(default=dict)
    enclosure = models.BinaryField(_("lampiran XLSX"), null=True, blank=True)
    enclosure_rows = models.PositiveIntegerField(default=0)
    cover_note = models.TextField(_("pengantar"), blank=True, max_length=2000)
    correction = models.CharField(_("alasan perbaikan"), max_length=300, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penyusun"),
    )
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pengesah"),
    )
    authorised_at = models.DateTimeField(_("disahkan"), null=True, blank=True)
    issued_at = models.DateTimeField(_("terbit"), null=True, blank=True)
    authorise_by = models.DateTimeField(_("disahkan paling lambat"), null=True, blank=True)
    by_rule = models.BooleanField(_("terbit menurut aturan"), default=False)
    confidence = models.CharField(_("keyakinan"), max_length=10, choices=Confidence, blank=True)
    confidence_note = models.CharField(_("dasar keyakinan"), max_length=300, blank=True)
    job_id = models.UUIDField(null=True, blank=True, editable=False)
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="briefing", verbose_name=_("dokumen")
    )
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="briefing")

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan")
        verbose_name_plural = _("laporan")
        ordering = ["-period", "agency__code", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "edition", "period", "revision"], name="briefing_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["issued", "superseded"]) | models.Q(document__isnull=False),
                name="briefing_issued_has_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}, {self.get_edition_display()}, {self.period}"

    @property
    def seen(self) -> str:
        """Give a mark of what a reader of the draft sees: it is another after a refresh and after every review."""
        parts = [self.as_of.isoformat(), self.cover_note, self.confidence, self.confidence_note]
        parts += [str(pk) for pk in self.amendments.standing().values_list("pk", flat=True)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@pghistory.track()
class Schedule(models.Model):
    """When a draft for an agency is made: ISO weekday 1 (Monday) to 7 and hour, in the province's zone."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="schedules", verbose_name=_("instansi"))
    edition = models.CharField(_("edisi"), max_length=10, choices=Edition, default=Edition.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("hari (1 Senin – 7 Minggu)"), validators=[MaxValueValidator(7)])
    hour = models.PositiveSmallIntegerField(_("jam (WIB)"), default=6, validators=[MaxValueValidator(23)])
    active = models.BooleanField(_("aktif"), default=True)

    class Meta:
        verbose_name = _("jadwal laporan")
        verbose_name_plural = _("jadwal laporan")
        constraints = [
            models.UniqueConstraint(fields=["agency", "edition"], name="schedule_once"),
            models.CheckConstraint(condition=models.Q(weekday__gte=1, weekday__lte=7), name="schedule_weekday"),
            models.CheckConstraint(condition=models.Q(hour__lte=23), name="schedule_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}, {self.get_edition_display()}"

    @property
    def day_name(self) -> str:
        """Give the weekday's name."""
        return str(WEEKDAYS[self.weekday])


@pghistory.track()
class Recipient(models.Model):
    """A mailbox of an agency that receives its briefings."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="recipients", verbose_name=_("instansi"))
    address = models.EmailField(_("alamat surel"))
    role = models.CharField(_("jabatan"), max_length=120, blank=True)
    line = models.CharField(_("baris"), max_length=2, choices=Copy, default=Copy.TO)
    active = models.BooleanField(_("aktif"), default=True)

    class Meta:
        verbose_name = _("penerima laporan")
        verbose_name_plural = _("penerima laporan")
        ordering = ["agency", "-line", "address"]
        constraints = [models.UniqueConstraint(fields=["agency", "address"], name="recipient_once")]

    def __str__(self) -> str:
        return self.address
