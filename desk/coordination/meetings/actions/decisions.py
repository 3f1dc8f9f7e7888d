"""The words of change for what a meeting decides, and how a decision becomes a task."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused, give
from desk.coordination.kinds import Priority
from desk.coordination.meetings.actions.meetings import closed, locked
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.rules import MOST_DECISIONS
from desk.coordination.models import AgendaItem, Decision, Meeting, Task


@dataclass(frozen=True, slots=True)
class Wish:
    """What a decision is to say; `due_at` is zone-aware."""

    text: str
    item: AgendaItem | None
    owner: Agency | None
    due_at: datetime | None


class Overtaken(Refused):
    """Somebody else saved the decision after this person opened it; `decision` is what stands now."""

    def __init__(self, text: str, decision: Decision) -> None:
        super().__init__(text)
        self.decision = decision


def record(meeting_id: int, wish: Wish, *, actor: User, at: datetime, client_id: uuid.UUID) -> Decision:
    """Write a decision down; the same client UUID again gives the first one."""
    with transaction.atomic():
        meeting = _held(meeting_id)
        known = Decision.objects.filter(client_id=client_id).first()
        if known:
            return known
        if meeting.decisions.count() >= MOST_DECISIONS:
            raise Refused(_("Satu rapat memuat paling banyak %(most)s keputusan.") % {"most": MOST_DECISIONS})
        _check(wish)
        with acting(actor, "meeting.decide", place=meeting.place, agency=wish.owner.code if wish.owner else ""):
            return Decision.objects.create(
                meeting=meeting, text=wish.text, item=wish.item, owner=wish.owner, due_at=wish.due_at,
                created_by=actor, created_at=at, client_id=client_id,
            )  # fmt: skip


def change(meeting_id: int, decision_id: int, wish: Wish, *, actor: User, seen: datetime) -> Decision:
    """Save another wording, agency or due moment; Overtaken when it is no longer the one of `seen`."""
    with transaction.atomic():
        meeting = _held(meeting_id)
        decision = meeting.decisions.select_related("owner", "item", "task").get(pk=decision_id)
        if Wish(decision.text, decision.item, decision.owner, decision.due_at) == wish:
            return decision
        if decision.changed_at != seen:
            raise Overtaken(
                _("Sementara Anda menulis, orang lain menyimpan keputusan ini. Isian Anda masih ada di bawah."),
                decision,
            )
        _check(wish)
        with acting(actor, "meeting.decide", place=meeting.place, agency=wish.owner.code if wish.owner else ""):
            decision.text, decision.item, decision.owner, decision.due_at = (
                wish.text, wish.item, wish.owner, wish.due_at,
            )  # fmt: skip
            decision.save(update_fields=["text", "item", "owner", "due_at", "changed_at"])
    return decision


def drop(meeting_id: int, decision_id: int, *, actor: User) -> None:
    """Remove a decision that no task came of; history keeps it."""
    with transaction.atomic():
        meeting = _held(meeting_id)
        decision = meeting.decisions.filter(pk=decision_id).first()
        if decision is None:
            return
        if decision.task_id is not None or decision.agenda_items.exists():
            raise Refused(_("Keputusan ini sudah menjadi tugas atau butir rapat lain, jadi tidak dihapus."))
        with acting(actor, "meeting.decide", place=meeting.place, agency=meeting.host.code):
            decision.delete()


def make_task(meeting_id: int, decision_id: int, *, actor: User, at: datetime) -> Task:
    """Give the agency of a decision its task; however often it is asked for, there is one."""
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state not in (MeetingState.HELD, MeetingState.APPROVED):
            raise Refused(closed(meeting))
        decision = meeting.decisions.select_related("owner", "task__owner", "item__flag").get(pk=decision_id)
        if decision.task is not None:
            return decision.task
        if decision.owner is None or decision.due_at is None:
            raise Refused(_("Isi instansi penanggung jawab dan tenggat keputusan ini sebelum menjadikannya tugas."))
        flag = decision.item.flag if decision.item else None
        task = give(
            actor=actor,
            at=at,
            election=meeting.election,
            owner=decision.owner,
            title=decision.text if len(decision.text) <= 200 else f"{decision.text[:199].rstrip()}…",
            detail=_("Keputusan rapat “%(meeting)s”: %(text)s") % {"meeting": meeting.title, "text": decision.text},
            due_at=decision.due_at,
            priority=Priority.NORMAL,
            flag=flag,
            region=None if flag else meeting.region,
            client_id=uuid.uuid5(decision.client_id, "task"),
        )
        with acting(actor, "meeting.task", place=meeting.place, agency=decision.owner.code):
            decision.task = task
            decision.save(update_fields=["task"])
    return task


def _held(meeting_id: int) -> Meeting:
    meeting = locked(meeting_id)
    if meeting.state != MeetingState.HELD:
        raise Refused(closed(meeting))
    return meeting


def _check(wish: Wish) -> None:
    if not wish.text.strip():
        raise Refused(_("Tulis keputusannya."))
    if wish.owner and not wish.owner.active:
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": wish.owner})
