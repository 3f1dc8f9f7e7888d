"""Claims: numbers that a source states without a list of stations."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from risks.claims_querysets import ClaimQuerySet
from risks.kinds import Kind
from tps.models import Election, Region


class Unit(models.TextChoices):
    """What a claimed number counts."""

    STATIONS = "stations", _("TPS")
    VOTERS = "voters", _("pemilih")
    VILLAGES = "villages", _("desa/kelurahan")


@pghistory.track(exclude=["client_id"])
class Claim(models.Model):
    """One number that one source states of one region; never added to another, corrected only by a later claim."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="claims", verbose_name=_("pemilihan"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="claims", verbose_name=_("wilayah"))
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    number = models.PositiveIntegerField(_("angka"))
    unit = models.CharField(_("satuan"), max_length=8, choices=Unit, default=Unit.STATIONS)
    counts = models.CharField(_("yang dihitung"), max_length=200, blank=True)
    source = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("sumber")
    )
    source_text = models.CharField(_("sumber lain"), max_length=160, blank=True)
    as_of = models.DateField(_("keadaan per tanggal"), null=True, blank=True)
    reference = models.CharField(_("dokumen"), max_length=200, blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("berkas dokumen")
    )
    note = models.TextField(_("keterangan"), blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name=_("menggantikan")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pencatat")
    )
    recorded_at = models.DateTimeField(_("dicatat"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("penarik")
    )
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    withdrawal = models.TextField(_("alasan penarikan"), blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("pernyataan angka")
        verbose_name_plural = _("pernyataan angka")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="claim_kind_known"),
            models.CheckConstraint(condition=models.Q(unit__in=Unit.values), name="claim_unit_known"),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False, source_text="")
                | models.Q(source__isnull=True) & ~models.Q(source_text=""),
                name="claim_one_source",
                violation_error_message=_("Pilih satu instansi, atau tulis sumber lain; jangan keduanya."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawal="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawal=""),
                name="claim_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | ~models.Q(supersedes=models.F("pk")),
                name="claim_not_its_own",
            ),
        ]
        indexes = [models.Index(fields=["election", "kind", "region"], name="claim_place")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Give the number by which people name this claim, like P-0012."""
        return f"P-{self.pk:04d}" if self.pk else "P-"

    @property
    def said_by(self) -> str:
        """Give the source's name as tables show it."""
        return self.source.label if self.source else self.source_text
