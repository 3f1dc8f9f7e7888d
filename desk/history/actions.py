"""The words of change for seals: marking, closing, and letting go of the keys of what was forgotten."""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction

from desk.history import rules, sealed
from desk.history.models import Seal, SealPart

MOST = 50_000  # events of one kind in one seal, so that a first seal of long years does not take one long transaction
PART = 5_000
# A request that goes on after its first commit may still write its context again; nothing runs as long as this.
SETTLE = timedelta(seconds=60)


def seal_due(at: datetime, every: timedelta) -> Seal | None:
    """Close the open seal if all that lies below its mark is over, else mark a new one when it is time; safe to repeat.

    Nothing is locked that the desk writes to: events are only read. Gives the seal that was closed.
    """
    with transaction.atomic():
        # Two beats at once: the second finds the row taken, or the constraint on open seals in its way.
        newest = Seal.objects.select_for_update(skip_locked=True).first()
        if newest is None and Seal.objects.exists():
            return None
        if newest is None or newest.sealed_at is not None:
            _mark(newest, at, every)
            return None
        return _close(newest, at) if at - newest.marked_at >= SETTLE else None


def _mark(newest: Seal | None, at: datetime, every: timedelta) -> None:
    before: dict[str, int] = newest.upto if newest else {}
    known = sealed.last_events()
    fresh = {kind: last for kind, last in known.items() if last > before.get(kind, 0)}
    if not fresh:
        return
    upto = {kind: sealed.bounded(kind, before.get(kind, 0), last, MOST) for kind, last in fresh.items()}
    behind = newest is not None and newest.events >= MOST
    if newest is not None and newest.sealed_at is not None and at - newest.sealed_at < every and not behind:
        return
    number = newest.number + 1 if newest else 1
    Seal.objects.bulk_create(
        [Seal(number=number, upto={**before, **upto}, horizon=_snapshot("xmax"), marked_at=at)], ignore_conflicts=True
    )


def _close(seal: Seal, at: datetime) -> Seal | None:
    if seal.horizon > _snapshot("xmax"):
        # Restored into another database, whose transactions are counted anew.
        seal.horizon, seal.marked_at = _snapshot("xmax"), at
        seal.save(update_fields=["horizon", "marked_at"])
        return None
    if _snapshot("xmin") < seal.horizon:
        return None
    previous = Seal.objects.filter(number=seal.number - 1).first()
    before: dict[str, int] = previous.upto if previous else {}
    parts = [
        part
        for kind in sorted(seal.upto)
        if seal.upto[kind] > before.get(kind, 0)
        for part in _parts(seal, kind, before.get(kind, 0), seal.upto[kind])
    ]
    SealPart.objects.bulk_create(parts)
    seal.previous = previous.root if previous else ""
    seal.events = sum(len(part.ids) for part in parts)
    seal.root = rules.root(seal.number, seal.previous, [part.digest for part in parts])
    seal.sealed_at = at
    seal.save(update_fields=["previous", "events", "root", "sealed_at"])
    return seal


def _parts(seal: Seal, kind: str, after: int, upto: int) -> list[SealPart]:
    columns, personal = sealed.columns_of(kind), sealed.personal_of(kind)
    made = []
    part = SealPart(seal=seal, kind=kind, after=after, columns=columns, personal=personal, ids=[])
    leaves, keys, tokens = bytearray(), bytearray(), bytearray()

    def finish(last: int) -> None:
        part.upto, part.leaves, part.keys, part.tokens = last, bytes(leaves), bytes(keys), bytes(tokens)
        part.digest = rules.part_digest(kind, part.after, last, columns, part.ids, part.leaves)
        made.append(part)

    for event in sealed.events(kind, after, upto, columns, personal):
        if len(part.ids) == PART:
            finish(part.ids[-1])
            part = SealPart(seal=seal, kind=kind, after=part.upto, columns=columns, personal=personal, ids=[])
            leaves, keys, tokens = bytearray(), bytearray(), bytearray()
        own = b""
        if personal:
            key = secrets.token_bytes(rules.LEAF)
            own = b"".join(rules.token(key, name, value) for name, value in zip(personal, event.personal, strict=True))
            keys += key
        part.ids.append(event.event_id)
        leaves += event.leaf(kind, own)
        tokens += own
    finish(upto)
    return made


def drop_keys() -> int:
    """Let go of the keys of events whose personal fields were all forgotten, so that nobody can guess them back.

    Gives how many keys went.
    """
    gone = 0
    for part in SealPart.objects.exclude(personal=[]).exclude(keys=b""):
        if sealed.missing(part.kind, part.personal):
            continue
        keys = rules.pieces(part.keys)
        held = [event for event, key in zip(part.ids, keys, strict=True) if key != rules.NONE]
        blank = sealed.all_blank(part.kind, held, part.personal) if held else set()
        if not blank:
            continue
        kept = [rules.NONE if event in blank else key for event, key in zip(part.ids, keys, strict=True)]
        # A part without any key left is not looked at again.
        part.keys = b"".join(kept) if any(key != rules.NONE for key in kept) else b""
        part.save(update_fields=["keys"])
        gone += len(blank)
    return gone


def _snapshot(edge: str) -> int:
    """Give xmin (every transaction below it is over) or xmax (no transaction at or above it has begun)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_snapshot_{edge}(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
