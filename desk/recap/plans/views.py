"""The pages that show fallback plans: the list, one station's plan, and the panel on the station's page."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from desk.recap.models import FallbackPlan
from desk.recap.plans import access, reading
from desk.recap.plans.filters import Wanted, bar
from desk.recap.plans.kinds import Means, PlanState
from desk.recap.plans.proposing import propose
from desk.recap.plans.querysets import blank_spots
from tps.middleware import election_for
from tps.models import Election, PollingStation

SORTS = {
    "region": ("region_id", "number"),
    "code": ("code",),
    "state": ("plan_state", "code"),
    "means": ("means", "code"),
    "metres": ("fallback_plan__signal_metres", "code"),
    "leaves": ("fallback_plan__leaves_at", "code"),
}
HEADER = (
    "kode_tps", "tps", "desa", "kecamatan", "kabupaten_kota", "status_rencana", "cara_utama", "cara_cadangan",
    "titik_sinyal", "jarak_meter", "arah_derajat", "dipastikan", "instansi_memutuskan", "jabatan_memutuskan",
    "instansi_kontak", "jabatan_kontak", "berangkat_wib", "serah_terima_wib", "nomor_izin", "yang_kurang",
)  # fmt: skip


@require_safe
@needs(Right.READ)
def plans(request: HttpRequest) -> HttpResponse:
    """List the stations without signal with their plans, and say how complete the plans are."""
    user, election = person(request), election_for(request)
    place, election_id = user.reading_place or "", election.pk if election else 0
    wanted = Wanted.of(request.GET)
    base = wanted.base(election_id, place)
    rows = wanted.rows(base).select_related("fallback_plan", "region__parent__parent")
    found = listing(rows, request.GET, sorts=SORTS, default="region")
    context = {
        "page": found.page,
        "count": found.count,
        "election": election,
        "standing": reading.standing(election_id, place),
        "filters": bar(wanted, base, place),
        "search": {"name": "q", "label": _("Cari kode TPS, desa, kecamatan"), "value": wanted.text},
        "narrowed": wanted.narrowed,
        "may_plan": access.planning_place(user) is not None,
        "may_print": access.may_call(user),
    }
    return page_or_fragment(request, "recap/plans/list.html", "recap/plans/_list.html", context)


@require_safe
@needs(Right.READ)
def plans_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX; duty phones are not part of it."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    user, election = person(request), election_for(request)
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(election.pk if election else 0, user.reading_place or ""))
    rows = rows.select_related(
        "fallback_plan__decider", "fallback_plan__contact_agency", "region__parent__parent"
    ).order_by("code")
    name = f"rencana-cadangan-{timezone.localtime(clock.now()):%Y%m%d-%H%M}"
    return answer(name, HEADER, _cells(rows.iterator(chunk_size=500), shown=access.may_call(user)))


@require_safe
@needs(Right.READ)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show the plan of one station with what it lacks; duty phones only to who may see them."""
    station = station_of(request, code)
    user, now = person(request), clock.now()
    require(user.may(Right.READ, place=station.region_id))
    found = FallbackPlan.objects.for_page().filter(station=station).first()
    context = {
        **_plan_context(request, station, found),
        "proposed": None if found and found.signal_name else propose([station]).get(station.pk),
        "seen": reading.grades([station.pk]).get(station.pk, ""),
        "needed": blank_spots(station.election_id).filter(pk=station.pk).exists(),
        "may_history": found is not None and user.may(Right.HISTORY, place=station.region_id),
        "at": now,
    }
    return render(request, "recap/plans/plan.html", context)


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station's plan in short, for the station's page."""
    station = station_of(request, code)
    require(person(request).may(Right.READ, place=station.region_id))
    found = FallbackPlan.objects.for_page().filter(station=station).first()
    context = {
        **_plan_context(request, station, found),
        "needed": found is not None or blank_spots(station.election_id).filter(pk=station.pk).exists(),
    }
    name = "recap/plans/_of.html" if wants_fragment(request) else "recap/plans/of.html"
    return render(request, name, context)


def station_of(request: HttpRequest, code: str) -> PollingStation:
    """Give the station of a code in the request's election, with its regions; 404 without one."""
    election: Election | None = election_for(request)
    stations = PollingStation.objects.of(election.pk if election else 0).with_place().select_related("election")
    return get_object_or_404(stations, code=code)


def _plan_context(request: HttpRequest, station: PollingStation, found: FallbackPlan | None) -> dict[str, Any]:
    user = person(request)
    contact = None
    if found and access.may_call(user):
        held = reading.contacts([found], clock.local(clock.now()).date())
        contact = held.get((found.contact_agency_id or 0, found.contact_role))
    return {
        "station": station,
        "plan": found,
        "signal": reading.signal_words(found) if found else "",
        "contact": contact,
        "may_call": access.may_call(user),
        "may_plan": access.may_plan(user, station.region_id),
    }


def _cells(rows: Iterator[PollingStation], *, shown: bool) -> Iterator[list[Cell]]:
    for each in rows:
        district = each.region.parent
        found: FallbackPlan | None = getattr(each, "fallback_plan", None)
        yield [
            each.code,
            str(each),
            each.region.name,
            district.name if district else None,
            district.parent.name if district and district.parent else None,
            str(PlanState(each.plan_state).label),  # type: ignore[attr-defined]
            *(_plan_cells(found, shown) if found else [None] * 14),
        ]


def _plan_cells(found: FallbackPlan, shown: bool) -> list[Cell]:
    return [
        str(Means(found.means).label) if found.means else None,
        str(Means(found.reserve).label) if found.reserve else None,
        found.signal_name,
        found.signal_metres,
        found.signal_bearing,
        found.signal_confirmed_at is not None,
        found.decider.name if found.decider else None,
        found.decider_role,
        found.contact_agency.name if shown and found.contact_agency else None,
        found.contact_role if shown else None,
        found.leaves_at,
        found.hands_over_at,
        found.permission,
        "; ".join(found.lack_words),
    ]
