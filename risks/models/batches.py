"""What people did to many risks at once, and how each of them stood before: enough to take it back as a whole."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from risks.kinds import Outcome, Status
from risks.models.flags import Flag
from risks.models.observations import Observation
from tps.models import Region


class BatchAction(models.TextChoices):
    """What was done to many risks at once."""

    VERIFY = "verify", _("Verifikasi")
    DISMISS = "dismiss", _("Tolak")
    MERGE = "merge", _("Gabungkan sebagai ganda")
    ASSIGN = "assign", _("Tunjuk penanggung jawab")
    REGION = "region", _("Tetapkan wilayah")


class Batch(models.Model):
    """One action on many risks: who, when, how many were changed and how many left with which reason."""

    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    action = models.CharField(_("tindakan"), max_length=10, choices=BatchAction)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches", verbose_name=_("pelaku")
    )
    at = models.DateTimeField(_("waktu"))
    comment = models.TextField(_("catatan"), blank=True)
    outcome = models.CharField(_("alasan ditolak"), max_length=12, choices=Outcome, blank=True)
    into = models.ForeignKey(
        Flag, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ganda dari")
    )
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instansi penanggung jawab")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("petugas")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wilayah")
    )
    done = models.PositiveIntegerField(_("diubah"), default=0)
    left = models.JSONField(_("dilewati menurut alasan"), default=dict, blank=True)
    undo_until = models.DateTimeField(_("dapat diurungkan sampai"))
    undone_at = models.DateTimeField(_("diurungkan"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pengurung")
    )
    undone = models.PositiveIntegerField(_("dikembalikan"), default=0)
    kept = models.JSONField(_("tidak dikembalikan menurut alasan"), default=dict, blank=True)

    class Meta:
        verbose_name = _("tindakan massal")
        verbose_name_plural = _("tindakan massal")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["actor", "-id"], name="batch_of_actor")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

    def undoable(self, at: datetime) -> bool:
        """Tell whether it can still be taken back at a moment."""
        return self.done > 0 and self.undone_at is None and at <= self.undo_until


class BatchItem(models.Model):
    """How one risk stood before a batch changed it, and the version that the batch left behind.

    Read by its batch only, so the columns that keep what stood there have no indexes of their own. Risk and statement
    are not checked by the database: rows are made from both under lock, by one statement, and the undo of a list, which
    alone deletes any, takes these along.
    """

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="items", db_index=False, verbose_name=_("tindakan massal")
    )
    flag = models.ForeignKey(Flag, models.CASCADE, related_name="+", db_constraint=False, verbose_name=_("risiko"))
    status = models.CharField(_("status"), max_length=10, choices=Status)
    outcome = models.CharField(_("alasan ditolak"), max_length=12, choices=Outcome, blank=True)
    duplicate_of = models.ForeignKey(
        Flag, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("ganda dari")
    )
    since = models.DateTimeField(_("berstatus ini sejak"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("verifikator"),
    )
    verified_at = models.DateTimeField(_("diverifikasi"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    owner = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("instansi penanggung jawab"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("petugas"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("wilayah")
    )
    statement = models.ForeignKey(
        Observation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("pernyataan yang ikut diverifikasi"),
    )
    version = models.DateTimeField(_("versi sesudahnya"))

    class Meta:
        verbose_name = _("risiko dalam tindakan massal")
        verbose_name_plural = _("risiko dalam tindakan massal")
        constraints = [models.UniqueConstraint(fields=["batch", "flag"], name="batch_item_once")]

    def __str__(self) -> str:
        return f"R-{self.flag_id:04d}"
