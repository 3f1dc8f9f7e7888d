"""The words of change for reserve sites, and for elections that carry stations over."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.recap.models import CarryOver, Relocation, RelocationItem
from desk.recap.relocation import rules
from desk.recap.relocation.kinds import THINGS
from tps.actions import elections
from tps.models import Election, PollingStation
from tps.querysets import StationQuerySet

COLUMNS = ("site", "latitude", "longitude", "deadline", "decider", "decider_role", "note")
BATCH = 2000
# What a carried station takes along; the import that made the old row and its losses stay behind.
CARRIED = (
    *("region_id", "number", "code", "special", "voters", "voters_male", "voters_female", "address"),
    *("opens_at", "closes_at", "latitude", "longitude", "position_source", "corrected"),
)


class Refused(Exception):
    """The change cannot be made; the text is a sentence for the person."""


def save(row: Relocation, *, actor: User | None, at: datetime) -> Relocation:
    """Write a reserve site as its form has merged it, a new one with its list of what moves.

    One that stands like that already is left alone. Whoever calls holds the station, so that nobody writes between
    reading and saving.
    """
    with acting(actor, "relocation.change" if row.pk else "relocation.make", place=row.station.region_id):
        now = Relocation.objects.select_for_update(of=("self",)).filter(station=row.station_id).first()
        row.changed_at = at
        if now is None:
            row.made_at, row.made_by, row.version = at, actor, 1
            row.save(force_insert=True)
            RelocationItem.objects.bulk_create(
                RelocationItem(relocation=row, position=index, text=str(thing)) for index, thing in enumerate(THINGS, 1)
            )
        elif any(getattr(row, name) != getattr(now, name) for name in COLUMNS):
            row.version = now.version + 1
            row.save(update_fields=[*COLUMNS, "version", "changed_at"])
    return row


def move(row: Relocation, state: str, *, reason: str = "", actor: User | None, at: datetime) -> Relocation:
    """Lead a reserve site to its next state; the state that it has already changes nothing."""
    with acting(actor, "relocation.move", reason=reason, place=row.station.region_id):
        now = Relocation.objects.select_for_update(of=("self",)).select_related("station").get(pk=row.pk)
        if now.state == state:
            return now
        if not rules.may_become(now.state, state):
            raise Refused(_("Dari “%(now)s” langkah itu tidak dapat diambil.") % {"now": now.get_state_display()})
        now.state, now.changed_at = state, at
        now.version += 1
        now.save(update_fields=["state", "changed_at", "version"])
    return now


def tick(row: Relocation, done: Collection[int], *, actor: User | None, at: datetime) -> int:
    """Tick the things with these ids and untick all others; gives how many changed."""
    changed = 0
    with acting(actor, "relocation.tick", place=row.station.region_id):
        for item in RelocationItem.objects.select_for_update().filter(relocation=row):
            wanted = item.pk in done
            if wanted != (item.done_at is not None):
                item.done_at, item.done_by = (at, actor) if wanted else (None, None)
                item.save(update_fields=["done_at", "done_by"])
                changed += 1
    return changed


def add_thing(row: Relocation, text: str, *, actor: User | None, at: datetime) -> RelocationItem:
    """Add a thing that has to move; the same words again are the same thing."""
    with acting(actor, "relocation.tick", place=row.station.region_id):
        Relocation.objects.select_for_update(of=("self",)).get(pk=row.pk)
        return RelocationItem.objects.get_or_create(
            relocation=row, text=text.strip(), defaults={"position": row.items.count() + 1}
        )[0]


def carry_over(
    election: Election,
    stations: StationQuerySet,
    *,
    reason: str,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
) -> CarryOver:
    """Create a re-vote or postponed vote with copies of some stations of its parent, and its parent's ballots.

    `election` is not saved yet and has its parent. The same client UUID again gives the first one back. Raises Refused
    for stations of another election, and for none at all.
    """
    known = CarryOver.objects.select_related("election").filter(client_id=client_id).first()
    if known:
        return known
    parent = election.parent
    if parent is None:
        raise Refused(_("Pilih pemilihan asal."))
    try:
        with acting(actor, "election.carry-over", reason=reason, election=election.code), transaction.atomic():
            rows = list(stations.of(parent.pk).order_by("code"))
            if not rows:
                raise Refused(_("Tidak ada TPS yang dipilih, jadi tidak ada pemungutan yang dibuat."))
            elections.create(election, actor=actor, at=at)
            PollingStation.objects.bulk_create(
                [PollingStation(election=election, **{name: getattr(each, name) for name in CARRIED}) for each in rows],
                batch_size=BATCH,
            )
            return CarryOver.objects.create(
                election=election,
                stations=len(rows),
                reason=reason,
                made_at=at,
                made_by=actor,
                client_id=client_id,
            )
    except IntegrityError:
        known = CarryOver.objects.select_related("election").filter(client_id=client_id).first()
        if known is None:
            raise Refused(_("Kode pemilihan itu sudah dipakai. Pilih kode yang lain.")) from None
        return known
