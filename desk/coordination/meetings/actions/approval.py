"""The words of change that end a meeting: approving the minutes, which freezes their paper, and correcting it."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.meetings import issuing
from desk.coordination.meetings.actions.meetings import closed, locked
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.models import Meeting, Minutes, MinutesIssue
from desk.paper import signing
from desk.paper.actions import Drawn, Identity, issue, letterhead_of

SERIES = "NOTULEN"


def seen_of(meeting: Meeting) -> str:
    """Give a mark of what a reader of the minutes has before them: another after any change of what gets printed."""
    minutes = Minutes.objects.filter(item__meeting=meeting).order_by("item__position", "pk")
    facts = [
        list(minutes.values_list("item_id", "item__title", "item__position", "version")),
        list(meeting.decisions.order_by("pk").values_list("pk", "changed_at", "task_id")),
        list(meeting.invitations.order_by("pk").values_list("pk", "presence", "attended_as", "withdrawn_at")),
        [meeting.title, meeting.starts_at.timestamp(), meeting.ends_at.timestamp(), meeting.where],
        [meeting.chair_position, meeting.revision],
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def approve(meeting_id: int, *, actor: User, at: datetime, seen: str) -> MinutesIssue:
    """Approve the minutes that a person has read, and freeze their paper under the next number.

    Refused when they changed after `seen` was given, or when nothing is written in them.
    """
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state == MeetingState.APPROVED:
            return meeting.issues.order_by("-revision")[0]
        if meeting.state != MeetingState.HELD:
            raise Refused(closed(meeting))
        # Whoever saves words now waits, and then finds the meeting closed.
        written = list(Minutes.objects.select_for_update().filter(item__meeting=meeting).order_by("pk"))
        if seen_of(meeting) != seen:
            raise Refused(_("Notulen berubah sejak halaman ini dibuka. Baca lagi, lalu sahkan."))
        if not any(each.text for each in written) and not meeting.decisions.exists():
            raise Refused(_("Notulen masih kosong. Tulis pembahasan atau keputusan sebelum disahkan."))
        before = meeting.issues.select_related("document").order_by("-revision").first()
        with acting(actor, "meeting.approve", place=meeting.place, agency=meeting.host.code):
            letterhead = letterhead_of(issuing.province_of(meeting))

            def draw(identity: Identity) -> Drawn:
                corrects = before.document.number if before else ""
                return Drawn(*issuing.paper(meeting, letterhead, identity, at, corrects=corrects, approver=actor))

            try:
                document = issue(
                    draw,
                    series=SERIES,
                    title=issuing.title(meeting)[:240],
                    addressee="",
                    filename=issuing.filename(meeting),
                    letterhead=letterhead,
                    actor=actor,
                    at=at,
                    supersedes=before.document if before else None,
                )
            except signing.CannotSign as refusal:
                raise Refused(str(refusal)) from refusal
            made = MinutesIssue.objects.create(
                meeting=meeting, revision=meeting.revision, document=document, reason=meeting.reason,
                approved_by=actor, approved_at=at,
            )  # fmt: skip
            meeting.state = MeetingState.APPROVED
            meeting.save(update_fields=["state", "changed_at"])
    return made


def correct(meeting_id: int, *, actor: User, reason: str, revision: int) -> Meeting:
    """Open approved minutes again; approving them gives a new number, and the paper before it stays as it is."""
    if not reason.strip():
        raise Refused(_("Tuliskan alasan perbaikan; tidak ada yang diubah."))
    with transaction.atomic():
        meeting = locked(meeting_id)
        if meeting.state == MeetingState.HELD and meeting.revision == revision + 1:
            return meeting
        if meeting.state != MeetingState.APPROVED or meeting.revision != revision:
            raise Refused(closed(meeting))
        with acting(actor, "meeting.correct", reason=reason.strip(), place=meeting.place, agency=meeting.host.code):
            meeting.state, meeting.reason = MeetingState.HELD, reason.strip()[:300]
            meeting.revision += 1
            meeting.save(update_fields=["state", "reason", "revision", "changed_at"])
    return meeting
