"""The paper of minutes: a draft to read, approving, correcting, and the frozen bytes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.meetings import issuing
from desk.coordination.meetings.access import may_approve, may_manage
from desk.coordination.meetings.actions import approval
from desk.coordination.meetings.forms import ReasonForm
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.views.page import meeting_page, readable
from desk.paper.actions import letterhead_of


@require_POST
@needs(Right.READ_MEETINGS)
def approve(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Approve the minutes that the person has read; their paper gets its number and is frozen."""
    meeting = readable(request, meeting_id)
    require(may_approve(person(request), meeting))
    try:
        made = approval.approve(meeting.pk, actor=person(request), at=clock.now(), seen=request.POST.get("seen", ""))
    except Refused as refusal:
        return meeting_page(request, readable(request, meeting_id), refusal=str(refusal), status=422)
    messages.success(request, _("Notulen disahkan dengan nomor %(number)s.") % {"number": made.document.number})
    return redirect("meeting", meeting_id=meeting.pk)


@require_POST
@needs(Right.READ_MEETINGS)
def correct(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Open approved minutes again, with a reason."""
    meeting = readable(request, meeting_id)
    require(may_approve(person(request), meeting))
    form = ReasonForm(request.POST)
    number = request.POST.get("revision", "")
    revision = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else -1
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        approval.correct(meeting.pk, actor=person(request), reason=reason, revision=revision)
    except Refused as refusal:
        return meeting_page(request, readable(request, meeting_id), refusal=str(refusal), status=422)
    messages.success(request, _("Notulen dibuka untuk perbaikan. Setelah disahkan, nomor baru mengganti yang lama."))
    return redirect("meeting", meeting_id=meeting.pk)


@require_safe
@needs(Right.READ_MEETINGS)
def draft(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Give the minutes as they would be printed now, marked as a draft; for those who write or approve them."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting) or may_approve(person(request), meeting))
    if meeting.state == MeetingState.APPROVED:
        return redirect("meeting-paper", meeting_id=meeting.pk, revision=meeting.revision)
    content, _pages = issuing.paper(meeting, letterhead_of(issuing.province_of(meeting)), None, clock.now())
    return _pdf(content, f"konsep-{issuing.filename(meeting)}")


@require_safe
@needs(Right.READ_MEETINGS)
def issued(request: HttpRequest, meeting_id: int, revision: int) -> HttpResponse:
    """Give the frozen paper of a revision: always the same bytes."""
    meeting = readable(request, meeting_id)
    found = get_object_or_404(meeting.issues.select_related("document"), revision=revision)
    response = _pdf(bytes(found.document.content), found.document.filename)
    response["ETag"] = f'"{found.document.digest}"'
    return response


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
