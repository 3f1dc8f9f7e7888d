"""Pages of background work: the list, one job with its progress, and stopping it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from desk.work import actions, registry
from desk.work.access import listed_for, may_follow, may_stop
from desk.work.kinds import JobState
from desk.work.models import Job
from desk.work.pace import pace

MOST_DIGITS = 4
WHOLE_FROM = 10  # rows a second from which a decimal says nothing
SORTS = {
    "created": ("-created_at", "pk"),
    "kind": ("kind", "-created_at"),
    "state": ("state", "-created_at"),
}


@require_safe
@needs(Right.IMPORT, Right.DRAFT_BRIEFING)
def job_list(request: HttpRequest) -> HttpResponse:
    """List background work: all of it for admins, one's own for others."""
    jobs = listed_for(person(request))
    state = request.GET.get("state", "")
    chosen = state if state in JobState.values else ""
    counts = jobs.by_state()
    rows = jobs.filter(state=chosen) if chosen else jobs
    days = request.GET.get("days", "")
    if days.isascii() and days.isdigit() and len(days) <= MOST_DIGITS:
        rows = rows.since(clock.now() - timedelta(days=int(days)))
    found = listing(rows.select_related("requested_by"), request.GET, sorts=SORTS, default="created")
    context = {
        "page": found.page,
        "rows": [{"job": job, "title": registry.title(job.kind)} for job in found.page],
        "tabs": [
            {"url": "?", "label": _("Semua"), "count": sum(counts.values()), "current": not chosen},
            *(
                {"url": f"?state={each.value}", "label": each.label, "count": counts[each], "current": chosen == each}
                for each in JobState
            ),
        ],
    }
    return page_or_fragment(request, "work/list.html", "work/_list.html", context)


@require_safe
@never_cache
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Show one job; htmx gets the progress alone, and is sent to `?next=` once the work has ended."""
    found = get_object_or_404(Job.objects.select_related("requested_by"), pk=job_id)
    require(may_follow(person(request), found))
    after = _safe(request, request.GET.get("next", ""))
    if found.ended and after and wants_fragment(request):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = after
        return answer
    context = {**_progress(found, clock.now(), after), "may_stop": may_stop(person(request), found)}
    return page_or_fragment(request, "work/detail.html", "work/_progress.html", context)


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
    after = _safe(request, request.POST.get("next", ""))
    return HttpResponseRedirect(after) if after else redirect("job", job_id=found.pk)


def _progress(found: Job, at: datetime, after: str) -> dict[str, Any]:
    running = found.state == JobState.RUNNING
    speed = pace(found.done, found.total, found.started_at, at) if running else pace(0, None, None, at)
    return {
        "job": found,
        "title": registry.title(found.kind),
        "next": after,
        "query": f"?{urlencode({'next': after})}" if after else "",
        "rate": _rate(speed.per_second),
        "left": _duration(speed.seconds_left),
        "job_url": reverse("job", args=[found.pk]),
    }


def _rate(per_second: float | None) -> str:
    if per_second is None:
        return ""
    return _("%(number)s per detik") % {"number": _shown(per_second)}


def _shown(per_second: float) -> str:
    decimals = 0 if per_second >= WHOLE_FROM else 1
    return str(number_format(f"{per_second:.{decimals}f}", decimals))


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 60:
        return ngettext("%(number)d detik", "%(number)d detik", whole) % {"number": whole}
    minutes = round(whole / 60)
    return ngettext("%(number)d menit", "%(number)d menit", minutes) % {"number": minutes}


def _safe(request: HttpRequest, url: str) -> str:
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else ""
