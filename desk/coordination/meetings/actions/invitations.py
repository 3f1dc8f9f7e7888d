"""The words of change for who is asked to a meeting, what they answer, and who came."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.meetings.actions.mails import mail, send
from desk.coordination.meetings.actions.meetings import closed, locked
from desk.coordination.meetings.kinds import AHEAD, ALIVE, MeetingState, Method, Presence, Reply
from desk.coordination.meetings.rules import MOST_INVITED
from desk.coordination.models import Invitation, Meeting


def add(meeting_id: int, agencies: Iterable[Agency], *, actor: User, at: datetime) -> int:
    """Put agencies on the list of a meeting, without a mail as yet; give how many were new on it."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        wanted = {each.pk: each for each in agencies}
        inactive = [str(each) for each in wanted.values() if not each.active]
        if inactive:
            raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": inactive[0]})
        known = {each.agency_id: each for each in meeting.invitations.all()}
        if len(known) + len(wanted.keys() - known.keys()) > MOST_INVITED:
            raise Refused(_("Satu rapat mengundang paling banyak %(most)s instansi.") % {"most": MOST_INVITED})
        added = 0
        with acting(actor, "meeting.invite", place=meeting.place, agency=meeting.host.code):
            for pk, agency in wanted.items():
                if pk not in known:
                    Invitation.objects.create(meeting=meeting, agency=agency, added_at=at)
                    added += 1
                elif known[pk].withdrawn_at is not None:
                    known[pk].withdrawn_at = None
                    known[pk].sent_at = None
                    known[pk].save(update_fields=["withdrawn_at", "sent_at"])
                    added += 1
    return added


def send_out(meeting_id: int, *, actor: User, at: datetime) -> int:
    """Mail everybody on the list who has no mail of this sequence; give how many agencies. Twice sends once."""
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state not in AHEAD:
            raise Refused(closed(meeting))
        if meeting.ends_at <= at:
            raise Refused(_("Jam rapat ini sudah lewat. Ubah jamnya sebelum mengundang."))
        if not meeting.invitations.filter(withdrawn_at__isnull=True).exists():
            raise Refused(_("Belum ada instansi dalam daftar undangan. Tambahkan dulu, lalu kirim."))
        with acting(actor, "meeting.send", place=meeting.place, agency=meeting.host.code):
            count = send(meeting, actor=actor, at=at)
            if meeting.state == MeetingState.PLANNED:
                meeting.state = MeetingState.INVITED
                meeting.save(update_fields=["state", "changed_at"])
    return count


def withdraw(meeting_id: int, invitation_id: int, *, actor: User, at: datetime) -> None:
    """Take an agency off the list; one that had a mail gets a cancellation and stays on record."""
    with transaction.atomic():
        meeting = _open(meeting_id)
        found = meeting.invitations.filter(pk=invitation_id, withdrawn_at__isnull=True).select_related("agency").first()
        if found is None:
            return
        with acting(actor, "meeting.uninvite", place=meeting.place, agency=found.agency.code):
            if found.sent_at is None and not found.mails.exists():
                found.delete()
                return
            found.withdrawn_at = at
            found.save(update_fields=["withdrawn_at"])
            if meeting.state in AHEAD and found.sent_at is not None:
                mail(found, meeting, method=Method.CANCEL, actor=actor, at=at)


def reply(invitation_id: int, *, actor: User, at: datetime, word: str) -> Invitation:
    """Say for an agency whether it will come."""
    if word not in (Reply.YES, Reply.NO):
        raise Refused(_("Pilih akan hadir atau tidak dapat hadir."))
    with transaction.atomic():
        found = (
            Invitation.objects.select_for_update(of=("self",)).select_related("meeting", "agency").get(pk=invitation_id)
        )
        if found.withdrawn_at is not None or found.meeting.state != MeetingState.INVITED:
            raise Refused(closed(found.meeting))
        if found.reply != word:
            with acting(actor, "meeting.reply", place=found.meeting.place, agency=found.agency.code):
                found.reply, found.replied_at, found.replied_by = word, at, actor
                found.save(update_fields=["reply", "replied_at", "replied_by"])
    return found


def attend(meeting_id: int, said: Mapping[int, tuple[str, str]], *, actor: User) -> int:
    """Record who came: invitation's number to (presence, position that came); give how many changed."""
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state != MeetingState.HELD:
            raise Refused(_("Kehadiran dicatat sesudah rapat dimulai dan sebelum notulennya disahkan."))
        changed = 0
        with acting(actor, "meeting.attend", place=meeting.place, agency=meeting.host.code):
            rows = meeting.invitations.filter(pk__in=said, withdrawn_at__isnull=True).select_related("agency")
            for each in rows:
                presence, position = said[each.pk]
                position = position.strip()[:160]
                if presence == Presence.REPRESENTED and not position:
                    raise Refused(_("Tulis jabatan yang mewakili %(agency)s.") % {"agency": each.agency})
                if presence in (Presence.UNKNOWN, Presence.ABSENT):
                    position = ""
                if (each.presence, each.attended_as) != (presence, position):
                    each.presence, each.attended_as = presence, position
                    each.save(update_fields=["presence", "attended_as"])
                    changed += 1
    return changed


def _open(meeting_id: int) -> Meeting:
    meeting = locked(meeting_id)
    if meeting.state not in ALIVE:
        raise Refused(closed(meeting))
    return meeting
