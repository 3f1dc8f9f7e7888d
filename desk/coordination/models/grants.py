"""Grant agreements (NPHD) of an election, their versions (the agreement and its addenda), instalments and payments."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.coordination.grants.kinds import MOST
from desk.coordination.grants.querysets import GrantQuerySet, InstalmentQuerySet
from desk.files.models import StoredFile
from tps.models import Election, Region


@pghistory.track(exclude=["client_id"])
class Grant(models.Model):
    """Money that a province or regency grants an agency for an election; its figures are those of `current`."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="grants", verbose_name=_("pemilihan"))
    giver = models.ForeignKey(Region, models.PROTECT, related_name="grants", verbose_name=_("pemberi hibah"))
    receiver = models.ForeignKey(Agency, models.PROTECT, related_name="grants", verbose_name=_("penerima hibah"))
    current = models.OneToOneField(
        "GrantVersion", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("yang berlaku")
    )
    simulated = models.BooleanField(_("simulasi"), default=False)
    created_at = models.DateTimeField(_("dicatat"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("perjanjian hibah")
        verbose_name_plural = _("perjanjian hibah")
        ordering = ["giver", "receiver", "pk"]

    def __str__(self) -> str:
        return f"{self.giver} · {self.receiver}"


@pghistory.track(exclude=["client_id"])
class GrantVersion(models.Model):
    """The agreement (version 1) or an addendum to it: number, day of signing and total in rupiah."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="versions", verbose_name=_("perjanjian hibah"))
    version = models.PositiveSmallIntegerField(_("versi"))
    number = models.CharField(_("nomor"), max_length=160)
    signed_on = models.DateField(_("ditandatangani"))
    amount = models.DecimalField(_("nilai (rupiah)"), max_digits=17, decimal_places=2)
    reason = models.CharField(_("isi perubahan"), max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("naskah")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("pencatat")
    )
    written_at = models.DateTimeField(_("dicatat"))
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("naskah perjanjian hibah")
        verbose_name_plural = _("naskah perjanjian hibah")
        ordering = ["grant", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "version"], name="grant_version_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, amount__lte=MOST), name="grant_amount_sensible"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="grant_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.number


@pghistory.track()
class Instalment(models.Model):
    """One planned payment of a version; `percent` says that it was agreed as a share of the total."""

    version = models.ForeignKey(GrantVersion, models.CASCADE, related_name="instalments", verbose_name=_("naskah"))
    position = models.PositiveSmallIntegerField(_("tahap"))
    percent = models.DecimalField(_("persen"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("nilai (rupiah)"), max_digits=17, decimal_places=2)
    due_on = models.DateField(_("jatuh tempo"))

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tahap pencairan")
        verbose_name_plural = _("tahap pencairan")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="instalment_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, amount__lte=MOST), name="instalment_amount_sensible"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(percent__gt=0, percent__lte=100),
                name="instalment_percent_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


@pghistory.track(exclude=["client_id"])
class Payment(models.Model):
    """Money that arrived for an instalment, all of it or a part; one entered by mistake is withdrawn, not deleted."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payments", verbose_name=_("perjanjian hibah"))
    position = models.PositiveSmallIntegerField(_("tahap"))
    paid_on = models.DateField(_("dibayar"))
    amount = models.DecimalField(_("nilai (rupiah)"), max_digits=17, decimal_places=2)
    reference = models.CharField(_("nomor bukti"), max_length=160, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("berkas")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("pencatat")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("alasan penarikan"), max_length=300, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("pencairan hibah")
        verbose_name_plural = _("pencairan hibah")
        ordering = ["paid_on", "pk"]
        indexes = [
            models.Index(
                fields=["grant", "position"], name="payment_standing", condition=models.Q(withdrawn_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0, amount__lte=MOST), name="payment_amount_sensible"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="payment_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.position}"
