"""Simulated positions: villages spread around their district's real centre, stations around their village, on land.

Pure; degrees WGS 84, (latitude, longitude). Nothing here is a place where anybody votes.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

import shapely
from shapely.geometry import shape

from desk.demo.draw import fraction
from tps import reference
from tps.codes import parent

# Villages that lie far from their district's centre: two islands and the customary land of the Baduy.
KNOWN = {
    "36.02.06.2001": (-6.622, 106.228),
    "36.04.08.2009": (-5.930, 106.153),
    "36.04.13.2009": (-5.812, 106.283),
}
ISLANDS = frozenset({"36.04.08.2009", "36.04.13.2009"})
KM = 111.32
_FILL = 0.62
_GOLDEN = math.pi * (3 - math.sqrt(5))
_LEAST_KM, _MOST_KM = 1.2, 9.0
_PULLS = 5


def village_centres() -> dict[str, tuple[float, float]]:
    """Give each village a place of its own around the centre of its district."""
    centres = {row.code: (row.latitude, row.longitude) for row in reference.district_centres()}
    reach = _reach(centres)
    below: dict[str, list[str]] = defaultdict(list)
    for row in reference.village_stations():
        below[parent(row.code) or ""].append(row.code)
    found: dict[str, tuple[float, float]] = {}
    for district, villages in below.items():
        turn = fraction("turn", district) * math.tau
        for index, code in enumerate(sorted(villages)):
            far = reach[district] * math.sqrt((index + 0.3) / len(villages))
            found[code] = _offset(centres[district], far, turn + index * _GOLDEN)
    towards = {code: centres[parent(code) or ""] for code in found}
    return _on_land(found, towards) | KNOWN


def station_places(
    keys: Iterable[tuple[str, int]], centres: dict[str, tuple[float, float]]
) -> dict[tuple[str, int], tuple[float, float]]:
    """Give each (village, number) a place within some hundred metres of its village's."""
    wanted = list(keys)
    found = {}
    for village, number in wanted:
        room = 0.25 if village in ISLANDS else 1.6 if village == "36.02.06.2001" else 0.9
        far = room * math.sqrt(fraction("far", village, number))
        found[village, number] = _offset(centres[village], far, fraction("angle", village, number) * math.tau)
    free = {key: place for key, place in found.items() if key[0] not in ISLANDS}
    kept = _on_land(free, {key: centres[key[0]] for key in free})
    return {key: _rounded(kept.get(key, place)) for key, place in found.items()}


def _on_land(found: dict, towards: dict) -> dict:
    """Pull what fell into the sea half-way back, some times; what is still wet goes to where it belongs."""
    land = shapely.union_all([shape(feature["geometry"]) for feature in reference.coast()["features"]])
    shapely.prepare(land)
    placed = dict(found)
    for _pull in range(_PULLS):
        keys = list(placed)
        dry = shapely.contains_xy(land, [placed[key][1] for key in keys], [placed[key][0] for key in keys])
        wet = [key for key, is_dry in zip(keys, dry, strict=True) if not is_dry]
        if not wet:
            return placed
        for key in wet:
            (lat, lon), (to_lat, to_lon) = placed[key], towards[key]
            placed[key] = ((lat + to_lat) / 2, (lon + to_lon) / 2)
    return placed | {key: towards[key] for key in wet}


def _reach(centres: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Give how many kilometres a district stretches from its centre: a part of the way to its nearest neighbour."""
    found = {}
    for code, place in centres.items():
        nearest = min(_distance(place, other) for name, other in centres.items() if name != code)
        found[code] = min(_MOST_KM, max(_LEAST_KM, nearest * _FILL))
    return found


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * KM
    east = (one[1] - other[1]) * KM * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def _offset(place: tuple[float, float], kilometres: float, angle: float) -> tuple[float, float]:
    lat, lon = place
    return (
        lat + kilometres * math.sin(angle) / KM,
        lon + kilometres * math.cos(angle) / (KM * math.cos(math.radians(lat))),
    )


def _rounded(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], 6), round(place[1], 6)
