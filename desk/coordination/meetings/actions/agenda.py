"""The words of change for the agenda of a meeting."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.meetings.actions.meetings import closed, locked
from desk.coordination.meetings.kinds import ALIVE, ItemKind
from desk.coordination.meetings.rules import MOST_ITEMS
from desk.coordination.models import AgendaItem, Decision, Meeting, Minutes, Task
from risks.models import Flag

LONGEST = 600  # minutes


def add(
    meeting_id: int, *, actor: User, at: datetime, title: str, duration: int | None = None, client_id: uuid.UUID
) -> AgendaItem:
    """Add free words to the end of an agenda; the same client UUID again adds nothing."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        known = AgendaItem.objects.filter(client_id=client_id).first()
        if known:
            return known
        _room(meeting, 1)
        with acting(actor, "meeting.agenda", place=meeting.place, agency=meeting.host.code):
            item = AgendaItem.objects.create(
                meeting=meeting, position=_next(meeting), title=title.strip()[:240], duration=duration,
                client_id=client_id,
            )  # fmt: skip
            Minutes.objects.create(item=item)
    return item


def take_up(meeting_id: int, things: Iterable[tuple[Flag | Task | Decision, str]], *, actor: User, at: datetime) -> int:
    """Add risks, tasks and decisions of before, with their titles, in this order; give how many were new."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        known = {
            (ItemKind.RISK, flag) if flag else (ItemKind.TASK, task) if task else (ItemKind.FOLLOW_UP, decision)
            for flag, task, decision in meeting.items.values_list("flag", "task", "decision")
        }
        fresh: list[AgendaItem] = []
        position = _next(meeting)
        for thing, title in things:
            kind = _kind(thing)
            if (kind, thing.pk) in known:
                continue
            known.add((kind, thing.pk))
            fresh.append(
                AgendaItem(
                    meeting=meeting,
                    position=position + len(fresh),
                    title=title[:240],
                    kind=kind,
                    flag=thing if isinstance(thing, Flag) else None,
                    task=thing if isinstance(thing, Task) else None,
                    decision=thing if isinstance(thing, Decision) else None,
                )
            )
        if fresh:
            _room(meeting, len(fresh))
            with acting(actor, "meeting.agenda", place=meeting.place, agency=meeting.host.code):
                made = AgendaItem.objects.bulk_create(fresh)
                Minutes.objects.bulk_create(Minutes(item=item) for item in made)
    return len(fresh)


def shift(meeting_id: int, item_id: int, *, actor: User, down: bool) -> None:
    """Move an item one place up or down; at the end it stays where it is."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        items = list(meeting.items.order_by("position", "pk"))
        place = next((index for index, each in enumerate(items) if each.pk == item_id), None)
        other = None if place is None else place + (1 if down else -1)
        if place is None or other is None or not 0 <= other < len(items):
            return
        items[place], items[other] = items[other], items[place]
        with acting(actor, "meeting.agenda", place=meeting.place, agency=meeting.host.code):
            _number(items)


def change(meeting_id: int, item_id: int, *, actor: User, title: str, duration: int | None) -> None:
    """Give an item another title and length in minutes."""
    if not title.strip():
        raise Refused(_("Tulis judul butir agenda."))
    with transaction.atomic():
        meeting = _open(meeting_id)
        with acting(actor, "meeting.agenda", place=meeting.place, agency=meeting.host.code):
            meeting.items.filter(pk=item_id).update(title=title.strip()[:240], duration=duration)


def drop(meeting_id: int, item_id: int, *, actor: User) -> None:
    """Take an item off the agenda; one under which something was written or decided stays."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        item = meeting.items.filter(pk=item_id).first()
        if item is None:
            return
        minutes = Minutes.objects.select_for_update().filter(item=item).first()
        if (minutes and minutes.version) or item.decisions.exists():
            raise Refused(_("Butir ini sudah memuat notulen atau keputusan, jadi tidak dihapus."))
        with acting(actor, "meeting.agenda", place=meeting.place, agency=meeting.host.code):
            item.delete()
            _number(list(meeting.items.order_by("position", "pk")))


def _open(meeting_id: int) -> Meeting:
    meeting = locked(meeting_id)
    if meeting.state not in ALIVE:
        raise Refused(closed(meeting))
    return meeting


def _room(meeting: Meeting, more: int) -> None:
    if meeting.items.count() + more > MOST_ITEMS:
        raise Refused(_("Satu rapat memuat paling banyak %(most)s butir agenda.") % {"most": MOST_ITEMS})


def _next(meeting: Meeting) -> int:
    last: int | None = meeting.items.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _number(items: list[AgendaItem]) -> None:
    for position, item in enumerate(items, 1):
        if item.position != position:
            item.position = position
            item.save(update_fields=["position"])


def _kind(thing: Flag | Task | Decision) -> ItemKind:
    if isinstance(thing, Flag):
        return ItemKind.RISK
    return ItemKind.TASK if isinstance(thing, Task) else ItemKind.FOLLOW_UP
