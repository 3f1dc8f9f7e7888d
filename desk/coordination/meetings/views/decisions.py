"""Pages of decisions: writing one down, changing it, and making it a task."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.meetings.access import may_manage
from desk.coordination.meetings.actions import decisions as actions
from desk.coordination.meetings.forms import DecisionForm
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.views.minutes import page
from desk.coordination.meetings.views.page import meeting_page, readable
from desk.coordination.meetings.words import short_day
from desk.coordination.models import Decision


@require_POST
@needs(Right.TASKS)
def decide(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Write a decision down."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting))
    form = DecisionForm(request.POST, meeting=meeting)
    if form.is_valid():
        try:
            actions.record(
                meeting.pk,
                form.wish(),
                actor=person(request),
                at=clock.now(),
                client_id=form.cleaned_data["client_id"] or uuid.uuid4(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Keputusan dicatat."))
            return redirect(f"/meetings/{meeting.pk}/minutes/#decisions")
    if meeting.state != MeetingState.HELD:
        return meeting_page(request, meeting, refusal="; ".join(map(str, form.non_field_errors())), status=422)
    return page(request, meeting, decision_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def decision(request: HttpRequest, meeting_id: int, decision_id: int) -> HttpResponse:
    """Change a decision, or (`do=drop`) remove it; who was overtaken sees both and decides."""
    meeting = readable(request, meeting_id)
    user = person(request)
    require(may_manage(user, meeting) and meeting.state == MeetingState.HELD)
    found = get_object_or_404(meeting.decisions.select_related("owner", "item", "task"), pk=decision_id)
    form = DecisionForm(request.POST or None, meeting=meeting, decision=found)
    theirs: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "drop":
                actions.drop(meeting.pk, found.pk, actor=user)
                messages.success(request, _("Keputusan dihapus; riwayat menyimpannya."))
                return redirect(f"/meetings/{meeting.pk}/minutes/#decisions")
            if form.is_valid():
                actions.change(meeting.pk, found.pk, form.wish(), actor=user, seen=form.cleaned_data["seen"])
                messages.success(request, _("Keputusan tersimpan."))
                return redirect(f"/meetings/{meeting.pk}/minutes/#decisions")
        except actions.Overtaken as overtaken:
            theirs = _meanwhile(overtaken.decision, form.wish())
            data = dict(form.data.items()) | {"seen": overtaken.decision.changed_at.isoformat()}
            form = DecisionForm(data, meeting=meeting, decision=overtaken.decision)
            form.is_valid()
            form.add_error(None, str(overtaken))
        except Refused as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
    context: dict[str, Any] = {"meeting": meeting, "decision": found, "form": form, "theirs": theirs}
    return render(request, "meetings/decision.html", context, status=409 if theirs else 422 if form.errors else 200)


@require_POST
@needs(Right.TASKS)
def task(request: HttpRequest, meeting_id: int, decision_id: int) -> HttpResponse:
    """Make a decision a task, once."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting))
    get_object_or_404(meeting.decisions, pk=decision_id)
    try:
        made = actions.make_task(meeting.pk, decision_id, actor=person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Keputusan menjadi tugas %(number)s untuk %(agency)s.") % {"number": made, "agency": made.owner}
        )
    if request.POST.get("back") == "minutes" and meeting.state == MeetingState.HELD:
        return redirect(f"/meetings/{meeting.pk}/minutes/#decisions")
    return redirect(f"/meetings/{meeting.pk}/#decisions")


def _meanwhile(decision: Decision, wish: actions.Wish) -> list[dict[str, str]]:
    labels = {
        "text": _("Keputusan"),
        "owner": _("Penanggung jawab"),
        "due_at": _("Tenggat"),
        "item": _("Butir agenda"),
    }
    rows = []
    for name, label in labels.items():
        stands, wanted = getattr(decision, name), getattr(wish, name)
        if stands != wanted:
            show = [
                short_day(each) if each and name == "due_at" else str(each or "–") if name != "text" else each
                for each in (stands, wanted)
            ]
            rows.append({"label": label, "stands": show[0], "wanted": show[1]})
    return rows
