"""The page of one meeting."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.access import visible_to
from desk.coordination.meetings.access import may_approve, may_manage, meetings_of, own_invitation, writable
from desk.coordination.meetings.actions.approval import seen_of
from desk.coordination.meetings.forms import InviteForm, ItemForm, ReasonForm
from desk.coordination.meetings.kinds import MeetingState, Presence
from desk.coordination.meetings.reading import follow_ups, post_of
from desk.coordination.meetings.rules import EARLY
from desk.coordination.models import Meeting


@require_safe
@needs(Right.READ_MEETINGS)
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show one meeting: agenda, minutes, decisions, who was asked and came, and its papers."""
    return meeting_page(request, readable(request, meeting_id))


def readable(request: HttpRequest, meeting_id: int) -> Meeting:
    """Give a meeting that the person may read, or 404."""
    found: Meeting = get_object_or_404(
        meetings_of(person(request)).for_table().select_related("previous", "created_by"), pk=meeting_id
    )
    return found


def meeting_page(
    request: HttpRequest, found: Meeting, *, refusal: str = "", part: Form | None = None, status: int = 200
) -> HttpResponse:
    """Draw one meeting with what this person may do with it; a refused form comes back as it was typed."""
    user, now = person(request), clock.now()
    manages, state = may_manage(user, found), found.state
    edits = manages and writable(found)
    invitations = list(found.invitations.select_related("agency", "replied_by").order_by("agency__name"))
    post = post_of(found)
    decided = list(found.decisions.select_related("owner", "task__owner", "item").order_by("created_at", "pk"))
    before = follow_ups(found)
    items = list(
        found.items.select_related("minutes", "flag", "task", "decision__task", "decision__owner").order_by(
            "position", "pk"
        )
    )
    tasks = {each.task_id for each in (*decided, *before) if each.task_id}
    tasks |= {each.task_id for each in items if each.task_id}
    tasks |= {each.decision.task_id for each in items if each.decision and each.decision.task_id}
    listed = [each for each in invitations if each.withdrawn_at is None]
    approves = may_approve(user, found) and state == MeetingState.HELD
    context: dict[str, Any] = {
        "meeting": found,
        "at": now,
        "items": items,
        "minutes_total": sum(each.duration or 0 for each in items),
        "decisions": decided,
        "follow_ups": before,
        # A liaison reads the decision, but only the own agency's tasks.
        "readable_tasks": set(visible_to(user).filter(pk__in=tasks).values_list("pk", flat=True)) if tasks else set(),
        "invitations": [(each, post.get(each.pk)) for each in listed],
        "withdrawn": [each for each in invitations if each.withdrawn_at is not None],
        "unsent": sum(each.sent_at is None for each in listed),
        "present": sum(each.presence in (Presence.PRESENT, Presence.REPRESENTED) for each in listed),
        "unrecorded": sum(each.presence == Presence.UNKNOWN for each in listed),
        "presences": Presence,
        "own": own_invitation(user, found),
        "manages": manages,
        "edits": edits,
        "may_begin": manages and found.ahead and now >= found.starts_at - EARLY,
        "may_cancel": manages and found.ahead,
        "may_send": manages and found.ahead and found.ends_at > now,
        "attends": manages and state == MeetingState.HELD,
        "held": state in (MeetingState.HELD, MeetingState.APPROVED),
        "approves": approves,
        "may_correct": may_approve(user, found) and state == MeetingState.APPROVED,
        "seen": seen_of(found) if approves else "",
        "written": any(each.minutes.text for each in items) or bool(decided),
        "issues": list(
            found.issues.select_related("document", "approved_by").defer("document__content").order_by("-revision")
        ),
        "item_form": part if isinstance(part, ItemForm) else ItemForm(),
        "invite_form": part if isinstance(part, InviteForm) else InviteForm(meeting=found) if edits else None,
        "reason_form": ReasonForm(),
        "refusal": refusal,
        "reads_contacts": user.may_somewhere(Right.CONTACTS),
        "has_history": user.may(Right.HISTORY, place=found.place, agency=found.host.code),
    }
    return render(request, "meetings/detail.html", context, status=status)
