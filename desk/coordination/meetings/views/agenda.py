"""Pages that change the agenda: single items, and many proposed ones at one click."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.meetings.access import may_manage, writable
from desk.coordination.meetings.actions import agenda as actions
from desk.coordination.meetings.forms import ItemForm
from desk.coordination.meetings.reading import chosen, proposals
from desk.coordination.meetings.views.page import meeting_page, readable


@require_POST
@needs(Right.TASKS)
def agenda(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Add an item of free words (`do=add`), or move, change or drop the one of `item`."""
    meeting = readable(request, meeting_id)
    user, now = person(request), clock.now()
    require(may_manage(user, meeting))
    do, number = request.POST.get("do", ""), request.POST.get("item", "")
    item_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    form = ItemForm(request.POST)
    try:
        if do in {"add", "change"}:
            if not form.is_valid():
                adds = do == "add"
                told = "" if adds else _("Tulis judul butir agenda; lamanya 1 sampai 600 menit.")
                return meeting_page(request, meeting, part=form if adds else None, refusal=told, status=422)
            data = form.cleaned_data
            if do == "add":
                actions.add(
                    meeting.pk, actor=user, at=now, title=data["title"], duration=data["duration"],
                    client_id=data["client_id"] or uuid.uuid4(),
                )  # fmt: skip
            else:
                actions.change(meeting.pk, item_id, actor=user, title=data["title"], duration=data["duration"])
        elif do in {"up", "down"}:
            actions.shift(meeting.pk, item_id, actor=user, down=do == "down")
        elif do == "drop":
            actions.drop(meeting.pk, item_id, actor=user)
    except Refused as refusal:
        return meeting_page(request, readable(request, meeting_id), refusal=str(refusal), status=422)
    return redirect(f"{request.path.removesuffix('agenda/')}#agenda")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def propose(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show what could stand on the agenda, all of it ticked; sent, what is ticked goes onto it."""
    meeting = readable(request, meeting_id)
    user, now = person(request), clock.now()
    require(may_manage(user, meeting) and writable(meeting))
    groups = proposals(meeting, now)
    refusal = ""
    if request.method == "POST":
        try:
            things = chosen(groups, request.POST.getlist("pick"))
            added = actions.take_up(meeting.pk, things, actor=user, at=now)
        except Refused as refused:
            refusal = str(refused)
        else:
            said = ngettext("%(n)d butir ditambahkan ke agenda.", "%(n)d butir ditambahkan ke agenda.", added)
            messages.success(request, said % {"n": added})
            return redirect("meeting", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "groups": [group for group in groups if group.total],
        "number": sum(len(group.choices) for group in groups),
        "at": now,
        "refusal": refusal,
    }
    return render(request, "meetings/propose.html", context, status=422 if refusal else 200)
