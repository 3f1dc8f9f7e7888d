"""The stations nearest to a position, by the Morton cells around it."""

import math

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tps import cells
from tps.models import PollingStation

FINEST, COARSEST, STEP = 15, 7, 2  # grids of 2**bits squares an axis: about 1.2 km, then four times as wide, to 300 km


def nearest(election_id: int, point: tuple[float, float], within: str, limit: int) -> list[tuple[PollingStation, int]]:
    """Give the nearest stations with their distance in metres; `point` is latitude and longitude in degrees WGS 84.

    Looks at the nine squares around the point, in ever coarser grids, until there are enough.
    """
    stations = PollingStation.objects.of(election_id).within(within)
    found: list[tuple[int, float]] = []
    for bits in range(FINEST, COARSEST - 1, -STEP):
        rows = stations.filter(_around(point, bits)).values_list("pk", "latitude", "longitude")
        found = sorted(((pk, metres(point, (lat, lon))) for pk, lat, lon in rows), key=lambda each: each[1])[:limit]
        if len(found) == limit:
            break
    there = PollingStation.objects.with_place().in_bulk([pk for pk, _far in found])
    return [(there[pk], round(far)) for pk, far in found]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two positions (latitude, longitude in degrees) in metres, on a sphere."""
    north, east = math.radians(other[0] - one[0]), math.radians(other[1] - one[1])
    middle = math.cos(math.radians(one[0])) * math.cos(math.radians(other[0]))
    return 12_742_000 * math.asin(math.sqrt(math.sin(north / 2) ** 2 + middle * math.sin(east / 2) ** 2))


def kilometres(far: int) -> str:
    """Give a distance in metres as people say it: "350 m", "1,2 km"."""
    if far < 1000:
        return _("%(n)s m") % {"n": far}
    return _("%(n)s km") % {"n": number_format(round(far / 1000, 1), 1)}


def _around(point: tuple[float, float], bits: int) -> Q:
    column, row = cells.grid(*point, bits)
    shift = 2 * (cells.BITS - bits)
    last = (1 << bits) - 1
    around = Q(pk__in=[])
    for x in range(max(column - 1, 0), min(column + 1, last) + 1):
        for y in range(max(row - 1, 0), min(row + 1, last) + 1):
            first = cells.encode(x, y) << shift
            around |= Q(cell__gte=first, cell__lt=first + (1 << shift))
    return around
