"""One station beside the map, and the stations in view as the register orders them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.htmx import wants_fragment
from desk.map import beside, stations
from desk.map.answers import answer, json_text, refusal
from desk.map.filters import Unclear, narrowest, read_box, read_filters
from risks.models import Flag
from risks.querysets import severity_rank
from tps import codes, search
from tps.middleware import election_for
from tps.models import PollingStation

MOST_LISTED = 80
MOST_ORDERED = 3000  # stations in view that are put in order; more than that are counted on the map and listed nowhere
SORTS = ("code", "risk")


@require_safe
@needs(Right.READ)
def station_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Show one station beside the map; without htmx its own page."""
    election = election_for(request)
    found = search.find_station(election.pk, code) if election else None
    if found is None:
        raise Http404(_("TPS %s tidak ditemukan dalam pemilihan ini.") % code[:40])
    user = person(request)
    require(narrowest(found.region_id, user.reading_place or "") == found.region_id)
    if not wants_fragment(request):
        return redirect("station", found.code)
    context = {
        "station": found,
        "may_log": user.may_somewhere(Right.LOG_RISK) and narrowest(found.region_id, user.remit) == found.region_id,
        "may_task": user.may(Right.TASKS, place=found.region_id),
        "may_place": user.may(Right.PLACE, place=found.region_id),
        "has_history": user.may_somewhere(Right.HISTORY)
        and PollingStation.objects.filter(pk=found.pk, events__pgh_id__gt=0).exists(),
        "signal": beside.signal(found),
        "reserve": beside.reserve(found),
        "flags": Flag.objects.filter(station=found).open().for_table().order_by(severity_rank().desc(), "kind"),
        "region_flags": Flag.objects.of(found.election_id)
        .open()
        .filter(region_id__in=[*codes.ancestors(found.region_id), found.region_id])
        .for_table(),
        "now": clock.now(),
    }
    return render(request, "map/_station.html", context)


@require_safe
@needs(Right.READ)
def in_view_json(request: HttpRequest) -> HttpResponseBase:
    """Give the stations of a box in the register's order (?sort=code or risk), the first ones only.

    `more` says that others follow; `rows` is null where too many are in view to be put in order.
    """
    try:
        box, _zoom = read_box(request.GET)
        today = clock.local(clock.now()).date()
        filters = read_filters(request.GET, person(request).reading_place or "", today=today)
        election = election_for(request)
    except (Unclear, PermissionDenied, Http404) as problem:
        status = 403 if isinstance(problem, PermissionDenied) else 404 if isinstance(problem, Http404) else 400
        return refusal(str(problem), status)
    sort = request.GET.get("sort", SORTS[0])
    if sort not in SORTS:
        return refusal(_("Urutan tidak dikenal: %s.") % sort[:40])
    found = stations.stations_in(election.pk, filters, box, MOST_ORDERED + 1) if election else []
    if len(found) > MOST_ORDERED:
        return answer(request, json_text({"rows": None, "more": True}))
    if sort == "risk":
        found.sort(key=lambda each: -each.worst)
    rows = [stations.line(each) for each in found[:MOST_LISTED]]
    return answer(request, json_text({"rows": rows, "more": len(found) > MOST_LISTED, "count": len(found)}))
