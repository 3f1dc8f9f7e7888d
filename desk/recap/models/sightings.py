"""What the desk saw of result forms, and what all that adds up to."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.agencies.models import Agency
from desk.files.models import StoredFile
from desk.recap.kinds import FormState, How, Online
from desk.recap.querysets import CountQuerySet, SightingQuerySet, StandingQuerySet
from tps.models import Election, PollingStation, Race

_NOT_EMPTY = ~Q(permission_number="")


@pghistory.track(pghistory.UpdateEvent("before", row=pghistory.Old), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FormSighting(models.Model):
    """One sighting of the result form of one race at one station; rows are only added, never changed.

    `seen_at` is when the form was seen so, `recorded_at` when the desk wrote it down, both zone-aware. Nothing of what
    the form says is kept: no votes. Its photo (`evidence`) shows them, so only who may enter sightings at the place
    sees it (desk.recap.photos). A mistaken entry is taken back, which stays visible.
    """

    election = models.ForeignKey(
        Election, models.PROTECT, related_name="sightings", verbose_name=_("pemilihan"), db_index=False
    )
    station = models.ForeignKey(
        PollingStation, models.PROTECT, related_name="sightings", verbose_name=_("TPS"), db_index=False
    )
    race = models.ForeignKey(
        Race, models.PROTECT, related_name="sightings", verbose_name=_("jenis surat suara"), db_index=False
    )
    state = models.CharField(_("keadaan"), max_length=14, choices=FormState)
    how = models.CharField(_("cara"), max_length=8, choices=How, default=How.BROWSER)
    seen_at = models.DateTimeField(_("dilihat"))
    recorded_at = models.DateTimeField(_("dicatat"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pencatat")
    )
    source = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="sightings", verbose_name=_("sumber")
    )
    note = models.TextField(_("catatan"), blank=True)
    permission_number = models.CharField(_("nomor izin"), max_length=100, blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("foto bukti")
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("berkas asal")
    )
    row = models.PositiveIntegerField(_("baris berkas"), null=True, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    taken_back_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dibatalkan oleh"),
    )

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("penglihatan formulir")
        verbose_name_plural = _("penglihatan formulir")
        ordering = ["-seen_at", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FormState.values), name="sighting_state_known"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="sighting_how_known"),
            models.CheckConstraint(
                condition=Q(state=FormState.MANUAL.value) & _NOT_EMPTY | ~Q(state=FormState.MANUAL.value) & ~_NOT_EMPTY,
                name="sighting_manual_has_permission",
                violation_error_message=_("Rekap manual memerlukan nomor izin. Tulis nomor surat izinnya."),
            ),
            models.CheckConstraint(
                condition=Q(seen_at__lte=models.F("recorded_at")),
                name="sighting_seen_before_recorded",
                violation_error_message=_("Waktu dilihat ada di masa depan; isi waktu saat formulir itu dilihat."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True) | Q(taken_back_at__isnull=False),
                name="sighting_taken_back_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "race", "seen_at"], name="sighting_form"),
            models.Index(fields=["election", "recorded_at"], name="sighting_recorded"),
            models.Index(fields=["recorded_by", "-recorded_at"], name="sighting_by_person"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="append_only", exclude=["taken_back_at", "taken_back_by"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.race_id} {self.state}"


class FormStanding(models.Model):
    """Where one form stands: desk.recap.rules.derive of its sightings, written in the transaction of each of them.

    `place` is the dotted village code under which the form is counted; `counted_at` and `visible_at` are when it was
    first seen counted and first seen visible.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", db_index=False)
    station = models.ForeignKey(PollingStation, models.PROTECT, related_name="form_standings", db_index=False)
    race = models.ForeignKey(Race, models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=13)
    state = models.CharField(_("keadaan"), max_length=14, choices=FormState, blank=True)
    online = models.CharField(_("foto formulir"), max_length=8, choices=Online, blank=True, default=Online.NO)
    sighting = models.ForeignKey(FormSighting, models.PROTECT, null=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField(_("dilihat"), null=True)
    recorded_at = models.DateTimeField(_("dicatat"), null=True)
    number = models.PositiveIntegerField(_("jumlah laporan"), default=0)
    back = models.BooleanField(_("mundur"), default=False)
    disputed = models.BooleanField(_("berbeda laporan"), default=False)
    counted_at = models.DateTimeField(null=True)
    visible_at = models.DateTimeField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("keadaan formulir")
        verbose_name_plural = _("keadaan formulir")
        ordering = ["station", "race"]
        constraints = [models.UniqueConstraint(fields=["station", "race"], name="standing_once")]
        indexes = [
            # Covers all counts below a district, so that no row is visited for them.
            models.Index(
                fields=["election", "place", "race"], include=["state", "online", "station"], name="standing_place"
            ),
            models.Index(fields=["election", "place"], condition=Q(disputed=True), name="standing_disputed"),
            models.Index(fields=["election", "place"], condition=Q(back=True), name="standing_back"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.race_id} {self.state}"


class FormCount(models.Model):
    """How many forms of a race stand so in a district; kept in the transaction of each sighting.

    No constraint holds `number` at 0 or more: the one statement that moves a form from one counter to another inserts
    -1 before it finds the row to add it to.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", db_index=False)
    district = models.CharField(max_length=8)
    race = models.ForeignKey(Race, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=14, blank=True)
    online = models.CharField(max_length=8, blank=True)
    number = models.IntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("jumlah formulir")
        verbose_name_plural = _("jumlah formulir")
        constraints = [
            models.UniqueConstraint(
                fields=["election", "district", "race", "state", "online"], include=["number"], name="count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.race_id} {self.state}: {self.number}"


class Pulse(models.Model):
    """Beats with every change of an election's recap; parted into shards so that writers do not wait for each other."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="+", db_index=False)
    shard = models.PositiveSmallIntegerField()
    version = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("denyut rekap")
        verbose_name_plural = _("denyut rekap")
        constraints = [models.UniqueConstraint(fields=["election", "shard"], include=["version"], name="pulse_once")]

    def __str__(self) -> str:
        return f"{self.election_id}/{self.shard}: {self.version}"
