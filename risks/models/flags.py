"""The desk's risks: one open flag for each place and kind."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from risks.assessing import Impact, Likelihood
from risks.kinds import OPEN_STATUSES, Kind, Outcome, Severity, SeveritySource, Status
from risks.models.history import tracked
from risks.querysets import FlagQuerySet, severity_rank
from tps.models import Election, PollingStation, Region

PLACED_ONCE = models.Q(station__isnull=False, region__isnull=True) | models.Q(
    station__isnull=True, region__isnull=False
)


@tracked(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Flag(models.Model):
    """A risk that the desk follows, at one station or for one region."""

    # Three indexes below begin with the election, so it has none of its own. What few risks have is indexed below only
    # where it is there: every change of a status writes anew to each index that its row is in.
    election = models.ForeignKey(
        Election, models.PROTECT, related_name="flags", db_index=False, verbose_name=_("pemilihan")
    )
    station = models.ForeignKey(
        PollingStation, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("TPS")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="flags", db_index=False, verbose_name=_("wilayah")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    severity = models.CharField(_("keparahan"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REPORTED)
    outcome = models.CharField(_("alasan ditolak"), max_length=12, choices=Outcome, blank=True)
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        db_index=False,
        verbose_name=_("ganda dari"),
    )
    note = models.TextField(_("keterangan"), blank=True)
    internal_note = models.TextField(_("catatan internal"), blank=True)
    likelihood = models.PositiveSmallIntegerField(_("kemungkinan"), choices=Likelihood, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("dampak"), choices=Impact, null=True, blank=True)
    severity_source = models.CharField(
        _("asal keparahan"),
        max_length=8,
        choices=SeveritySource,
        default=SeveritySource.GRADE,
        db_default=SeveritySource.GRADE.value,
    )
    severity_reason = models.TextField(_("alasan keparahan"), blank=True)
    owner = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="flags",
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
    review_on = models.DateField(_("ditinjau lagi"), null=True, blank=True)
    since = models.DateTimeField(_("berstatus ini sejak"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pelapor"),
    )
    reported_at = models.DateTimeField(_("dilaporkan"), null=True, blank=True)
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
    changed_at = models.DateTimeField(_("diubah"), auto_now=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("risiko")
        verbose_name_plural = _("risiko")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=PLACED_ONCE, name="flag_station_or_region"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="flag_kind_known"),
            models.CheckConstraint(condition=models.Q(severity__in=Severity.values), name="flag_severity_known"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="flag_status_known"),
            models.CheckConstraint(
                condition=models.Q(status="dismissed") & ~models.Q(outcome="")
                | ~models.Q(status="dismissed") & models.Q(outcome=""),
                name="flag_dismissed_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of__isnull=True) | models.Q(outcome="duplicate"),
                name="flag_duplicate",
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of__isnull=True) | ~models.Q(duplicate_of=models.F("id")),
                name="flag_not_its_own_duplicate",
                violation_error_message=_("Risiko tidak dapat menjadi ganda dari dirinya sendiri."),
            ),
            models.CheckConstraint(
                condition=models.Q(likelihood__isnull=True, impact__isnull=True)
                | models.Q(likelihood__isnull=False, impact__isnull=False)
                & models.Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="flag_matrix",
                violation_error_message=_("Kemungkinan dan dampak diisi bersama, masing-masing 1 sampai 5."),
            ),
            models.CheckConstraint(
                condition=models.Q(severity_source="grade")
                | models.Q(severity_source="matrix", likelihood__isnull=False)
                | models.Q(severity_source="hand") & ~models.Q(severity_reason=""),
                name="flag_severity_source",
                violation_error_message=_("Keparahan yang ditetapkan petugas memerlukan alasan."),
            ),
            models.UniqueConstraint(
                fields=["election", "station", "kind"],
                condition=models.Q(status__in=OPEN_STATUSES, station__isnull=False),
                name="flag_one_open_station",
            ),
            models.UniqueConstraint(
                fields=["election", "region", "kind"],
                condition=models.Q(status__in=OPEN_STATUSES, region__isnull=False),
                name="flag_one_open_region",
            ),
        ]
        indexes = [
            models.Index(
                fields=["election", "station", "kind", "severity"],
                name="flag_open",
                condition=models.Q(status__in=OPEN_STATUSES),
            ),
            models.Index(fields=["election", "status", "kind"], name="flag_status"),
            # By equality and by beginning, of the few risks that are of a region and not of a station.
            models.Index(
                fields=["region"],
                opclasses=["varchar_pattern_ops"],
                condition=models.Q(region__isnull=False),
                name="flag_region",
            ),
            models.Index(fields=["owner"], condition=models.Q(owner__isnull=False), name="flag_owner"),
            models.Index(fields=["assignee"], condition=models.Q(assignee__isnull=False), name="flag_assignee"),
            models.Index(
                fields=["duplicate_of"], condition=models.Q(duplicate_of__isnull=False), name="flag_duplicates"
            ),
            GinIndex(SearchVector("note", config="simple"), name="flag_note"),
            # The register's own order, so that its first page is read and not sorted out of all risks.
            models.Index(F("election"), severity_rank().desc(), F("id").desc(), name="flag_worst_first"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Give the number by which people name this risk, like R-0244."""
        return f"R-{self.pk:04d}" if self.pk else "R-"

    @property
    def version(self) -> str:
        """Give what changes with every change of the row, for forms to hand back."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def place(self) -> str:
        """Give the dotted code of the region in which the risk lies."""
        return self.station.region_id if self.station else str(self.region_id)

    @property
    def open(self) -> bool:
        """Tell whether the desk still works on it."""
        return self.status in OPEN_STATUSES
