"""Bringing due deliveries to the relay, each effectively once.

A delivery is claimed by a conditional update that is committed before the first word is said to the relay; its end is
written under the same claim. One that was claimed and never ended is uncertain: it is never sent again by itself.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from desk.context import acting
from desk.post.kinds import DeliveryState
from desk.post.models import Delivery
from desk.post.smtp import Fate, Outcome
from desk.post.transport import send

AT_ONCE = 500
LONGEST_WAIT = timedelta(minutes=30)
FEWEST_ATTEMPTS = 5
TALK_STEPS = 12  # answers that one talk with a relay may wait for, each up to EMAIL_TIMEOUT
REMEMBER_SECONDS, REMEMBER_PAUSE = 60, 0.5
SILENT = "The sender stopped while the relay was being talked to; whether the mail was accepted is not known."


@dataclass(slots=True)
class Tally:
    """How the deliveries of one pass ended."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0


def deliver(at: datetime, progress: Callable[[int], None] | None = None) -> Tally:
    """Send what is due at a moment (zone-aware); gives how it ended.

    Stops early when the relay cannot be reached: the rest stays queued for the next pass.
    """
    began = time.monotonic()
    tally = Tally(uncertain=settle(at))
    due = Delivery.objects.due(at).order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]
    for count, pk in enumerate(list(due), 1):
        moment = at + timedelta(seconds=time.monotonic() - began)
        delivery = _claim(pk, moment)
        if delivery is None:
            continue
        outcome = send(delivery)
        state = _remember(delivery, outcome, at + timedelta(seconds=time.monotonic() - began))
        _count(tally, state)
        if progress:
            progress(count)
        if outcome.relay_down:
            break
    return tally


def settle(at: datetime) -> int:
    """Mark deliveries uncertain whose sender has been silent for longer than any talk can last; gives how many."""
    since = at - settle_delay()
    if not Delivery.objects.silent(since).exists():
        return 0
    with acting(None, "post.uncertain"):
        return Delivery.objects.silent(since).update(state=DeliveryState.UNCERTAIN, error=SILENT)


def settle_delay() -> timedelta:
    """Give how long a claimed delivery may stay silent: longer than every timeout of one talk together."""
    return timedelta(seconds=max(300, TALK_STEPS * settings.EMAIL_TIMEOUT))


def _claim(pk: int, at: datetime) -> Delivery | None:
    # durable: the claim is committed before the relay hears a word
    with transaction.atomic(durable=True), acting(None, "post.claim"):
        taken = (
            Delivery.objects.due(at)
            .filter(pk=pk)
            .update(state=DeliveryState.INFLIGHT, attempts=F("attempts") + 1, claimed_at=at)
        )
    if not taken:
        return None
    return Delivery.objects.select_related("mail__document").get(pk=pk)


def _remember(delivery: Delivery, outcome: Outcome, at: datetime) -> DeliveryState:
    """Record an end; while the database is away it is waited for, since nobody else knows what the relay said."""
    patience = time.monotonic() + REMEMBER_SECONDS
    while True:
        try:
            return _record(delivery, outcome, at)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > patience:
                raise
            connection.close()
            time.sleep(REMEMBER_PAUSE)


def _record(delivery: Delivery, outcome: Outcome, at: datetime) -> DeliveryState:
    changes: dict[str, object] = {"error": outcome.answer}
    match outcome.fate:
        case Fate.ACCEPTED:
            state = DeliveryState.SENT
            changes = {"error": "", "sent_at": at}
        case Fate.REFUSED:
            state = DeliveryState.FAILED
        case Fate.UNKNOWN:
            state = DeliveryState.UNCERTAIN
        case Fate.LATER:
            late = delivery.give_up_at is not None and at >= delivery.give_up_at
            spent = late and delivery.attempts >= FEWEST_ATTEMPTS
            state = DeliveryState.FAILED if spent else DeliveryState.QUEUED
            changes["due_at"] = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(delivery.attempts - 1, 10)))
    with acting(None, f"post.{state.value}"):
        # A pass that came late may have called it uncertain meanwhile; whoever holds the claim knows better.
        Delivery.objects.filter(
            pk=delivery.pk,
            claimed_at=delivery.claimed_at,
            state__in=[DeliveryState.INFLIGHT, DeliveryState.UNCERTAIN],
        ).update(state=state, **changes)
    return state


def _count(tally: Tally, state: DeliveryState) -> None:
    match state:
        case DeliveryState.SENT:
            tally.sent += 1
        case DeliveryState.FAILED:
            tally.failed += 1
        case DeliveryState.UNCERTAIN:
            tally.uncertain += 1
        case _:
            tally.later += 1
