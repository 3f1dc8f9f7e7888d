"""The checklist of readiness, version by version, and what agencies said of its items; statements are never changed."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.readiness.kinds import FARTHEST, LONGEST_STALE, CountsFrom, Said, Subject
from desk.coordination.readiness.querysets import StatementQuerySet
from desk.files.models import StoredFile
from tps.models import Election, Region, Stage


@pghistory.track(exclude=["client_id"])
class ReadinessChecklist(models.Model):
    """One version of an election's checklist; the newest is in force, none means the shipped one (version 0)."""

    election = models.ForeignKey(
        Election, models.CASCADE, related_name="readiness_checklists", verbose_name=_("pemilihan")
    )
    version = models.PositiveSmallIntegerField(_("versi"))
    reason = models.CharField(_("alasan perubahan"), max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("penulis")
    )
    written_at = models.DateTimeField(_("ditulis"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("daftar butir kesiapan")
        verbose_name_plural = _("daftar butir kesiapan")
        ordering = ["election", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["election", "version"], name="readiness_checklist_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="readiness_checklist_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.election} ({self.version})"


class ReadinessItem(models.Model):
    """One item in one version; `day` counts from polling day or the stage's first day, statements fade after days."""

    checklist = models.ForeignKey(ReadinessChecklist, models.CASCADE, related_name="items")
    code = models.SlugField(_("kode"), max_length=40)
    subject = models.CharField(_("bidang"), max_length=12, choices=Subject)
    title = models.CharField(_("butir"), max_length=160)
    help = models.CharField(_("penjelasan"), max_length=300, blank=True)
    counts_from = models.CharField(_("dihitung dari"), max_length=8, choices=CountsFrom, default=CountsFrom.POLLING)
    # A stage that was removed leaves the item without a day; it does not fall back to polling day.
    stage = models.ForeignKey(
        Stage, models.SET_NULL, null=True, blank=True, related_name="readiness_items", verbose_name=_("tahapan")
    )
    day = models.SmallIntegerField(_("hari"))
    stale_days = models.PositiveSmallIntegerField(_("kedaluwarsa sesudah (hari)"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("butir kesiapan")
        verbose_name_plural = _("butir kesiapan")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "code"], name="readiness_item_once"),
            models.CheckConstraint(
                condition=models.Q(day__gte=-FARTHEST, day__lte=FARTHEST), name="readiness_item_day"
            ),
            models.CheckConstraint(
                condition=models.Q(stale_days__gte=1, stale_days__lte=LONGEST_STALE), name="readiness_item_stale"
            ),
            models.CheckConstraint(condition=models.Q(subject__in=Subject.values), name="readiness_item_subject"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(exclude=["batch"])
class ReadinessStatement(models.Model):
    """What an agency said of an item in a kecamatan; a correction is a newer statement.

    `asked` is the item's title when it was said; `observed_at` and `recorded_at` are zone-aware.
    """

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="readiness_statements", verbose_name=_("pemilihan")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="readiness_statements", verbose_name=_("kecamatan"))
    item = models.SlugField(_("kode butir"), max_length=40)
    asked = models.CharField(_("butir"), max_length=160)
    state = models.CharField(_("keadaan"), max_length=8, choices=Said)
    source = models.ForeignKey(
        Agency, models.PROTECT, related_name="readiness_statements", verbose_name=_("instansi yang menyatakan")
    )
    informant = models.CharField(_("narasumber (jabatan)"), max_length=120, blank=True)
    observed_at = models.DateTimeField(_("diamati"))
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("berkas")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("pencatat")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    # One press of the button, over one item or hundreds: the same press sent again finds it.
    batch = models.UUIDField(editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("keterangan kesiapan")
        verbose_name_plural = _("keterangan kesiapan")
        ordering = ["-observed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["election", "region", "item", "source", "-observed_at", "-id"], name="readiness_newest"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "region", "item"], name="readiness_said_once"),
            models.CheckConstraint(condition=models.Q(state__in=Said.values), name="readiness_state_known"),
            models.CheckConstraint(
                condition=models.Q(observed_at__lte=models.F("recorded_at")), name="readiness_observed_before"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.asked}: {self.get_state_display()}"
