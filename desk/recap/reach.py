"""Which stations are blank spots, and which of them cannot be reached by phone: read from the desk's open risks.

A station is a blank spot while a risk of that kind is open for it or for the region it lies in. It is out of reach when
the statement that speaks for it (risks.speaking) says that there is no signal, or when nobody said how bad it is. What
people said of the station itself goes before what was said of its region.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Q

from risks import speaking
from risks.kinds import Grade, Kind
from risks.models import Flag, Observation
from risks.speaking import Rule
from tps.models import PollingStation
from tps.querysets import lies_within

OUT_OF_REACH = frozenset({Grade.NONE.value, ""})
LASTS = 60  # seconds for which the answer is kept


@dataclass(frozen=True, slots=True)
class Reach:
    """The blank spots of an election: station ids with dotted village codes; `unreachable` is a part of them."""

    blank: dict[int, str]
    unreachable: dict[int, str]


def reach(election_id: int, *, rule: Rule, at: datetime) -> Reach:
    """Give the blank spots of an election; three queries, or none while the last answer is not a minute old."""
    key = f"recap.reach.{election_id}"
    found = cache.get(key)
    if found is None:
        found = _reach(election_id, rule, at)
        cache.set(key, found, LASTS)
    return Reach(*found)


def _reach(election_id: int, rule: Rule, at: datetime) -> tuple[dict[int, str], dict[int, str]]:
    flags = list(
        Flag.objects.of(election_id)
        .open()
        .filter(kind=Kind.BLANK_SPOT)
        .values_list("station_id", "station__region_id", "region_id")
    )
    if not flags:
        return {}, {}
    own = {station: place for station, place, _region in flags if station}
    regions = {region for _station, _place, region in flags if region}
    grades = _grades(election_id, own, regions, rule, at)
    blank = dict.fromkeys(own, "") | own
    graded = {station: grades.get((station, None), "") for station in own}
    if regions:
        condition = Q()
        for code in regions:
            condition |= lies_within(code)
        for station, place in PollingStation.objects.of(election_id).filter(condition).values_list("pk", "region_id"):
            if station not in own:
                nearest = max((code for code in regions if place == code or place.startswith(f"{code}.")), key=len)
                blank[station] = place
                graded[station] = grades.get((None, nearest), "")
    return blank, {station: place for station, place in blank.items() if graded[station] in OUT_OF_REACH}


def _grades(
    election_id: int, stations: Iterable[int], regions: Iterable[str], rule: Rule, at: datetime
) -> dict[tuple[int | None, str | None], str]:
    said: dict[tuple[int | None, str | None], list[Observation]] = defaultdict(list)
    rows = Observation.objects.of(election_id).counting().filter(kind=Kind.BLANK_SPOT)
    wanted = rows.filter(Q(station__in=list(stations)) | Q(region__in=list(regions))).select_related("source")
    for each in wanted.only(
        "station_id", "region_id", "grade", "standing", "observed_at", "verified_at", "source__code"
    ):
        said[each.station_id, each.region_id].append(each)
    spoken = {place: speaking.speaks(rows, rule, at).statement for place, rows in said.items()}
    return {place: each.grade for place, each in spoken.items() if each is not None}
