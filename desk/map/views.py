"""The map as a page, and the panel of one station on it."""

from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.htmx import wants_fragment
from desk.map import stations
from desk.map.filters import Filters, Unclear, narrowest, read_filters
from risks.kinds import Kind, Severity
from risks.models import Flag
from risks.querysets import severity_rank
from tps import boundaries, codes, search
from tps.kinds import Level
from tps.middleware import election_for
from tps.models import PollingStation, Region

REGENCY = 5  # characters of a dotted regency code


@require_safe
@needs(Right.READ)
def page(request: HttpRequest) -> HttpResponse:
    """Show the map with its filters, legend and list; the scripts bring it to life."""
    election = election_for(request)
    if not election:
        return render(request, "map/empty.html")
    reading_place = person(request).reading_place or ""
    try:
        filters = read_filters(request.GET, reading_place)
    except Unclear:
        filters = Filters(place=reading_place)
    counts = stations.legend(election.pk, filters.place)
    sources = PollingStation.objects.of(election.pk).within(reading_place).values_list("position_source", flat=True)
    context = {
        "election": election,
        "kinds": _options(Kind, filters.kinds, counts["kinds"]),
        "severities": _options(Severity, filters.severities, counts["severities"], worst_first=True),
        "regencies": _places(reading_place),
        "place": filters.place,
        "reading_place": reading_place,
        "boundaries": boundaries.sources(clock.local(clock.now()).date()),
        "sources": set(sources.distinct().order_by()),
        "now": clock.now(),
        "tiles": {"url": settings.TILE_URL, "attribution": settings.TILE_ATTRIBUTION},
    }
    return render(request, "map/page.html", context)


@require_safe
@needs(Right.READ)
def station_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Show one station beside the map; without htmx its own page."""
    election = election_for(request)
    found = search.find_station(election.pk, code) if election else None
    if found is None:
        raise Http404(_("TPS %s tidak ditemukan dalam pemilihan ini.") % code[:40])
    require(narrowest(found.region_id, person(request).reading_place or "") == found.region_id)
    if not wants_fragment(request):
        return redirect("station", found.code)
    user = person(request)
    context = {
        "station": found,
        "may_log": user.may_somewhere(Right.LOG_RISK) and narrowest(found.region_id, user.remit) == found.region_id,
        "may_task": user.may(Right.TASKS, place=found.region_id),
        "flags": Flag.objects.filter(station=found).open().for_table().order_by(severity_rank().desc(), "kind"),
        "region_flags": Flag.objects.of(found.election_id)
        .open()
        .filter(region_id__in=[*codes.ancestors(found.region_id), found.region_id])
        .for_table(),
    }
    return render(request, "map/_station.html", context)


def _options(
    words: type[TextChoices], chosen: tuple[str, ...], counts: dict[str, int], *, worst_first: bool = False
) -> list[dict[str, Any]]:
    """Give the rows of a filter: value, word, count and whether it is chosen; no choice at all means every one."""
    order = list(reversed(words.choices)) if worst_first else words.choices
    return [
        {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen}
        for value, label in order
    ]


def _places(reading_place: str) -> list[dict[str, Any]]:
    """Give the regencies that a person may read, each with its districts, for the region filter."""
    rows = Region.objects.within(reading_place).filter(level__in=[Level.REGENCY, Level.DISTRICT]).order_by("code")
    found: dict[str, dict[str, Any]] = {}
    for code, name, level in rows.values_list("code", "name", "level"):
        if level == Level.REGENCY:
            found[code] = {"code": code, "name": name, "districts": []}
        elif code[:REGENCY] in found:
            found[code[:REGENCY]]["districts"].append((code, name))
    return list(found.values())
