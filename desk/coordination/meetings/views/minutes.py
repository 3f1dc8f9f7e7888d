"""Writing minutes: a page with one text for each item, saved piece by piece, with or without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.coordination.actions import Refused
from desk.coordination.meetings import presence
from desk.coordination.meetings.access import may_manage
from desk.coordination.meetings.actions import minutes as actions
from desk.coordination.meetings.forms import DecisionForm
from desk.coordination.meetings.kinds import MeetingState
from desk.coordination.meetings.views.page import readable
from desk.coordination.models import Meeting, Minutes


@require_safe
@needs(Right.TASKS)
def write(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show the page on which minutes are written while a meeting runs."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting))
    if meeting.state != MeetingState.HELD:
        messages.info(request, _("Notulen ditulis sesudah rapat dimulai dan sebelum disahkan."))
        return redirect("meeting", meeting_id=meeting.pk)
    return page(request, meeting)


def page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    overtaken: actions.Overtaken | None = None,
    item_id: int = 0,
    typed: str = "",
    refusal: str = "",
    decision_form: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; a text that could not be saved stands in its box as it was typed."""
    rows = list(_minutes(meeting).select_related("item__flag", "item__task", "item__decision__meeting", "changed_by"))
    parts = [
        {
            "item": each.item,
            "minutes": each,
            "text": typed if each.item_id == item_id else each.text,
            "overtaken": overtaken if each.item_id == item_id else None,
            "refusal": refusal if each.item_id == item_id else "",
        }
        for each in rows
    ]
    context: dict[str, Any] = {
        "meeting": meeting,
        "at": clock.now(),
        "parts": parts,
        "decisions": list(meeting.decisions.select_related("owner", "task", "item").order_by("created_at", "pk")),
        "decision_form": decision_form or DecisionForm(meeting=meeting),
    }
    return render(request, "meetings/minutes.html", context, status=status)


@require_POST
@needs(Right.TASKS)
def save(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """Keep the words about one item: JSON for the page's script, else the page again."""
    meeting = readable(request, meeting_id)
    require(may_manage(person(request), meeting))
    get_object_or_404(meeting.items, pk=item_id)
    text, number = request.POST.get("text", ""), request.POST.get("base", "")
    base = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    scripted = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = actions.save(item_id, text, actor=person(request), at=clock.now(), base=base)
    except actions.Overtaken as overtaken:
        if scripted:
            stands = overtaken.minutes
            return JsonResponse(
                {
                    "state": "overtaken",
                    "reason": str(overtaken),
                    "text": stands.text,
                    "version": stands.version,
                    "both": overtaken.both,
                },
                status=409,
            )
        return page(request, meeting, overtaken=overtaken, item_id=item_id, typed=overtaken.both, status=409)
    except Refused as refusal:
        if scripted:
            return JsonResponse({"state": "refused", "reason": str(refusal)}, status=422)
        if readable(request, meeting_id).state != MeetingState.HELD:
            messages.error(request, str(refusal))
            return redirect("meeting", meeting_id=meeting.pk)
        return page(request, meeting, item_id=item_id, typed=text, refusal=str(refusal), status=422)
    if scripted:
        return JsonResponse(
            {
                "state": "merged" if saved.merged else "saved",
                "text": saved.text,
                "version": saved.version,
                "mine": saved.mine,
            }
        )
    messages.success(
        request, _("Tersimpan dan digabung dengan tulisan orang lain.") if saved.merged else _("Notulen tersimpan.")
    )
    return redirect(f"/meetings/{meeting.pk}/minutes/#item-{item_id}")


@require_POST
@needs(Right.TASKS)
def pulse(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Hear where a person writes; say who else does, and the words that are newer than the versions of `has`."""
    meeting = readable(request, meeting_id)
    user = person(request)
    require(may_manage(user, meeting))
    here = request.POST.get("item", "")
    presence.write(user, meeting.pk, int(here) if here.isascii() and here.isdigit() and len(here) < 19 else 0)
    has = dict(_pairs(request.POST.get("has", "")))
    rows = list(_minutes(meeting).values_list("item_id", "version", "item__position"))
    newer = [item_id for item_id, version, _place in rows if has.get(item_id, -1) < version]
    texts = dict(_minutes(meeting).filter(item_id__in=newer).values_list("item_id", "text")) if newer else {}
    places = {item_id: place for item_id, _version, place in rows}
    people = User.objects.filter(is_active=True, role__in=[Role.ADMIN, Role.OPERATOR]).exclude(pk=user.pk)
    found = presence.writers(people, meeting.pk)
    said = [
        _("%(who)s sedang menulis di butir %(n)s") % {"who": who, "n": places[item_id]}
        for who, item_id in found
        if item_id in places
    ]
    idle = sum(item_id not in places for _who, item_id in found)
    if idle:
        also = ngettext("%(n)d orang lain membuka halaman ini", "%(n)d orang lain membuka halaman ini", idle)
        said.append(also % {"n": idle})
    return JsonResponse(
        {
            "open": meeting.state == MeetingState.HELD,
            "people": " · ".join(said),
            "writing": sorted({item_id for _who, item_id in found if item_id in places}),
            "items": {
                str(item_id): {"version": version, "text": texts[item_id]}
                for item_id, version, _place in rows
                if item_id in texts
            },
        }
    )


def _minutes(meeting: Meeting) -> Any:
    return Minutes.objects.filter(item__meeting=meeting).order_by("item__position", "item__pk")


def _pairs(text: str) -> list[tuple[int, int]]:
    """Read "12:3,14:0": which version of which item the page has."""
    found = []
    for part in text.split(",")[:200]:
        item, _colon, version = part.partition(":")
        if all(each.isascii() and each.isdigit() and len(each) < 19 for each in (item, version)):
            found.append((int(item), int(version)))
    return found
