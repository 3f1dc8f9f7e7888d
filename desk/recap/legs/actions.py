"""The words of change for courier legs: planned, left, arrived, cancelled, handed over, signed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.recap.legs.kinds import LegState, Side
from desk.recap.models import CourierLeg, HandOver, HandOverSignature

SKEW = timedelta(minutes=5)  # a clock in the field may run ahead by so much
COLUMNS = (
    "position",
    "mode",
    "cargo",
    "from_place",
    "to_place",
    "to_latitude",
    "to_longitude",
    "leaves_at",
    "arrives_at",
    "note",
)


class Refused(Exception):
    """The change cannot be made; the text is a sentence for the person."""


def plan(leg: CourierLeg, *, actor: User | None, at: datetime) -> CourierLeg:
    """Write a new leg, or change one that has not left as its form has merged it.

    A leg that stands like that already is left alone; a new one sent twice (same UUID) counts once.
    """
    if leg.pk is None:
        return _made(leg, actor, at)
    with acting(actor, "leg.change", place=leg.station.region_id):
        now = _locked(leg)
        _must(now, LegState.PLANNED)
        if any(getattr(leg, name) != getattr(now, name) for name in COLUMNS):
            leg.version = now.version + 1
            leg.save(update_fields=[*COLUMNS, "version"])
    return leg


def leave(leg: CourierLeg, *, when: datetime, actor: User | None, at: datetime) -> CourierLeg:
    """Write down that a leg has left; said again it changes nothing."""
    return _move(leg, "leg.leave", "left_at", LegState.PLANNED, when, actor, at)


def arrive(leg: CourierLeg, *, when: datetime, actor: User | None, at: datetime) -> CourierLeg:
    """Write down that a leg has arrived; said again it changes nothing."""
    return _move(leg, "leg.arrive", "arrived_at", LegState.UNDER_WAY, when, actor, at)


def cancel(leg: CourierLeg, *, reason: str, actor: User | None, at: datetime) -> CourierLeg:
    """Cancel a leg that has not left."""
    with acting(actor, "leg.cancel", reason=reason, place=leg.station.region_id):
        now = _locked(leg)
        if now.cancelled_at is None:
            _must(now, LegState.PLANNED)
            now.cancelled_at = at
            now.version += 1
            now.save(update_fields=["cancelled_at", "version"])
    return now


def hand_over(row: HandOver, *, signed: Collection[str], actor: User | None, at: datetime) -> HandOver:
    """Record a hand-over with the signatures that stand on its paper; sent twice (same UUID) it counts once."""
    known = HandOver.objects.filter(client_id=row.client_id).first()
    if known:
        return known
    if row.happened_at > at + SKEW:
        raise Refused(_("Waktu serah terima ada di masa depan. Isi waktu saat barang diserahkan."))
    row.happened_at = min(row.happened_at, at)
    try:
        with acting(actor, "leg.hand-over", place=row.leg.station.region_id), transaction.atomic():
            now = _locked(row.leg)
            if now.cancelled_at is not None:
                raise Refused(_("Perjalanan ini dibatalkan; catat serah terima di perjalanan yang lain."))
            row.recorded_at, row.recorded_by = at, actor
            row.save(force_insert=True)
            for side in Side.values:
                if side in signed:
                    HandOverSignature.objects.create(hand_over=row, side=side, recorded_at=at, recorded_by=actor)
    except IntegrityError:
        known = HandOver.objects.filter(client_id=row.client_id).first()
        if known is None:
            raise
        return known
    return row


def sign(row: HandOver, side: str, *, actor: User | None, at: datetime) -> None:
    """Record the signature of one side that was missing; twice it stands once."""
    with acting(actor, "leg.sign", place=row.leg.station.region_id):
        HandOverSignature.objects.get_or_create(
            hand_over=row, side=side, defaults={"recorded_at": at, "recorded_by": actor}
        )


def _made(leg: CourierLeg, actor: User | None, at: datetime) -> CourierLeg:
    try:
        with acting(actor, "leg.plan", place=leg.station.region_id), transaction.atomic():
            leg.made_at, leg.made_by = at, actor
            leg.save(force_insert=True)
    except IntegrityError:
        known = CourierLeg.objects.filter(client_id=leg.client_id).first()
        if known is None:
            raise
        return known
    return leg


def _move(
    leg: CourierLeg,
    action: str,
    field: str,
    expected: LegState,
    when: datetime,
    actor: User | None,
    at: datetime,
) -> CourierLeg:
    if when > at + SKEW:
        raise Refused(_("Jam itu ada di masa depan. Isi jam yang sebenarnya."))
    with acting(actor, action, place=leg.station.region_id):
        now = _locked(leg)
        if getattr(now, field) is not None:
            return now
        _must(now, expected)
        if field == "arrived_at" and now.left_at and when < now.left_at:
            raise Refused(_("Jam tiba tidak dapat lebih awal dari jam berangkat."))
        setattr(now, field, min(when, at))
        now.version += 1
        now.save(update_fields=[field, "version"])
    return now


def _locked(leg: CourierLeg) -> CourierLeg:
    return CourierLeg.objects.select_for_update(of=("self",)).select_related("station").get(pk=leg.pk)


def _must(leg: CourierLeg, expected: LegState) -> None:
    if leg.standing is not expected:
        raise Refused(
            _("Perjalanan ini sekarang “%(state)s”, jadi langkah itu tidak dapat dicatat.")
            % {"state": leg.standing.label}
        )
