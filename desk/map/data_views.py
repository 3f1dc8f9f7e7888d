"""The map's data for machines: stations in a box, regions with their areas, the land around them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.map import outlines, regions, stations
from desk.map.answers import answer, json_text, refusal
from desk.map.filters import Filters, Unclear, read_box, read_filters, read_level, read_zoom
from tps import reference, search
from tps.middleware import election_for
from tps.models import PollingStation, Region
from tps.search_near import kilometres

NOTHING = {"type": "FeatureCollection", "features": [], "unplaced": 0}


@require_safe
@needs(Right.READ)
def stations_json(request: HttpRequest) -> HttpResponseBase:
    """Give the stations of a box as clusters or one by one."""
    try:
        box, zoom = read_box(request.GET)
        filters = _filters(request)
        election = election_id(request)
    except (Unclear, PermissionDenied, Http404) as problem:
        return _refused(problem)
    if election is None:
        return answer(request, json_text(NOTHING))
    found = stations.features(election, filters, box, zoom)
    collection = {
        "type": "FeatureCollection",
        "features": found,
        "unplaced": stations.unplaced(election, filters),
        "legend": stations.legend(election, filters.place),
    }
    return answer(request, json_text(collection))


@require_safe
@needs(Right.READ)
def regions_json(request: HttpRequest) -> HttpResponseBase:
    """Give the regions of a level with their areas and counts."""
    try:
        level = read_level(request.GET)
        filters = _filters(request, region_key="within")
        zoom = read_zoom(request.GET)
        election = election_id(request)
    except (Unclear, PermissionDenied, Http404) as problem:
        return _refused(problem)
    if election is None:
        return answer(request, json_text({**NOTHING, "level": level}))
    today = clock.local(clock.now()).date()
    return answer(request, regions.collection(election, level, filters, band=outlines.band_of(zoom), day=today))


@require_safe
@needs(Right.READ)
def find_json(request: HttpRequest) -> HttpResponseBase:
    """Give the stations and regions that a text fits, each with where to look for it.

    `typos` says that nothing fits it as typed; for a position ("-6.6, 106.2") the nearest stations are given.
    """
    text = request.GET.get("q", "")
    place = person(request).reading_place or ""
    try:
        election = election_id(request)
    except Http404 as problem:
        return _refused(problem)
    found = search.look(election, text, place, stations=8, regions=4)
    hits = [_region_hit(region) for region in found.regions]
    hits += [_station_hit(each, found.metres.get(each.pk)) for each in found.stations]
    return answer(request, json_text({"results": hits, "typos": found.typos}))


@require_safe
@needs(Right.READ)
def land_json(request: HttpRequest) -> HttpResponseBase:
    """Give the coarse land around the province, so that the map is readable without tiles."""
    return answer(request, json_text(reference.coast()))


def election_id(request: HttpRequest) -> int | None:
    """Give the id of the request's election, None while there is none; Http404 for an unknown code."""
    election = election_for(request)
    return int(election.pk) if election else None


def _filters(request: HttpRequest, region_key: str = "region") -> Filters:
    return read_filters(request.GET, person(request).reading_place or "", region_key=region_key)


def _refused(problem: Exception) -> HttpResponseBase:
    status = 403 if isinstance(problem, PermissionDenied) else 404 if isinstance(problem, Http404) else 400
    return refusal(str(problem), status)


def _region_hit(region: Region) -> dict[str, Any]:
    above = region.parent.name if region.parent else ""
    return {"region": region.code, "level": region.level, "label": region.name, "hint": above}


def _station_hit(station: PollingStation, metres: int | None = None) -> dict[str, Any]:
    district = station.region.parent
    hint = f"{district.name}, {district.parent.name}" if district and district.parent else ""
    return {
        "code": station.code,
        "label": str(station),
        "hint": hint if metres is None else f"{kilometres(metres)} · {hint}",
        "at": None if station.cell is None else [station.latitude, station.longitude],
    }
