"""The plan of one risk: its card, and the page on which it becomes tasks; the risks without any action."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.coordination.actions import Refused
from desk.coordination.actions.playbooks import apply
from desk.coordination.kinds import ALIVE, TaskState
from desk.coordination.models import AppliedPlaybook
from desk.coordination.playbook_forms import PlanForm
from desk.coordination.playbook_offers import offers
from desk.coordination.playbook_reading import applied_to, has_action, without_action
from desk.htmx import page_or_fragment
from desk.listing import listing
from risks import filter_groups, filters
from risks.models import Flag
from risks.playbook_forms import FactorsForm
from risks.playbooks import checks_of, plan
from risks.scope import readable_flags, viewer_of
from tps.middleware import election_for

SORTS = {"severity": ("rank", "-reported_at", "pk"), "reported": ("reported_at", "pk"), "number": ("pk",)}


@require_safe
@needs(Right.READ)
def of_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Show the plan of one risk and its factors, for the risk's page."""
    user = person(request)
    flag = _flag(user, flag_id)
    found, applied = plan(flag.kind), applied_to(flag)
    checks = checks_of([flag.pk]).get(flag.pk, {})
    context = {
        "flag": flag,
        "plan": found,
        "applied": applied,
        "made": _made(user, applied) if applied else None,
        "bare": flag.open and not has_action(flag),
        "factors": [{"factor": each, "check": checks.get(each.code)} for each in (found.factors if found else ())],
        "factor_form": FactorsForm(flag, {each.code: each.text for each in (found.factors if found else ())}, checks),
        "may_check": flag.open and user.may(Right.JUDGE_RISK, place=flag.place),
        "may_apply": flag.open and user.may(Right.TASKS, place=flag.place),
    }
    return page_or_fragment(request, "playbooks/of.html", "playbooks/_of.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def apply_one(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Show what a risk's playbook proposes; sent, the ticked actions become tasks, once."""
    user, now = person(request), clock.now()
    flag = _flag(user, flag_id)
    require(user.may(Right.TASKS, place=flag.place))
    applied = applied_to(flag)
    if applied is not None:
        messages.info(request, _already(applied))
        return redirect("risk", pk=flag.pk)
    if not flag.open:
        messages.info(request, _("%(number)s sudah ditutup; rencananya tidak dijalankan.") % {"number": flag.number})
        return redirect("risk", pk=flag.pk)
    agencies = list(Agency.objects.active().order_by("level", "name"))
    offer = offers([flag], agencies, now)[0]
    sent = request.method == "POST"
    form = PlanForm(offer, agencies, now, request.POST if sent else None)
    asked = form.read() if sent else None
    if asked is not None:
        try:
            outcome = apply([asked], actor=user, at=now, batch=form.client_id)
        except Refused as refusal:
            form.trouble = str(refusal)
        else:
            if outcome.applied:
                made = ngettext("%(n)d tugas dibuat dari rencana.", "%(n)d tugas dibuat dari rencana.", outcome.tasks)
                messages.success(request, made % {"n": outcome.tasks})
            else:
                messages.info(request, _already(outcome.before[0]))
            return redirect("risk", pk=flag.pk)
    context = {"flag": flag, "form": form, "late": sum(row.proposal.late for row in form.rows)}
    return render(request, "playbooks/apply.html", context, status=422 if form.trouble else 200)


@require_safe
@needs(Right.READ)
def without_list(request: HttpRequest) -> HttpResponse:
    """List the open risks without a living task and without an applied playbook, under the register's filters."""
    user, now = person(request), clock.now()
    election = election_for(request)
    chosen = filters.parse(request.GET, viewer_of(user, now))
    everything = readable_flags(user).of(election.pk if election else 0)
    readable = without_action(everything)
    count, groups = filter_groups.groups(readable, chosen, election_id=election.pk if election else 0)
    flags = filters.narrow(readable, chosen, election_id=election.pk if election else 0).with_order()
    found = listing(flags.for_table(), request.GET, sorts=SORTS, default="-severity", count=count)
    context = {
        "page": found.page,
        "count": found.count,
        "filters": [each for each in groups if each["name"] != "status"],
        "filtered": chosen,
        "any_open": bool(found.count) or everything.open().exists(),
        "search": filter_groups.search(chosen),
        "may_give": user.may_somewhere(Right.TASKS),
        "bulk_actions": [{"label": _("Jalankan rencana…"), "icon": "tasks", "value": "preview"}],
    }
    return page_or_fragment(request, "playbooks/without.html", "playbooks/_without.html", context)


@require_safe
@needs(Right.READ)
def without_count(request: HttpRequest) -> HttpResponse:
    """Say how many of the risks that the register's address finds have no action; a fragment for the register."""
    user = person(request)
    election = election_for(request)
    chosen = filters.parse(request.GET, viewer_of(user, clock.now()))
    everything = readable_flags(user).of(election.pk if election else 0)
    readable = without_action(everything)
    number = filters.narrow(readable, chosen, election_id=election.pk if election else 0).count()
    return page_or_fragment(request, "playbooks/count.html", "playbooks/_count.html", {"number": number})


def _flag(user: User, flag_id: int) -> Flag:
    return get_object_or_404(readable_flags(user).for_page(), pk=flag_id)


def _made(user: User, applied: AppliedPlaybook) -> dict[str, Any]:
    """Count the tasks of an applied playbook that this person may read."""
    states = list(visible_to(user).filter(from_playbook__applied=applied).values_list("state", flat=True))
    return {
        "all": len(states),
        "alive": sum(state in ALIVE for state in states),
        "confirmed": states.count(TaskState.CONFIRMED),
    }


def _already(applied: AppliedPlaybook) -> str:
    return _("Rencana ini sudah dijalankan oleh %(who)s pada %(when)s; tidak ada tugas yang dibuat dua kali.") % {
        "who": applied.applied_by or _("sistem"),
        "when": f"{clock.local(applied.applied_at):%d-%m-%Y %H.%M} WIB",
    }
