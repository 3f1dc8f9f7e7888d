"""Pages of the legal calendar: its stages for a region, files of them, and shifting one with all that hangs on it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from tps.actions import stages as actions
from tps.kinds import Level
from tps.middleware import election_for
from tps.models import Election, Region, Stage
from tps.stages import followers, ics, reading
from tps.stages.followers import Change
from tps.stages.forms import ShiftForm
from tps.stages.national import KNOWN

SORTS = {"start": ("starts_on", "ends_on", "pk"), "end": ("ends_on", "pk"), "name": ("name", "pk")}
HEADER = (
    "tahapan", "dasar_hukum", "tingkat", "mulai", "selesai", "kode_wilayah", "wilayah", "berlaku", "diganti_oleh",
    "mengganti",
)  # fmt: skip
STATES = ("running", "coming", "past")


@require_safe
@needs(Right.READ)
def stages(request: HttpRequest) -> HttpResponse:
    """Show the legal calendar of the page's election, for `?region=36.04` with what holds there instead."""
    election, today = election_for(request), clock.local(clock.now()).date()
    region = _region(request)
    every = reading.of(election) if election else []
    rows = {row.stage.pk: row for row in _wanted(request, reading.rows(every, region.pk if region else "", today))}
    found = listing(Stage.objects.filter(pk__in=rows), request.GET, sorts=SORTS, default="start")
    first, last = reading.edges([row.stage for row in rows.values()])
    context = {
        "election": election,
        "listing": found,
        "lines": [rows[stage.pk] for stage in found.page],
        "region": region,
        "regions": Region.objects.filter(level=Level.REGENCY),
        "overrides": [row for row in rows.values() if row.stage.region_id and row.holds],
        "conflicts": [row for row in rows.values() if row.standing.conflict],
        "elsewhere": sorted({each.region.name for each in every if each.region and each.pk not in rows}),
        "filters": _bar(request),
        "narrowed": bool(request.GET.getlist("level") or request.GET.getlist("state")),
        "today": today,
        "marker": _marker(first, last, today),
        "may_change": person(request).may_somewhere(Right.STRUCTURE),
        "known": bool(election and election.polling_date in KNOWN and not every),
    }
    return page_or_fragment(request, "stages/list.html", "stages/_list.html", context)


@require_safe
@needs(Right.READ)
def stages_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the calendar as it is filtered, as CSV, XLSX or a calendar file; 304 for an unchanged calendar file."""
    election, now = election_for(request), clock.now()
    region = _region(request)
    every = reading.of(election) if election else []
    rows = _wanted(request, reading.rows(every, region.pk if region else "", clock.local(now).date()))
    if form == "ics":
        return calendar_file(request, [row.stage for row in rows if row.holds])
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    return answer("tahapan", HEADER, _cells(rows))


def calendar_file(request: HttpRequest, found: list[Stage], *more: object) -> HttpResponse:
    """Answer with stages as a calendar file, with a tag by which a client that has it gets 304."""
    tag = ics.etag(found, *more)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        content = ics.render(found, site=settings.SITE_URL, at=clock.now())
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="tahapan.ics"'
    response["ETag"] = tag
    patch_cache_control(response, private=True, max_age=60)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def stage_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a stage other days, or (`?onto=`) let what hangs on it go over to the stage that supersedes it.

    First what moves is shown; it is done when the same preview is sent back with a reason.
    """
    stage = get_object_or_404(Stage.objects.select_related("election", "region"), pk=pk)
    onto = _onto(request, stage)
    days = {"starts_on": (onto or stage).starts_on, "ends_on": (onto or stage).ends_on}
    form = ShiftForm(request.POST or None, initial=days)
    now = clock.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if onto:
            data |= days
        if "apply" in request.POST:
            try:
                done = actions.shift(
                    stage.pk,
                    starts_on=data["starts_on"],
                    ends_on=data["ends_on"],
                    reason=data["reason"],
                    seen=data["seen"],
                    actor=person(request),
                    at=now,
                    onto=onto,
                )
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
                stage.refresh_from_db()
            else:
                said = ngettext(
                    "Tahapan digeser; %(n)s hal ikut bergeser.", "Tahapan digeser; %(n)s hal ikut bergeser.", done.moved
                )
                messages.success(request, said % {"n": done.moved})
                return redirect("stages")
        return _preview(request, form, Change(stage, data["starts_on"], data["ends_on"], onto), now)
    return _preview(request, form, Change(stage, days["starts_on"], days["ends_on"], onto), now)


@require_POST
@needs(Right.STRUCTURE)
def stages_known(request: HttpRequest) -> HttpResponse:
    """Write the days of the national calendar that are public facts into the page's election."""
    election = get_object_or_404(Election, code=request.POST.get("election", ""))
    made = actions.add_known(election, actor=person(request), at=clock.now())
    text = ngettext("%(n)s tahapan dicatat.", "%(n)s tahapan dicatat.", made) % {"n": made}
    messages.success(request, text)
    return redirect("stages")


def _preview(request: HttpRequest, form: ShiftForm, change: Change, now: Any) -> HttpResponse:
    moves = followers.preview(change, now)
    rows = [move for _label, each in moves for move in each]
    same = change.onto is None and (change.starts_on, change.ends_on) == (change.stage.starts_on, change.stage.ends_on)
    # What is sent back says that this preview was read.
    if form.is_bound:
        form.data = dict(form.data.items()) | {"seen": followers.mark(change, moves)}
    context = {
        "form": form,
        "stage": change.stage,
        "onto": change.onto,
        "change": change,
        "moves": moves,
        "moving": sum(not move.stays for move in rows),
        "staying": sum(bool(move.stays) for move in rows),
        "late": sum(move.late and not move.stays for move in rows),
        "ready": form.is_bound and not same and set(form.errors) <= {"__all__"},
        "same": same,
    }
    return render(request, "stages/shift.html", context, status=422 if form.is_bound and form.errors else 200)


def _onto(request: HttpRequest, stage: Stage) -> Stage | None:
    given = request.GET.get("onto", "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    return get_object_or_404(Stage.objects.select_related("region"), pk=int(given), supersedes=stage)


def _region(request: HttpRequest) -> Region | None:
    code = request.GET.get("region", "")
    if not code or "\x00" in code:
        return None
    return Region.objects.filter(pk=code[:13]).first()


def _wanted(request: HttpRequest, rows: list[reading.Row]) -> list[reading.Row]:
    levels, states = set(request.GET.getlist("level")), set(request.GET.getlist("state"))
    found = [row for row in rows if not levels or (row.stage.level or "none") in levels]
    return [row for row in found if not states or row.state in states]


def _bar(request: HttpRequest) -> list[dict[str, Any]]:
    known = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT)
    levels = [("none", _("semua tingkat")), *[(each.value, each.label) for each in known]]
    words = {"running": _("berlangsung"), "coming": _("akan datang"), "past": _("lewat")}
    chosen = {name: request.GET.getlist(name) for name in ("level", "state")}
    return [
        {
            "name": "level",
            "label": _("Tingkat"),
            "options": [{"value": v, "label": label, "selected": v in chosen["level"]} for v, label in levels],
        },
        {
            "name": "state",
            "label": _("Keadaan"),
            "options": [{"value": v, "label": words[v], "selected": v in chosen["state"]} for v in STATES],
        },
    ]


def _marker(first: date, last: date, today: date) -> int | None:
    if not first <= today <= last:
        return None
    return (today - first).days * 1000 // max(1, (last - first).days + 1)


def _cells(rows: list[reading.Row]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        stage = row.stage
        yield (
            stage.name,
            stage.legal_basis or None,
            str(stage.get_level_display()) or None,
            stage.starts_on,
            stage.ends_on,
            stage.region_id,
            stage.region.name if stage.region else None,
            row.holds,
            "; ".join(each.name for each in row.replaced_by) or None,
            stage.supersedes.name if stage.supersedes else None,
        )
