"""Polling stations of an election."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tps.cells import cell
from tps.kinds import PositionSource
from tps.models.elections import Election
from tps.models.regions import Region
from tps.querysets import StationQuerySet

_IN_RANGE = models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)


@pghistory.track(
    pghistory.UpdateEvent("before", row=pghistory.Old),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["origin"],
)
class PollingStation(models.Model):
    """One TPS of one election; (election, code) is its key.

    `code` has 13 digits as the roster spells it and may hold an old village code; `region` is the village of today.
    `latitude` and `longitude` are degrees WGS 84; `cell` is their Morton cell (tps.cells). A station without a real
    position is drawn at its district's centre: position_source "district-centre" with the drawn place in both
    columns, so that every reader of positions meets one rule.
    """

    # No index of its own: every composite one below begins with the election.
    election = models.ForeignKey(
        Election, models.PROTECT, related_name="stations", verbose_name=_("pemilihan"), db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="stations", verbose_name=_("desa/kelurahan"))
    number = models.PositiveSmallIntegerField(_("nomor"))
    code = models.CharField(_("kode TPS"), max_length=13)
    special = models.BooleanField(_("lokasi khusus"), default=False)
    voters = models.PositiveIntegerField(_("pemilih"), null=True, blank=True)
    voters_male = models.PositiveIntegerField(_("pemilih laki-laki"), null=True, blank=True)
    voters_female = models.PositiveIntegerField(_("pemilih perempuan"), null=True, blank=True)
    address = models.CharField(_("alamat"), max_length=240, blank=True)
    opens_at = models.TimeField(_("buka (WIB)"), null=True, blank=True)
    closes_at = models.TimeField(_("tutup (WIB)"), null=True, blank=True)
    latitude = models.FloatField(_("lintang"), null=True, blank=True)
    longitude = models.FloatField(_("bujur"), null=True, blank=True)
    position_source = models.CharField(
        _("sumber posisi"), max_length=16, choices=PositionSource, blank=True, default=PositionSource.NONE
    )
    cell = models.BigIntegerField(null=True, blank=True, editable=False)
    # Which data a person has corrected by hand (tps.kinds.CorrectedField without the position): no file changes them.
    corrected = ArrayField(
        models.CharField(max_length=10), verbose_name=_("koreksi petugas"), default=list, db_default=[], blank=True
    )
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    missing_since = models.DateTimeField(_("hilang dari berkas sejak"), null=True, blank=True)
    # The import that created it; written once, with the row. Found by election, so no index of its own, and imports
    # are kept for ever, so no constraint: a command writes the import's row after its stations, in one transaction.
    origin = models.ForeignKey(
        "tps.RosterImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="stations",
        verbose_name=_("impor asal"),
        db_index=False,
        db_constraint=False,
    )

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("TPS")
        verbose_name_plural = _("TPS")
        ordering = ["election", "code"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="station_code_once"),
            models.UniqueConstraint(fields=["election", "region", "number"], name="station_number_once"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{13}$"), name="station_code_digits"),
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=999), name="station_number_range"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False) & _IN_RANGE,
                name="station_position_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, position_source="")
                | models.Q(latitude__isnull=False) & ~models.Q(position_source=""),
                name="station_position_has_source",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, cell__isnull=True)
                | models.Q(latitude__isnull=False, cell__isnull=False),
                name="station_cell_with_position",
            ),
            models.CheckConstraint(
                condition=models.Q(voters_male__isnull=True)
                | models.Q(voters_female__isnull=True)
                | models.Q(voters__isnull=True)
                | models.Q(voters=models.F("voters_male") + models.F("voters_female")),
                name="station_voters_add_up",
                violation_error_message=_("Pemilih laki-laki dan perempuan tidak sama dengan jumlah pemilih."),
            ),
        ]
        indexes = [
            # Common numbers are met soon in any order; only the rare ones need a way of their own.
            models.Index(fields=["election", "number"], name="station_rare_number", condition=models.Q(number__gte=40)),
            models.Index(
                fields=["election", "cell"],
                name="station_cell",
                include=["id", "latitude", "longitude", "region"],
            ),
            # Both hold few rows of a whole country: what waits for a decision, and what was decided.
            models.Index(
                fields=["election", "missing_since"],
                name="station_missing",
                condition=models.Q(missing_since__isnull=False),
            ),
            models.Index(
                fields=["election", "withdrawn_at"],
                name="station_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"TPS {self.number:03d} {self.region.name}"

    def save(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Keep the cell in step with the position."""
        if self.latitude is not None and self.longitude is not None:
            self.cell = cell(self.latitude, self.longitude)
            self.position_source = self.position_source or PositionSource.MANUAL
        else:
            self.cell = None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "cell", "position_source"}
        super().save(*args, **kwargs)

    @property
    def approximate(self) -> bool:
        """Tell whether the position is only the district's centre."""
        return self.position_source == PositionSource.DISTRICT_CENTRE
