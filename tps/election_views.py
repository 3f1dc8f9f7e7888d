"""Pages of elections: the list, one election with ballots and stages, and which one the desk works on."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import csv_response, xlsx_response
from desk.listing import listing
from tps.actions import elections, stages
from tps.forms import ElectionForm, RaceForm, StageForm
from tps.middleware import SESSION_KEY
from tps.models import Election, Race, Stage

SORTS = {"name": ("name", "pk"), "polling": ("polling_date", "code"), "stations": ("station_count", "code")}
HEADER = ("kode", "nama", "jenis", "hari_pemungutan_suara", "pemilihan_asal", "sedang_berjalan", "tps")
READ_ONLY = ["GET", "HEAD"]


@require_safe
@needs(Right.READ)
def election_list(request: HttpRequest) -> HttpResponse:
    """List the elections."""
    found = listing(_counted(), request.GET, sorts=SORTS, default="-polling")
    return render(request, "elections/list.html", {"page": found.page, "may_change": _may_change(request)})


@require_safe
@needs(Right.READ)
def election_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the elections as CSV or XLSX."""
    rows = _counted().order_by("-polling_date", "code")
    lines = rows.values_list("code", "name", "kind", "polling_date", "parent__code", "current", "station_count")
    answer = csv_response if kind == "csv" else xlsx_response
    return answer("pemilihan", HEADER, lines.iterator())


@require_safe
@needs(Right.READ)
def election_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one election with its ballots, stages, stations and children."""
    election = get_object_or_404(Election.objects.select_related("parent"), code=code)
    now = clock.now()
    today = clock.local(now).date()
    found = list(election.stages.select_related("region", "supersedes").prefetch_related("superseded_by"))
    context = {
        "election": election,
        "days": clock.days_until(election.polling_date, now),
        "races": election.races.all(),
        "stages": [{"stage": each, "when": _when(each, today)} for each in found],
        "children": election.children.all(),
        "stations": election.stations.filter(withdrawn_at__isnull=True).count(),
        "imports": election.imports.order_by("-uploaded_at").first(),
        "current": Election.objects.running().first(),
        "may_change": _may_change(request),
    }
    return render(request, "elections/detail.html", context)


@require_http_methods([*READ_ONLY, "POST"])
@needs(Right.STRUCTURE)
def election_new(request: HttpRequest) -> HttpResponse:
    """Create an election."""
    form = ElectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        election = elections.create(form.save(commit=False), actor=person(request), at=clock.now())
        messages.success(request, _("Pemilihan %(name)s dibuat.") % {"name": election.name})
        return redirect("election", election.code)
    return render(request, "elections/form.html", {"form": form, "election": None}, status=422 if form.errors else 200)


@require_http_methods([*READ_ONLY, "POST"])
@needs(Right.STRUCTURE)
def election_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change an election."""
    election = get_object_or_404(Election, code=code)
    name = election.name
    with editing.alone(request, election):
        form = ElectionForm(request.POST or None, instance=election)
        if request.method == "POST" and form.is_valid():
            elections.change(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("Perubahan disimpan."))
            editing.tell_merged(request, form)
            return redirect("election", election.code)
    context = {"form": form, "election": election, "name": name, "back": reverse("election", args=[code])}
    return render(request, "elections/form.html", context, status=editing.status(form))


@require_POST
@needs(Right.STRUCTURE)
def election_current(request: HttpRequest, code: str) -> HttpResponse:
    """Make one election the current one."""
    election = get_object_or_404(Election, code=code)
    if elections.make_current(election, actor=person(request), at=clock.now()):
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("%(name)s sekarang pemilihan yang sedang berjalan.") % {"name": election.name})
    return redirect("election", code)


@require_POST
@needs(Right.READ)
def election_select(request: HttpRequest) -> HttpResponse:
    """Show another election to this person, for this session; nothing changes for others."""
    election = get_object_or_404(Election, code=request.POST.get("election", ""))
    request.session[SESSION_KEY] = election.code
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # A page that names its election in the address would go on showing the old one.
    return HttpResponseRedirect(back if safe and "election=" not in back else "/")


@require_http_methods([*READ_ONLY, "POST"])
@needs(Right.STRUCTURE)
def race_edit(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add or change a ballot."""
    election = get_object_or_404(Election, code=code)
    race = get_object_or_404(Race, pk=pk, election=election) if pk else Race(election=election)
    initial = {} if pk else {"order": election.races.count() + 1}
    with editing.alone(request, race):
        form = RaceForm(request.POST or None, instance=race, initial=initial)
        if request.method == "POST" and form.is_valid():
            elections.save_race(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("Jenis surat suara disimpan."))
            editing.tell_merged(request, form)
            return redirect("election", code)
    context = {"form": form, "election": election, "title": _("Jenis surat suara")}
    return render(request, "elections/part.html", context, status=editing.status(form))


@require_http_methods([*READ_ONLY, "POST"])
@needs(Right.STRUCTURE)
def stage_edit(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add or change a stage."""
    election = get_object_or_404(Election, code=code)
    stage = get_object_or_404(Stage, pk=pk, election=election) if pk else Stage(election=election)
    with editing.alone(request, stage):
        form = StageForm(request.POST or None, instance=stage)
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["client_id"]
            try:
                elections.save_stage(form.save(commit=False), actor=person(request), at=clock.now(), client_id=sent)
            except stages.Refused as refusal:
                form.add_error("supersedes", str(refusal))
            else:
                messages.success(request, _("Tahapan disimpan."))
                editing.tell_merged(request, form)
                return redirect("election", code)
    context = {"form": form, "election": election, "stage": stage if pk else None, "title": _("Tahapan")}
    return render(request, "elections/part.html", context, status=editing.status(form))


@require_POST
@needs(Right.STRUCTURE)
def stage_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Delete a stage entered by mistake."""
    with transaction.atomic():
        stage = get_object_or_404(Stage.objects.select_related("election"), pk=pk, election__code=code)
        try:
            elections.remove_stage(stage, actor=person(request), at=clock.now())
        except stages.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("stage", code, pk)
    messages.success(request, _("Tahapan dihapus; riwayat menyimpannya."))
    return redirect("election", code)


def _counted() -> QuerySet[Any]:
    return Election.objects.select_related("parent").annotate(
        station_count=Count("stations", filter=Q(stations__withdrawn_at__isnull=True))
    )


def _may_change(request: HttpRequest) -> bool:
    return person(request).may_somewhere(Right.STRUCTURE)


def _when(stage: Stage, today: date) -> str:
    if stage.superseded_by.all():
        return "superseded"
    if stage.ends_on < today:
        return "past"
    return "running" if stage.starts_on <= today else "coming"
