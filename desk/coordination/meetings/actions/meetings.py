"""The words of change for a meeting itself: planning, changing, beginning, cancelling."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.meetings.actions.mails import tell
from desk.coordination.meetings.kinds import AHEAD, ALIVE, MeetingState, Method
from desk.coordination.meetings.rules import EARLY
from desk.coordination.models import Meeting
from tps.models import Election, Region

# What stands in a calendar: a change of these is told to everybody who was invited.
TOLD = ("title", "starts_at", "ends_at", "venue", "link")
FIELDS = (*TOLD, "kind", "region", "host", "chair", "chair_position", "previous")


class Overtaken(Refused):
    """Somebody else saved the meeting after this person opened it; `meeting` is what stands now."""

    def __init__(self, text: str, meeting: Meeting) -> None:
        super().__init__(text)
        self.meeting = meeting


@dataclass(frozen=True, slots=True)
class Wish:
    """What a meeting is to be from now on; both moments are zone-aware."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    link: str
    region: Region | None
    host: Agency
    chair: User | None
    chair_position: str
    previous: Meeting | None


def plan(wish: Wish, *, actor: User, at: datetime, election: Election, client_id: uuid.UUID) -> Meeting:
    """Plan a meeting; the same client UUID again gives the first one and changes nothing."""
    known = Meeting.objects.filter(client_id=client_id).first()
    if known:
        return known
    _check(wish, election)
    fields = {name: getattr(wish, name) for name in FIELDS}
    meeting = Meeting(election=election, created_by=actor, created_at=at, client_id=client_id, **fields)
    try:
        with acting(actor, "meeting.plan", place=meeting.place, agency=wish.host.code):
            meeting.save(force_insert=True)
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        return Meeting.objects.get(client_id=client_id)
    return meeting


def change(meeting_id: int, wish: Wish, *, actor: User, at: datetime, seen: datetime) -> Meeting:
    """Save what a meeting is; who was invited is told of another time or place, with the next sequence.

    Overtaken when it is no longer the one of `seen`, its `changed_at` then.
    """
    with transaction.atomic():
        meeting = locked(meeting_id)
        changed = [name for name in FIELDS if getattr(meeting, name) != getattr(wish, name)]
        if not changed:
            return meeting
        if meeting.changed_at != seen:
            raise Overtaken(
                _("Sementara Anda menulis, orang lain menyimpan rapat ini. Isian Anda masih ada di bawah."), meeting
            )
        if meeting.state not in ALIVE:
            raise Refused(_("Rapat ini sudah ditutup; isinya tidak dapat diubah lagi."))
        _check(wish, meeting.election, meeting)
        told = meeting.state == MeetingState.INVITED and any(name in TOLD for name in changed)
        for name in changed:
            setattr(meeting, name, getattr(wish, name))
        if told:
            meeting.sequence += 1
        with acting(actor, "meeting.change", place=meeting.place, agency=meeting.host.code):
            meeting.save(update_fields=[*changed, "sequence", "changed_at"])
            if told:
                tell(meeting, method=Method.REQUEST, actor=actor, at=at)
    return meeting


def begin(meeting_id: int, *, actor: User, at: datetime) -> Meeting:
    """Say that a meeting has begun, so that its minutes can be written; saying it twice changes nothing."""
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state == MeetingState.HELD:
            return meeting
        if meeting.state not in AHEAD:
            raise Refused(closed(meeting))
        if at < meeting.starts_at - EARLY:
            raise Refused(_("Rapat ini belum waktunya. Mulai paling cepat dua jam sebelum jamnya, atau ubah jamnya."))
        with acting(actor, "meeting.begin", place=meeting.place, agency=meeting.host.code):
            meeting.state = MeetingState.HELD
            meeting.save(update_fields=["state", "changed_at"])
    return meeting


def cancel(meeting_id: int, *, actor: User, at: datetime, reason: str) -> Meeting:
    """Cancel a meeting that has not begun; who was invited is told, with the next sequence."""
    if not reason.strip():
        raise Refused(_("Tulis alasan pembatalan; alasan itu ikut dalam surat kepada yang diundang."))
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            return meeting
        if meeting.state not in AHEAD:
            raise Refused(closed(meeting))
        with acting(actor, "meeting.cancel", reason=reason.strip(), place=meeting.place, agency=meeting.host.code):
            meeting.state, meeting.reason = MeetingState.CANCELLED, reason.strip()[:300]
            meeting.sequence += 1
            meeting.save(update_fields=["state", "reason", "sequence", "changed_at"])
            tell(meeting, method=Method.CANCEL, actor=actor, at=at)
    return meeting


def locked(meeting_id: int) -> Meeting:
    """Give a meeting that nobody else can change until this transaction ends."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("host", "region", "chair", "election", "previous").get(pk=meeting_id)


def closed(meeting: Meeting) -> str:
    """Say that a meeting is no longer what the page showed."""
    return _("Rapat ini sekarang: %(state)s. Muat ulang halaman; tidak ada yang diubah.") % {
        "state": meeting.get_state_display()
    }


def _check(wish: Wish, election: Election, meeting: Meeting | None = None) -> None:
    if wish.ends_at <= wish.starts_at:
        raise Refused(_("Rapat harus selesai sesudah mulai."))
    if not wish.venue and not wish.link:
        raise Refused(_("Isi tempat atau tautan daring."))
    if not wish.host.active and (meeting is None or meeting.host_id != wish.host.pk):
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": wish.host})
    if wish.previous and (wish.previous.election_id != election.pk or wish.previous == meeting):
        raise Refused(_("Rapat lalu harus rapat lain dalam pemilihan yang sama."))
