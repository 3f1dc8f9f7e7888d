"""The pages of reserve sites: list, one station's, its form, steps and checklist, the panel of a station."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from desk.recap.models import Relocation
from desk.recap.plans.access import PLANS, may_plan
from desk.recap.plans.views import station_of
from desk.recap.relocation import actions, rules
from desk.recap.relocation.filters import Wanted, bar
from desk.recap.relocation.forms import RelocationForm, ThingForm
from desk.recap.relocation.kinds import STEPS, RelocationState
from desk.recap.relocation.querysets import NONE, flood_prone
from tps.middleware import election_for
from tps.models import PollingStation

SORTS = {
    "region": ("region_id", "number"),
    "state": ("site_state", "code"),
    "deadline": ("relocation__deadline", "code"),
}
HEADER = (
    "kode_tps", "tps", "kecamatan", "kabupaten_kota", "status", "lokasi_cadangan", "lintang", "bujur", "tenggat_wib",
    "instansi_memutuskan", "jabatan_memutuskan", "dipindahkan", "selesai", "catatan",
)  # fmt: skip


@require_safe
@needs(Right.READ)
def relocations(request: HttpRequest) -> HttpResponse:
    """List the flood-prone stations with their reserve sites."""
    user, election, now = person(request), election_for(request), clock.now()
    place, election_id = user.reading_place or "", election.pk if election else 0
    wanted = Wanted.of(request.GET)
    base = wanted.base(election_id, place, now)
    rows = wanted.rows(base).select_related("relocation__decider", "region__parent__parent")
    found = listing(rows, request.GET, sorts=SORTS, default="region")
    context = {
        "page": found.page,
        "count": found.count,
        "filters": bar(wanted, base, place),
        "search": {"name": "q", "label": _("Cari kode TPS atau desa"), "value": wanted.text},
        "narrowed": wanted.narrowed,
        "overdue": Relocation.objects.of(election_id).within(place).overdue(now).count(),
        "election": election,
        "at": now,
        "may_carry": user.may(Right.STRUCTURE) and election is not None,
    }
    return page_or_fragment(request, "recap/relocation/list.html", "recap/relocation/_list.html", context)


@require_safe
@needs(Right.READ)
def relocations_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    user, election, now = person(request), election_for(request), clock.now()
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(election.pk if election else 0, user.reading_place or "", now))
    rows = rows.select_related("relocation__decider", "region__parent__parent").order_by("code")
    return answer(f"lokasi-cadangan-{timezone.localtime(now):%Y%m%d-%H%M}", HEADER, _cells(rows.iterator(500)))


@require_safe
@needs(Right.READ)
def relocation(request: HttpRequest, code: str) -> HttpResponse:
    """Show the reserve site of one station, its steps and what has to move."""
    station = station_of(request, code)
    require(person(request).may(Right.READ, place=station.region_id))
    return _page(request, station)


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station's reserve site in short, for the station's page."""
    station = station_of(request, code)
    user = person(request)
    require(user.may(Right.READ, place=station.region_id))
    found = Relocation.objects.for_page().filter(station=station).first()
    context = {
        "station": station,
        "found": found,
        "needed": found is not None or flood_prone(station.election_id).filter(pk=station.pk).exists(),
        "may_plan": may_plan(user, station.region_id),
        "at": clock.now(),
    }
    name = "recap/relocation/_of.html" if wants_fragment(request) else "recap/relocation/of.html"
    return render(request, name, context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PLANS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the reserve site of a station; what others wrote meanwhile is merged or asked about."""
    station = station_of(request, code)
    require(may_plan(person(request), station.region_id))
    sent = request.method == "POST"
    # The station is held, not the site: there may be none yet.
    with editing.alone(request, station):
        found = Relocation.objects.for_page().filter(station=station).first()
        row = found or Relocation(election=station.election, station=station)
        form = RelocationForm(request.POST if sent else None, instance=row)
        if sent and form.is_valid():
            actions.save(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("Lokasi cadangan disimpan."))
            editing.tell_merged(request, form)
            return redirect("relocation", code=code)
    context = {"form": form, "station": station, "found": found}
    return render(request, "recap/relocation/form.html", context, status=editing.status(form))


@require_POST
@needs(PLANS)
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Take a step (`state`), tick the list (`tick` with `done`), or add a thing to it (`text`)."""
    station = station_of(request, code)
    user, now = person(request), clock.now()
    require(may_plan(user, station.region_id))
    row = Relocation.objects.for_page().filter(station=station).first()
    if row is None:
        raise Http404
    state = request.POST.get("state", "")
    try:
        if state in RelocationState.values:
            actions.move(row, state, actor=user, at=now)
        elif "tick" in request.POST:
            done = {int(each) for each in request.POST.getlist("done") if each.isascii() and each.isdigit()}
            actions.tick(row, done, actor=user, at=now)
            messages.success(request, _("Daftar disimpan."))
        else:
            form = ThingForm(request.POST)
            if not form.is_valid():
                return _page(request, station, thing=form, status=422)
            actions.add_thing(row, form.cleaned_data["text"], actor=user, at=now)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("relocation", code=code)


def _page(
    request: HttpRequest, station: PollingStation, *, thing: ThingForm | None = None, status: int = 200
) -> HttpResponse:
    user, now = person(request), clock.now()
    found = Relocation.objects.for_page().filter(station=station).first()
    items = list(found.items.select_related("done_by")) if found else []
    left = sum(each.done_at is None for each in items)
    context = {
        "station": station,
        "found": found,
        "items": items,
        "left": left,
        "ready": found is not None
        and rules.ready(found.state, site=found.site, decided=bool(found.decider_id), open_things=left),
        "steps": [(each.value, each.label) for each in STEPS.get(found.state, ())] if found else [],
        "prone": flood_prone(station.election_id).filter(pk=station.pk).exists(),
        "thing": thing or ThingForm(),
        "late": found is not None and found.state in ("proposed", "agreed") and found.deadline < now,
        "may_plan": may_plan(user, station.region_id),
        "may_history": found is not None and user.may(Right.HISTORY, place=station.region_id),
    }
    return render(request, "recap/relocation/relocation.html", context, status=status)


def _cells(rows: Iterator[PollingStation]) -> Iterator[list[Cell]]:
    for each in rows:
        district = each.region.parent
        found: Relocation | None = getattr(each, "relocation", None)
        state = each.site_state  # type: ignore[attr-defined]
        yield [
            each.code,
            str(each),
            district.name if district else None,
            district.parent.name if district and district.parent else None,
            _("belum ada") if state == NONE else str(RelocationState(state).label),
            found.site if found else None,
            found.latitude if found else None,
            found.longitude if found else None,
            found.deadline if found else None,
            found.decider.name if found and found.decider else None,
            found.decider_role if found else None,
            each.things if found else None,  # type: ignore[attr-defined]
            each.done if found else None,  # type: ignore[attr-defined]
            found.note if found else None,
        ]
