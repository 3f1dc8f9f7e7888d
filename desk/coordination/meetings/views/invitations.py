"""Pages that change who is asked, what an agency answers, and who came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.meetings.access import may_manage, own_invitation
from desk.coordination.meetings.actions import invitations as actions
from desk.coordination.meetings.forms import InviteForm
from desk.coordination.meetings.kinds import Presence
from desk.coordination.meetings.views.page import meeting_page, readable


@require_POST
@needs(Right.TASKS)
def invitations(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Put agencies on the list (`do=add`), take one off it (`do=drop`), or mail all who have no mail (`do=send`)."""
    meeting = readable(request, meeting_id)
    user, now = person(request), clock.now()
    require(may_manage(user, meeting))
    do = request.POST.get("do", "")
    try:
        if do == "add":
            form = InviteForm(request.POST, meeting=meeting)
            if not form.is_valid():
                return meeting_page(request, meeting, part=form, status=422)
            actions.add(meeting.pk, form.cleaned_data["agencies"], actor=user, at=now)
        elif do == "drop":
            number = request.POST.get("invitation", "")
            if number.isascii() and number.isdigit() and len(number) < 19:
                actions.withdraw(meeting.pk, int(number), actor=user, at=now)
        elif do == "send":
            count = actions.send_out(meeting.pk, actor=user, at=now)
            if count:
                said = ngettext(
                    "Undangan untuk %(n)d instansi dikirim.", "Undangan untuk %(n)d instansi dikirim.", count
                )
                messages.success(request, said % {"n": count})
            else:
                messages.info(
                    request, _("Semua instansi dalam daftar sudah diundang; tidak ada yang dikirim dua kali.")
                )
    except Refused as refusal:
        return meeting_page(request, readable(request, meeting_id), refusal=str(refusal), status=422)
    return redirect(f"{request.path.removesuffix('invitations/')}#invitations")


@require_POST
@needs(Right.READ_MEETINGS)
def reply(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Say for one's own agency whether it will come."""
    meeting = readable(request, meeting_id)
    own = own_invitation(person(request), meeting)
    require(own is not None)
    assert own is not None
    try:
        actions.reply(own.pk, actor=person(request), at=clock.now(), word=request.POST.get("reply", ""))
    except Refused as refusal:
        return meeting_page(request, meeting, refusal=str(refusal), status=422)
    messages.success(request, _("Jawaban instansi Anda tersimpan."))
    return redirect("meeting", meeting_id=meeting.pk)


@require_POST
@needs(Right.TASKS)
def attendance(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record who came: `presence-ID` and `position-ID` for each invitation."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting))
    said = {}
    for pk in meeting.invitations.values_list("pk", flat=True):
        word = request.POST.get(f"presence-{pk}")
        if word in Presence.values:
            said[pk] = (word, request.POST.get(f"position-{pk}", ""))
    try:
        actions.attend(meeting.pk, said, actor=person(request))
    except Refused as refusal:
        return meeting_page(request, meeting, refusal=str(refusal), status=422)
    messages.success(request, _("Kehadiran tersimpan."))
    return redirect(f"{request.path.removesuffix('attendance/')}#invitations")
