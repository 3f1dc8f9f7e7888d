"""The pages of Sirekap: readings and what was odd; optional, and nothing else depends on it."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from desk.recap.models import SirekapOddity, SirekapReading
from desk.recap.sirekap import actions
from desk.recap.sirekap.forms import ReadingForm
from desk.recap.sirekap.kinds import Oddity, Way
from desk.recap.totals.access import allowed, is_on
from tps.middleware import election_for
from tps.querysets import lies_within

SORTS = {"seen": ("-seen_at", "pk"), "station": ("station__code", "race__order", "pk")}
HEADER = ("kode_tps", "tps", "kecamatan", "kabupaten_kota", "surat_suara", "yang_janggal", "dibaca_wib")
RECENT = 10


def may_read_sirekap(user: User) -> bool:
    """Tell whether a person may have Sirekap read: who imports and logs sightings."""
    return user.may_somewhere(Right.IMPORT) and user.may_somewhere(Right.LOG_RECAP)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def sirekap(request: HttpRequest) -> HttpResponse:
    """List what was odd in Sirekap and the last readings; a POST asks for one, where the desk has turned it on."""
    user, election = person(request), election_for(request)
    may = may_read_sirekap(user) and election is not None and settings.DESK_SIREKAP
    form = None
    if request.method == "POST":
        require(may_read_sirekap(user))
        if not settings.DESK_SIREKAP or election is None:
            messages.error(request, _("Pembacaan Sirekap tidak diaktifkan."))
            return redirect("sirekap")
        form = ReadingForm(request.POST, request.FILES, election=election)
        if form.is_valid():
            data = form.cleaned_data
            row = actions.ask(
                election,
                way=Way.ZIP if data["upload"] else Way.URLS,
                race=data["race"],
                upload=data["upload"],
                urls=data["urls"],
                actor=user,
                at=clock.now(),
                client_id=data["client_id"] or uuid.uuid4(),
            )
            return redirect("sirekap-reading", pk=row.pk)
    elif may and election is not None:
        form = ReadingForm(election=election)
    rows = _oddities(request)
    kinds = [each for each in request.GET.getlist("kind") if each in Oddity.values]
    shown = rows.filter(kinds__overlap=kinds) if kinds else rows
    found = listing(_with_place(shown), request.GET, sorts=SORTS, default="seen")
    totals_on = is_on(election)
    recent = SirekapReading.objects.filter(election=election.pk if election else 0)
    context = {
        "page": found.page,
        "count": found.count,
        "election": election,
        "filters": [_kinds(rows, kinds)],
        "on": settings.DESK_SIREKAP,
        "form": form if may else None,
        "totals": totals_on,
        "totals_url": _totals_url(user, request.GET.get("election", ""), on=totals_on),
        "recent": recent.select_related("asked_by", "race")[:RECENT] if user.may_somewhere(Right.IMPORT) else [],
    }
    refused = bool(form and form.errors)
    if refused:
        return render(request, "recap/sirekap/list.html", context, status=422)
    return page_or_fragment(request, "recap/sirekap/list.html", "recap/sirekap/_list.html", context)


@require_safe
@needs(Right.READ)
def oddities_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give what was odd as it is filtered, as CSV or XLSX; no number of votes is in it."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    kinds = [each for each in request.GET.getlist("kind") if each in Oddity.values]
    rows = _oddities(request)
    rows = _with_place(rows.filter(kinds__overlap=kinds) if kinds else rows).order_by("station__code", "race__order")
    name = f"kejanggalan-sirekap-{timezone.localtime(clock.now()):%Y%m%d-%H%M}"
    return answer(name, HEADER, _cells(rows.iterator(chunk_size=500)))


@require_safe
@needs(Right.IMPORT)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one reading: how far it is, what it found, and what it could not take."""
    user = person(request)
    require(may_read_sirekap(user))
    row = get_object_or_404(SirekapReading.objects.select_related("election", "race", "job", "asked_by"), pk=pk)
    return render(request, "recap/sirekap/reading.html", {"row": row, "may_stop": row.asked_by_id == user.pk})


def _totals_url(user: User, election: str, *, on: bool) -> str:
    """Give where this person may look at vote totals, or turn them on; "" for everybody else and everywhere else."""
    if not allowed():
        return ""
    name = "vote-totals" if on and user.may(Right.VOTE_TOTALS) else ""
    name = name or ("vote-totals-switch" if user.may(Right.SWITCH_TOTALS) else "")
    return reverse(name) + (f"?{urlencode({'election': election})}" if election else "") if name else ""


def _oddities(request: HttpRequest):  # type: ignore[no-untyped-def]
    election = election_for(request)
    place = person(request).reading_place or ""
    rows = SirekapOddity.objects.filter(election=election.pk if election else 0)
    return rows.filter(lies_within(place, "station__region_id"))


def _with_place(rows):  # type: ignore[no-untyped-def]
    return rows.select_related("station__region__parent__parent", "race")


def _kinds(rows, chosen: list[str]) -> dict:  # type: ignore[no-untyped-def]
    counts: dict[str, int] = {}
    for kinds, number in rows.order_by().values_list("kinds").annotate(Count("pk")):
        for each in kinds:
            counts[each] = counts.get(each, 0) + number
    options = [
        {"value": each.value, "label": each.label, "count": counts.get(each.value, 0), "selected": each in chosen}
        for each in Oddity
    ]
    return {"name": "kind", "label": _("Yang janggal"), "options": options}


def _cells(rows: Iterator[SirekapOddity]) -> Iterator[list[Cell]]:
    for each in rows:
        district = each.station.region.parent
        yield [
            each.station.code,
            str(each.station),
            district.name if district else None,
            district.parent.name if district and district.parent else None,
            each.race.name,
            "; ".join(each.words),
            each.seen_at,
        ]
