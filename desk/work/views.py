"""Pages of background work: the list, one job with its progress and log, stopping it and starting it again."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.export import csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from desk.work import actions, registry, showing, standing
from desk.work.access import listed_for, may_follow, may_retry, may_stop
from desk.work.kinds import JobState
from desk.work.models import Job

SORTS = {
    "created": ("-created_at", "pk"),
    "kind": ("kind", "-created_at"),
    "state": ("state", "-created_at"),
    "who": ("requested_by__username", "-created_at"),
}
SHOWN_LINES = 300


@require_safe
@never_cache
@needs(Right.IMPORT, Right.DRAFT_BRIEFING)
def job_list(request: HttpRequest) -> HttpResponse:
    """List background work: all of it for admins and operators, one's own for others."""
    user, now = person(request), clock.now()
    wanted = showing.Wanted.of(request.GET)
    base = wanted.base(listed_for(user), user, now)
    states = wanted.of_kinds(base).by_state()
    rows = wanted.of_state(wanted.of_kinds(base)).select_related("requested_by")
    count = states[wanted.state] if wanted.state else sum(states.values())
    found = listing(rows, request.GET, sorts=SORTS, default="created", count=count)
    context = {
        "page": found.page,
        "rows": [showing.row(each, user, now) for each in found.page],
        "tabs": _tabs(request, wanted, states),
        "filters": [
            showing.kind_filter(wanted.of_state(base).by_kind(), wanted.kinds),
            *([_whose(wanted)] if user.role in {Role.ADMIN, Role.OPERATOR} else []),
        ],
        "narrowed": bool(wanted.kinds or wanted.state or wanted.mine or wanted.days is not None),
        "moving": states[JobState.DUE] + states[JobState.RUNNING] > 0,
        "at": now,
    }
    return page_or_fragment(request, "work/list.html", "work/_list.html", context)


@require_safe
@never_cache
@needs(Right.IMPORT, Right.DRAFT_BRIEFING)
def badge(request: HttpRequest) -> HttpResponse:
    """Give htmx the numbers in the bar anew; without it the list tells more."""
    if not wants_fragment(request):
        return redirect("jobs")
    user, now = person(request), clock.now()
    row = User.objects.annotate(**standing.columns(user, now)).get(pk=user.pk)
    return render(request, "components/frame/work.html", {"work": standing.standing(row, now)})


@require_safe
@needs(Right.IMPORT, Right.DRAFT_BRIEFING)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the filtered jobs as a CSV or XLSX file."""
    user, now = person(request), clock.now()
    wanted = showing.Wanted.of(request.GET)
    rows = wanted.of_state(wanted.of_kinds(wanted.base(listed_for(user), user, now)))
    found = showing.cells(rows.select_related("requested_by").order_by("-created_at", "pk"))
    name = f"pekerjaan-{timezone.localtime(now):%Y%m%d-%H%M}"
    answer = csv_response if form == "csv" else xlsx_response
    return answer(name, showing.HEADER, found)


@require_safe
@never_cache
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show one job; htmx gets the progress alone, and is sent to `?next=` once the work has ended."""
    found = _followed(request, job_id)
    user, now = person(request), clock.now()
    after = _safe(request, request.GET.get("next", ""))
    if found.ended and after and wants_fragment(request):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = after
        return answer
    context = {
        **showing.progress(found, now),
        "next": after,
        "query": f"?{urlencode({'next': after})}" if after else "",
        "job_url": reverse("job", args=[found.pk]),
        "may_stop": may_stop(user, found),
    }
    if not wants_fragment(request):
        context |= _about(found, user, now)
    return page_or_fragment(request, "work/detail.html", "work/_progress.html", context)


@require_safe
@never_cache
def job_log(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show a job's attempts and what it reported; htmx gets that part of the page alone, and asks again."""
    found = _followed(request, job_id)
    if not wants_fragment(request):
        return HttpResponseRedirect(f"{reverse('job', args=[found.pk])}#job-log")
    context = {"job": found, **_about(found, person(request), clock.now())}
    return page_or_fragment(request, "work/detail.html", "work/_log.html", context)


@require_POST
def job_cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Ask a job to stop."""
    found = get_object_or_404(Job, pk=job_id)
    require(may_stop(person(request), found))
    if actions.cancel(found, at=clock.now()):
        messages.success(request, _("Pembatalan diminta. Yang sudah tersimpan sebelumnya tetap ada."))
    else:
        messages.info(
            request, _("Pekerjaan ini sudah berakhir atau sedang menyimpan hasilnya; tidak ada yang dibatalkan.")
        )
    return _back(request, found)


@require_POST
def job_retry(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Start a failed job again, or one that waits for its next attempt at once."""
    found = get_object_or_404(Job, pk=job_id)
    user = person(request)
    require(may_stop(user, found))
    if may_retry(user, found) and actions.retry(found, actor=user, at=clock.now()):
        messages.success(request, _("Pekerjaan dicoba lagi. Yang sudah tersimpan tidak diulang."))
    else:
        messages.info(request, _("Pekerjaan ini tidak sedang gagal; tidak ada yang dicoba lagi."))
    return _back(request, found)


def _followed(request: HttpRequest, job_id: uuid.UUID) -> Job:
    found = get_object_or_404(Job.objects.select_related("requested_by"), pk=job_id)
    require(may_follow(person(request), found))
    return found


def _about(found: Job, user: User, at: datetime) -> dict[str, Any]:
    page = registry.page_of(found.kind, found.payload)
    lines = list(found.lines.order_by("-pk")[:SHOWN_LINES])
    return {
        "page_url": page,
        "may_retry": may_retry(user, found),
        "tries": list(found.tries.all()),
        "lines": lines,
        "technical": found.error if user.role == Role.ADMIN and not found.refused else "",
        "at": at,
    }


def _tabs(request: HttpRequest, wanted: showing.Wanted, states: dict[str, int]) -> list[dict[str, Any]]:
    def url(state: str) -> str:
        query = request.GET.copy()
        for name in ("page", "state"):
            query.pop(name, None)
        if state:
            query["state"] = state
        return f"?{query.urlencode()}"

    every = {"url": url(""), "label": _("Semua"), "count": sum(states.values()), "current": not wanted.state}
    return [
        every,
        *(
            {"url": url(each.value), "label": each.label, "count": states[each], "current": wanted.state == each}
            for each in JobState
        ),
    ]


def _whose(wanted: showing.Wanted) -> dict[str, Any]:
    option = {"value": "1", "label": _("Yang saya minta"), "count": None, "selected": wanted.mine}
    return {"name": "mine", "label": _("Peminta"), "options": [option]}


def _back(request: HttpRequest, found: Job) -> HttpResponse:
    after = _safe(request, request.POST.get("next", ""))
    return HttpResponseRedirect(after) if after else redirect("job", job_id=found.pk)


def _safe(request: HttpRequest, url: str) -> str:
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else ""
