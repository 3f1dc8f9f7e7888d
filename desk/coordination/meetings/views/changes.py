"""Pages that change a meeting itself: planning, changing, beginning, cancelling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.coordination.actions import Refused
from desk.coordination.meetings.access import may_manage, writable
from desk.coordination.meetings.actions import meetings
from desk.coordination.meetings.actions.meetings import Wish
from desk.coordination.meetings.forms import MeetingForm, ReasonForm
from desk.coordination.meetings.views.page import meeting_page, readable
from desk.coordination.meetings.words import moment
from desk.coordination.models import Meeting
from tps.middleware import election_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    election = election_for(request)
    if not election:
        messages.info(request, _("Buat dahulu sebuah pemilihan; rapat selalu milik satu pemilihan."))
        return redirect("home")
    user, now = person(request), clock.now()
    form = MeetingForm.new(request.POST or None, at=now, election=election, remit=_remit(user))
    if request.method == "POST" and form.is_valid():
        wish, client_id = form.wish(), form.cleaned_data["client_id"]
        require(user.may(Right.TASKS, place=wish.region.pk if wish.region else ""))
        if client_id is None:
            form.add_error(None, _("Halaman ini sudah usang. Muat ulang lalu ulangi."))
        else:
            try:
                made = meetings.plan(wish, actor=user, at=now, election=election, client_id=client_id)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Rapat direncanakan. Susun agendanya, lalu undang instansi."))
                return redirect("meeting", meeting_id=made.pk)
    return render(request, "meetings/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def edit(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Change what a meeting is; who was overtaken sees both texts and decides."""
    meeting = readable(request, meeting_id)
    user, now = person(request), clock.now()
    require(may_manage(user, meeting) and writable(meeting))
    form = MeetingForm.of(meeting, remit=_remit(user), data=request.POST or None)
    theirs: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        wish, seen = form.wish(), form.cleaned_data["seen"]
        require(user.may(Right.TASKS, place=wish.region.pk if wish.region else ""))
        try:
            saved = meetings.change(meeting.pk, wish, actor=user, at=now, seen=seen)
        except meetings.Overtaken as overtaken:
            theirs = _meanwhile(overtaken.meeting, wish)
            form = form.seen_again(overtaken.meeting, remit=_remit(user))
            form.add_error(None, str(overtaken))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if saved.sequence != meeting.sequence:
                messages.success(request, _("Rapat tersimpan; perubahannya dikirim kepada semua yang diundang."))
            else:
                messages.success(request, _("Rapat tersimpan."))
            return redirect("meeting", meeting_id=meeting.pk)
    context: dict[str, Any] = {"meeting": meeting, "form": form, "theirs": theirs}
    return render(request, "meetings/edit.html", context, status=409 if theirs else 422 if form.errors else 200)


@require_POST
@needs(Right.TASKS)
def move(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Begin a meeting, or cancel it with a reason."""
    meeting = readable(request, meeting_id)
    user, now = person(request), clock.now()
    require(may_manage(user, meeting))
    try:
        if request.POST.get("move") == "cancel":
            form = ReasonForm(request.POST)
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            meetings.cancel(meeting.pk, actor=user, at=now, reason=reason)
            messages.success(request, _("Rapat dibatalkan; yang sudah diundang diberi tahu."))
        else:
            meetings.begin(meeting.pk, actor=user, at=now)
            messages.success(request, _("Rapat dimulai. Tulis notulennya; setiap butir tersimpan sendiri."))
            return redirect("meeting-minutes", meeting_id=meeting.pk)
    except Refused as refusal:
        return meeting_page(request, readable(request, meeting_id), refusal=str(refusal), status=422)
    return redirect("meeting", meeting_id=meeting.pk)


def _remit(user: User) -> str:
    return "" if user.scope(Right.TASKS) is Scope.ALL else user.remit


def _meanwhile(meeting: Meeting, wish: Wish) -> list[dict[str, str]]:
    """Give what stands now and what this person wanted, for each thing in which they differ."""
    labels = {
        "title": _("Judul rapat"),
        "kind": _("Jenis rapat"),
        "starts_at": _("Mulai (WIB)"),
        "ends_at": _("Selesai (WIB)"),
        "venue": _("Tempat"),
        "link": _("Tautan daring"),
        "host": _("Instansi penyelenggara"),
        "chair_position": _("Jabatan pimpinan rapat"),
        "chair": _("Pengguna yang memimpin"),
        "region": _("Wilayah"),
        "previous": _("Rapat lalu"),
    }
    rows = []
    for name, label in labels.items():
        stands, wanted = getattr(meeting, name), getattr(wish, name)
        if stands != wanted:
            show = [moment(each) if name.endswith("_at") else str(each or "–") for each in (stands, wanted)]
            rows.append({"label": label, "stands": show[0], "wanted": show[1]})
    return rows
