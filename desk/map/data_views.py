"""The map's data for machines: stations in a box, regions with their areas, the land around them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.map import outlines, regions, sql, stations, totals
from desk.map.answers import answer, json_text, refusal
from desk.map.filters import Filters, Unclear, narrowest, read_box, read_filters, read_level, read_measure, read_zoom
from desk.map.measures.reading import Asked
from tps import reference, search
from tps.kinds import Level
from tps.middleware import election_for
from tps.models import PollingStation, Region
from tps.search_near import kilometres

SHORTEST, MOST_AGENCIES = 3, 3  # characters of a text, agencies that it gives
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
    filters = sql.worded(election, filters)
    found = stations.features(election, filters, box, zoom)
    collection = {
        "type": "FeatureCollection",
        "features": found,
        "unplaced": totals.unplaced(election, filters),
        "legend": totals.legend(election, filters),
        "day": filters.day.isoformat() if filters.day else None,
    }
    return answer(request, json_text(collection))


@require_safe
@needs(Right.READ)
def regions_json(request: HttpRequest) -> HttpResponseBase:
    """Give the regions of a level with their areas and counts."""
    try:
        level = read_level(request.GET)
        measure = read_measure(request.GET)
        filters = _filters(request, region_key="within")
        zoom = read_zoom(request.GET)
        election = election_id(request)
    except (Unclear, PermissionDenied, Http404) as problem:
        return _refused(problem)
    if election is None:
        return answer(request, json_text({**NOTHING, "level": level}))
    at = clock.now()
    asked = Asked(election, level, filters, visible_to(person(request)), at)
    day = clock.local(at).date()
    return answer(request, regions.collection(asked, measure=measure, band=outlines.band_of(zoom), day=day))


@require_safe
@needs(Right.READ)
def find_json(request: HttpRequest) -> HttpResponseBase:
    """Give the regions, stations and agencies that a text fits, each with where to look for it.

    `typos` says that nothing fits it as typed; for a position ("-6.6, 106.2") the point itself and the nearest stations
    are given.
    """
    text = request.GET.get("q", "")
    place = person(request).reading_place or ""
    try:
        election = election_id(request)
    except Http404 as problem:
        return _refused(problem)
    found = search.look(election, text, place, stations=8, regions=4)
    wanted = search.understand(text)
    hits = [_point_hit(wanted.point)] if wanted.point else []
    hits += [_region_hit(region) for region in found.regions]
    hits += [_station_hit(each, found.metres.get(each.pk)) for each in found.stations]
    hits += _agency_hits(text, place)
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
    today = clock.local(clock.now()).date()
    return read_filters(request.GET, person(request).reading_place or "", region_key=region_key, today=today)


def _refused(problem: Exception) -> HttpResponseBase:
    status = 403 if isinstance(problem, PermissionDenied) else 404 if isinstance(problem, Http404) else 400
    return refusal(str(problem), status)


def _region_hit(region: Region) -> dict[str, Any]:
    above = f" · {region.parent.name}" if region.parent else ""
    level = capfirst(Level(region.level).label)
    return {"region": region.code, "level": region.level, "label": region.name, "hint": f"{level}{above}"}


def _station_hit(station: PollingStation, metres: int | None = None) -> dict[str, Any]:
    district = station.region.parent
    hint = f"{district.name}, {district.parent.name}" if district and district.parent else ""
    return {
        "code": station.code,
        "label": str(station),
        "hint": hint if metres is None else f"{kilometres(metres)} · {hint}",
        "at": None if station.cell is None else [station.latitude, station.longitude],
    }


def _point_hit(point: tuple[float, float]) -> dict[str, Any]:
    return {"point": True, "at": list(point), "label": f"{point[0]:.5f}, {point[1]:.5f}", "hint": _("koordinat")}


def _agency_hits(text: str, place: str) -> list[dict[str, Any]]:
    """Give the agencies of a name, each with the region in which it sits, as far as the person reads that region."""
    if len(text.strip()) < SHORTEST:
        return []
    rows = list(
        Agency.objects.active().matching(text.strip()[:100]).exclude(region_code="").order_by("code")[:MOST_AGENCIES]
    )
    seats = Region.objects.in_bulk({row.region_code for row in rows})
    return [
        {
            "region": seat.code,
            "level": seat.level,
            "label": row.label,
            "hint": _("Instansi · %(seat)s") % {"seat": seat},
        }
        for row in rows
        if (seat := seats.get(row.region_code)) and narrowest(seat.code, place) == seat.code
    ]
