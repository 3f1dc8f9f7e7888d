"""Courier legs: how box and form travel from a station, and every hand-over on the way."""

import uuid
from datetime import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk.recap.legs import rules
from desk.recap.legs.kinds import Cargo, Holder, LegState, Side
from desk.recap.legs.querysets import CourierLegQuerySet
from risks.details import Mode
from tps.models import Election, PollingStation

_DEGREES = Q(to_latitude__gte=-90, to_latitude__lte=90, to_longitude__gte=-180, to_longitude__lte=180)


@pghistory.track(exclude=["client_id"])
class CourierLeg(models.Model):
    """One leg of the way from a station to PPK; the courier is a role, never a name. Moments are zone-aware.

    It begins at the station when `from_place` is empty. `to_latitude` and `to_longitude` are degrees WGS 84.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="courier_legs", verbose_name=_("pemilihan"))
    station = models.ForeignKey(PollingStation, models.PROTECT, related_name="courier_legs", verbose_name=_("TPS"))
    position = models.PositiveSmallIntegerField(_("urutan"), default=1)
    mode = models.CharField(_("moda"), max_length=10, choices=Mode)
    cargo = models.CharField(_("yang dibawa"), max_length=4, choices=Cargo, default=Cargo.BOTH)
    from_place = models.CharField(_("dari"), max_length=120, blank=True)
    to_place = models.CharField(_("ke"), max_length=120)
    to_latitude = models.FloatField(_("lintang tujuan"), null=True, blank=True)
    to_longitude = models.FloatField(_("bujur tujuan"), null=True, blank=True)
    leaves_at = models.DateTimeField(_("rencana berangkat"))
    arrives_at = models.DateTimeField(_("rencana tiba"))
    left_at = models.DateTimeField(_("berangkat"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("tiba"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    version = models.PositiveIntegerField(_("versi"), default=1)
    made_at = models.DateTimeField(_("dibuat"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = CourierLegQuerySet.as_manager()

    class Meta:
        verbose_name = _("perjalanan kurir")
        verbose_name_plural = _("perjalanan kurir")
        ordering = ["station", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(leaves_at__lt=F("arrives_at")),
                name="leg_expected_in_order",
                violation_error_message=_("Rencana tiba harus sesudah rencana berangkat."),
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(left_at__isnull=False, left_at__lte=F("arrived_at")),
                name="leg_actual_in_order",
                violation_error_message=_("Jam tiba tidak dapat lebih awal dari jam berangkat."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(left_at__isnull=True), name="leg_cancelled_before_leaving"
            ),
            models.CheckConstraint(
                condition=Q(to_latitude__isnull=True, to_longitude__isnull=True)
                | Q(to_latitude__isnull=False, to_longitude__isnull=False) & _DEGREES,
                name="leg_goal_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["election", "arrives_at"],
                name="leg_open",
                condition=Q(cancelled_at__isnull=True, arrived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} → {self.to_place}"

    @property
    def start(self) -> str:
        """Give where the leg begins."""
        return self.from_place or str(self.station)

    @property
    def times(self) -> rules.Times:
        """Give the moments for the rules."""
        return rules.Times(
            self.leaves_at, self.arrives_at, self.left_at, self.arrived_at, self.cancelled_at is not None
        )

    @property
    def standing(self) -> LegState:
        """Give how the leg stands."""
        return rules.state(self.times)

    def late(self, at: datetime) -> int:
        """Give by how many minutes it is late at a moment."""
        return rules.late_minutes(self.times, at)


_NEVER_CHANGED = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class HandOver(models.Model):
    """One hand-over on a leg, from a role to another; only ever added, its signatures stand beside it."""

    leg = models.ForeignKey(CourierLeg, models.PROTECT, related_name="hand_overs", verbose_name=_("perjalanan"))
    cargo = models.CharField(_("yang diserahkan"), max_length=4, choices=Cargo, default=Cargo.BOTH)
    giver = models.CharField(_("yang menyerahkan"), max_length=10, choices=Holder)
    receiver = models.CharField(_("yang menerima"), max_length=10, choices=Holder)
    place = models.CharField(_("tempat"), max_length=120, blank=True)
    happened_at = models.DateTimeField(_("waktu serah terima"))
    recorded_at = models.DateTimeField(_("dicatat"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="hand_over_two_roles",
                violation_error_message=_("Yang menyerahkan dan yang menerima harus dua pihak yang berbeda."),
            ),
            models.CheckConstraint(condition=Q(happened_at__lte=F("recorded_at")), name="hand_over_not_in_future"),
        ]
        triggers = _NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class HandOverSignature(models.Model):
    """That one side of a hand-over has signed the paper; only ever added."""

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="signatures")
    side = models.CharField(_("pihak"), max_length=8, choices=Side)
    recorded_at = models.DateTimeField(_("dicatat"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("tanda tangan serah terima")
        verbose_name_plural = _("tanda tangan serah terima")
        ordering = ["hand_over", "side"]
        constraints = [models.UniqueConstraint(fields=["hand_over", "side"], name="hand_over_signed_once")]
        triggers = _NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.side}"
