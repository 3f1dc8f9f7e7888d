"""The pages that show courier legs: list with map, one leg with its hand-overs, the panel of a station."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from desk.recap.legs import reading
from desk.recap.legs.filters import Wanted, bar
from desk.recap.legs.forms import HandOverForm, MomentForm
from desk.recap.legs.kinds import LegState, Side
from desk.recap.models import CourierLeg, HandOver
from desk.recap.plans.views import station_of
from tps.middleware import election_for

SORTS = {
    "arrives": ("arrives_at", "pk"),
    "leaves": ("leaves_at", "pk"),
    "station": ("station__region_id", "station__number", "position", "pk"),
    "mode": ("mode", "arrives_at", "pk"),
    "state": ("state", "arrives_at", "pk"),
}
HEADER = (
    "kode_tps", "tps", "kecamatan", "kabupaten_kota", "urutan", "moda", "dibawa", "dari", "ke", "status",
    "rencana_berangkat_wib", "rencana_tiba_wib", "berangkat_wib", "tiba_wib", "terlambat_menit", "catatan",
)  # fmt: skip


@require_safe
@needs(Right.READ)
def legs(request: HttpRequest) -> HttpResponse:
    """List the courier legs, late ones with whom to call, above a map of those under way."""
    user, election, now = person(request), election_for(request), clock.now()
    place, election_id = user.reading_place or "", election.pk if election else 0
    wanted = Wanted.of(request.GET)
    base = wanted.base(election_id, place, now)
    found = listing(wanted.rows(base).for_table(), request.GET, sorts=SORTS, default="arrives")
    context = {
        "page": found.page,
        "count": found.count,
        "lines": [reading.line(each, now) for each in found.page],
        "late": CourierLeg.objects.of(election_id).within(place).late(now).count(),
        "filters": bar(wanted, base, place),
        "narrowed": wanted.narrowed,
        "election": election,
        "at": now,
        "may_plan": user.may_somewhere(Right.TASKS),
        "ladder": list(zip(reading.ladder(), reading.ladder_words(), strict=True)),
    }
    return page_or_fragment(request, "recap/legs/list.html", "recap/legs/_list.html", context)


@require_safe
@needs(Right.READ)
def legs_json(request: HttpRequest) -> JsonResponse:
    """Give the legs under way as GeoJSON for the map, at most reading.MOST_DRAWN of them, the latest first."""
    user, election, now = person(request), election_for(request), clock.now()
    rows = CourierLeg.objects.of(election.pk if election else 0).within(user.reading_place or "").under_way()
    shown = rows.for_table().order_by("arrives_at", "pk")[: reading.MOST_DRAWN]
    return JsonResponse(reading.drawn(shown, now), content_type="application/geo+json")


@require_safe
@needs(Right.READ)
def legs_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    user, election, now = person(request), election_for(request), clock.now()
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(election.pk if election else 0, user.reading_place or "", now))
    ordered = rows.for_table().order_by("station__code", "position", "pk")
    lines = (reading.line(each, now) for each in ordered.iterator(chunk_size=500))
    return answer(f"perjalanan-kurir-{timezone.localtime(now):%Y%m%d-%H%M}", HEADER, _cells(lines))


@require_safe
@needs(Right.READ)
def leg(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one leg: expected and actual hours, lateness, who holds what, and every hand-over."""
    found = leg_of(request, pk)
    return leg_page(request, found)


def leg_of(request: HttpRequest, pk: int) -> CourierLeg:
    """Give a leg that the person may read."""
    found = get_object_or_404(CourierLeg.objects.for_table(), pk=pk)
    require(person(request).may(Right.READ, place=found.station.region_id))
    return found


def leg_page(
    request: HttpRequest,
    found: CourierLeg,
    *,
    hand_over: HandOverForm | None = None,
    moment: MomentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Give the page of a leg, perhaps with forms that were refused."""
    user, now = person(request), clock.now()
    given = HandOver.objects.filter(leg__station=found.station_id).prefetch_related("signatures")
    rows = list(given.select_related("recorded_by", "leg"))
    local = timezone.localtime(now).replace(second=0, microsecond=0)
    context = {
        "leg": found,
        "line": reading.line(found, now),
        "siblings": CourierLeg.objects.filter(station=found.station_id).for_table(),
        "custody": reading.custody(rows),
        "hand_overs": [(each, {sign.side for sign in each.signatures.all()}) for each in rows],
        "sides": Side.choices,
        "may_log": user.may(Right.LOG_RECAP, place=found.station.region_id),
        "may_plan": user.may(Right.TASKS, place=found.station.region_id),
        "may_remind": user.may_somewhere(Right.CONTACTS),
        "may_history": user.may(Right.HISTORY, place=found.station.region_id),
        "moment": moment or MomentForm(initial={"when": local}),
        "hand_over": hand_over
        or HandOverForm(initial={"happened_at": local, "signed": Side.values, "cargo": found.cargo}),
        "planned": found.standing is LegState.PLANNED,
        "moving": found.standing is LegState.UNDER_WAY,
    }
    return render(request, "recap/legs/leg.html", context, status=status)


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station's legs in short, for the station's page."""
    station = station_of(request, code)
    user, now = person(request), clock.now()
    require(user.may(Right.READ, place=station.region_id))
    rows = CourierLeg.objects.filter(station=station).for_table()
    context = {
        "station": station,
        "lines": [reading.line(each, now) for each in rows],
        "may_plan": user.may(Right.TASKS, place=station.region_id),
    }
    return render(request, "recap/legs/_of.html" if wants_fragment(request) else "recap/legs/of.html", context)


def _cells(lines: Iterator[reading.Line]) -> Iterator[list[Cell]]:
    for each in lines:
        leg, district = each.leg, each.leg.station.region.parent
        yield [
            leg.station.code,
            str(leg.station),
            district.name if district else None,
            district.parent.name if district and district.parent else None,
            leg.position,
            str(leg.get_mode_display()),
            str(leg.get_cargo_display()),
            leg.start,
            leg.to_place,
            str(each.state.label),
            leg.leaves_at,
            leg.arrives_at,
            leg.left_at,
            leg.arrived_at,
            each.late,
            leg.note,
        ]
