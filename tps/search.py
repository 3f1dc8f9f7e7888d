"""Finding stations and regions by what people type: codes in any spelling, old codes, names and numbers.

Two steps, both bounded: the places whose names fit best (tps.search_querysets), then the stations of those places.
Typing errors are looked for only when nothing fits as it was typed (tps.search_typos).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, When

from tps import codes, search_near, search_typos
from tps.kinds import Level
from tps.models import PlaceName, PollingStation, Region
from tps.querysets import StationQuerySet, lies_within
from tps.search_places import (
    MOST_PLACES,
    MOST_TERMS,
    begins,
    dotted_beginning,
    down_to_villages,
    tiers,
    today,
    within_any,
)
from tps.search_text import LONGEST, Wanted, clean, understand

__all__ = [
    "LONGEST",
    "Found",
    "Wanted",
    "clean",
    "find_regions",
    "find_station",
    "find_stations",
    "how_many",
    "look",
    "matching",
    "matching_regions",
    "meant",
    "understand",
]


@dataclass(slots=True)
class Found:
    """What a text fits: stations and regions, best first.

    `typos` says that nothing fits it as typed and these only look like it; `meant` are then the texts by which they
    would be found. `old` is the old region code that was typed, `metres` how far stations are from a position.
    """

    stations: list[PollingStation] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    typos: bool = False
    meant: list[str] = field(default_factory=list)
    old: str = ""
    metres: dict[int, int] = field(default_factory=dict)


def look(election_id: int | None, text: str, within: str = "", *, stations: int = 10, regions: int = 10) -> Found:
    """Give what fits a text best, and what looks like it if nothing fits.

    `within` is a dotted region code ("" everywhere), `stations` and `regions` are how many of each are wanted; without
    an election no station is found.
    """
    wanted = understand(text)
    if wanted.point:
        near = search_near.nearest(election_id, wanted.point, within, stations) if election_id else []
        return Found([station for station, _metres in near], metres={each.pk: metres for each, metres in near})
    found = Found(old=_old(wanted))
    for places in tiers(wanted.names, within):
        if election_id and len(found.stations) < stations:
            found.stations = _stations(election_id, wanted, places, within, stations)
        if len(found.regions) < regions:
            found.regions = _regions(wanted, places, within, regions)
        if len(found.stations) >= stations and (wanted.numbered or len(found.regions) >= regions):
            break
    if wanted.names and not (found.stations or found.regions):
        likely = search_typos.likely(wanted.names, within, MOST_PLACES)
        found.stations = _stations(election_id, wanted, likely, within, stations) if election_id and likely else []
        found.regions = [] if wanted.numbered else _with_parents(likely[:regions])
        found.typos = bool(found.stations or found.regions)
        found.meant = search_typos.texts(likely[:3], wanted.first if wanted.numbered else None) if found.typos else []
    return found


def meant(text: str, within: str = "") -> list[str]:
    """Give the texts that a text with a typing error may stand for, for a list in which nothing fits it."""
    wanted = understand(text)
    if not wanted.names or wanted.point:
        return []
    return search_typos.texts(search_typos.likely(wanted.names, within, 3), wanted.first if wanted.numbered else None)


def how_many(election_id: int, text: str, within: str = "", most: int = 500) -> int:
    """Count the stations of a text as `matching` keeps them, up to `most`; more than that are `most` + 1."""
    stations = PollingStation.objects.of(election_id).within(within)
    wanted = understand(text)
    if wanted.names:
        # A part of the villages may be more than enough already, and is found sooner than all of them.
        some = PlaceName.objects.filter(level=Level.VILLAGE)
        for rows in [some.holding(wanted.names), some.named(wanted.names, MOST_TERMS)]:
            found = _numbered(stations, wanted).filter(region_id__in=rows.values("region_id"))
            count = found.order_by()[: most + 1].count()
            if count > most:
                return count
    return matching(stations, text).order_by()[: most + 1].count()


def find_station(election_id: int, code: str) -> PollingStation | None:
    """Give the station of a code in any spelling, also by an old village code; None when there is none."""
    wanted = understand(code)
    if not wanted.village or wanted.first != wanted.last:
        return None
    exact = codes.station(wanted.village, wanted.first)
    places = today(wanted.village)
    return (
        PollingStation.objects.filter(election_id=election_id)
        .filter(Q(code=exact) | Q(region_id__in=places, number=wanted.first))
        .with_place()
        .order_by(Case(When(code=exact, then=0), default=1, output_field=IntegerField()))
        .first()
    )


def matching(stations: StationQuerySet, text: str) -> StationQuerySet:
    """Keep the stations that a text fits, in no particular order; an empty text keeps all."""
    wanted = understand(text)
    if wanted.empty or wanted.point:
        return stations if not text.strip() else stations.none()
    stations = _numbered(stations, wanted)
    if wanted.village:
        return stations.filter(region_id__in=today(wanted.village))
    if wanted.region:
        return stations.filter(within_any(today(wanted.region)))
    if wanted.beginning:
        return stations.filter(begins(wanted.beginning))
    if wanted.names:
        villages = PlaceName.objects.named(wanted.names).filter(level=Level.VILLAGE)
        return stations.filter(region_id__in=villages.values("region_id"))
    return stations


def matching_regions(text: str, within: str = "") -> Q:
    """Give the condition on regions that a text fits by code or own name, as `find_regions` does without its limit."""
    wanted = understand(text)
    if wanted.code and not wanted.numbered:
        return Q(code__in=today(wanted.code))
    if wanted.beginning:
        return Q(code__startswith=dotted_beginning(wanted.beginning))
    if len(clean(text)) == 2 and wanted.numbered:
        return Q(code__startswith=clean(text))
    if not wanted.names or wanted.numbered:
        return Q(code__in=[])
    return Q(code__in=PlaceName.objects.named_own(wanted.names).filter(lies_within(within)).values("region_id"))


def find_stations(election_id: int, text: str, within: str = "", limit: int = 10) -> list[PollingStation]:
    """Give the stations that fit a text best, nearest first; `within` is a dotted region code ("" everywhere).

    Codes are taken in any spelling (13 digits, dots, blanks, village and number) and by the villages' old codes;
    names match villages, and districts and regencies narrow them ("sobang 3 lebak"). Typing errors are not forgiven.
    """
    wanted = understand(text)
    found: list[PollingStation] = []
    for places in tiers(wanted.names, within):
        found = _stations(election_id, wanted, places, within, limit)
        if len(found) >= limit:
            break
    return found


def find_regions(text: str, within: str = "", limit: int = 10) -> list[Region]:
    """Give the regions of any level that fit a text best, by code (also an old one) or by name.

    A text with a number asks for a station, so it fits no region. Typing errors are not forgiven.
    """
    wanted = understand(text)
    found: list[Region] = []
    for places in tiers(() if wanted.numbered else wanted.names, within):
        found = _regions(wanted, places, within, limit)
        if len(found) >= limit:
            break
    return found


def _stations(election_id: int, wanted: Wanted, places: Sequence[str], within: str, limit: int) -> list[PollingStation]:
    if wanted.empty or wanted.point:
        return []
    stations = _numbered(PollingStation.objects.of(election_id).within(within).with_place(), wanted)
    if wanted.village:
        return list(stations.filter(region_id__in=today(wanted.village)).order_by("number")[:limit])
    if wanted.beginning:
        return list(stations.filter(begins(wanted.beginning)).order_by("code")[:limit])
    if wanted.region:
        places = today(wanted.region)
    elif not wanted.names:
        return list(stations.order_by("region_id", "number")[:limit])
    villages = down_to_villages(places, within)
    order = {code: place for place, code in enumerate(villages)}
    found: list[PollingStation] = []
    # A village alone has stations enough for a short list; the other villages are asked only if these have too few.
    for some in [villages] if wanted.numbered else [villages[:limit], villages[limit:]]:
        if some and len(found) < limit:
            found += stations.filter(region_id__in=some).order_by("number")[
                : MOST_PLACES if wanted.numbered else limit * limit
            ]
    return sorted(found, key=lambda station: (order[station.region_id], station.number))[:limit]


def _regions(wanted: Wanted, places: Sequence[str], within: str, limit: int) -> list[Region]:
    if wanted.numbered:
        return []
    if wanted.code or wanted.beginning:
        beginning = Q(code__startswith=dotted_beginning(wanted.beginning))
        fits = Q(code__in=today(wanted.code)) if wanted.code else beginning
        regions = Region.objects.within(within).filter(fits).select_related("parent__parent")
        return list(regions.order_by("code")[:limit])
    return _with_parents(places[:limit])


def _with_parents(places: Sequence[str]) -> list[Region]:
    if not places:
        return []
    found = Region.objects.select_related("parent__parent").in_bulk(places)
    return [found[code] for code in places if code in found]


def _numbered(stations: StationQuerySet, wanted: Wanted) -> StationQuerySet:
    return stations.filter(number__range=(wanted.first, wanted.last)) if wanted.numbered else stations


def _old(wanted: Wanted) -> str:
    code = wanted.code
    return code if code and len(today(code)) > 1 else ""
