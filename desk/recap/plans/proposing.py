"""The signal point that a plan should propose: said to be nearby, else the nearest station with signal.

Nothing here decides: a person confirms the point on the plan's page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from desk.recap.plans import rules
from desk.recap.plans.kinds import SignalSource
from desk.recap.plans.querysets import around, with_signal
from risks.details import compass_word
from risks.kinds import Grade, Kind
from risks.models import Observation
from tps import cells
from tps.models import PollingStation

BITS = 10  # squares of about 39 km: the nine around a station reach beyond the farthest point
FARTHEST = 25_000  # metres as the crow flies: whoever has to go farther needs no proposal but a courier
MOST_KNOWN = 20_000  # stations with signal that are compared at once
_EARTH = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Point:
    """A proposed signal point: what it is called, how far (metres) and in which direction (degrees from north)."""

    name: str
    source: str
    grade: str
    metres: int | None
    bearing: int | None
    station_id: int | None = None

    @property
    def compass(self) -> str:
        """Give the compass word of the direction, "" where it is not known."""
        return "" if self.bearing is None else compass_word(self.bearing)


def propose(stations: Sequence[PollingStation]) -> dict[int, Point]:
    """Give for stations of one election, by id, the proposed point; those without any are left out. Two queries."""
    if not stations:
        return {}
    found = _nearby(stations)
    placed = [each for each in stations if each.pk not in found and each.cell is not None and not each.approximate]
    return found | _nearest(placed)


def _nearby(stations: Sequence[PollingStation]) -> dict[int, Point]:
    """Give what was said about signal near the station itself, the newest accepted statement with a distance."""
    said = (
        Observation.objects.counting()
        .filter(
            station__in=[each.pk for each in stations],
            kind=Kind.BLANK_SPOT,
            grade=Grade.NEARBY,
            metres__isnull=False,
        )
        .select_related("source")
        .order_by("observed_at", "pk")
    )
    return {
        each.station_id: Point(
            name=_("Titik bersinyal menurut %(source)s") % {"source": each.source.label},
            source=SignalSource.NEARBY,
            grade=Grade.NEARBY,
            metres=each.metres,
            bearing=each.bearing,
        )
        for each in said
        if each.station_id
    }


def _nearest(stations: Sequence[PollingStation]) -> dict[int, Point]:
    if not stations:
        return {}
    squares = sorted({_square(each) for each in stations})
    columns = ("pk", "latitude", "longitude", "number", "region__name", "signal")
    rows = with_signal(stations[0].election_id).filter(around([box for each in squares for box in _boxes(each)]))
    known = list(rows.order_by("pk").values_list(*columns)[:MOST_KNOWN])
    if not known:
        return {}
    there = np.radians(np.array([each[1:3] for each in known], dtype=float))
    found = {}
    for station in stations:
        far = _metres(np.radians([station.latitude or 0.0, station.longitude or 0.0]), there)
        index = int(far.argmin())
        if far[index] > FARTHEST:
            continue
        pk, lat, lon, number, village, grade = known[index]
        here = (station.latitude or 0.0, station.longitude or 0.0)
        found[station.pk] = Point(
            name=f"TPS {number:03d} {village}",
            source=SignalSource.STATION,
            grade=grade,
            metres=round(float(far[index])),
            bearing=rules.bearing(here, (lat, lon)),
            station_id=pk,
        )
    return found


def _metres(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Give the distances in metres on a sphere; radians, latitude first."""
    north, east = there[:, 0] - here[0], there[:, 1] - here[1]
    half = np.sin(north / 2) ** 2 + np.cos(here[0]) * np.cos(there[:, 0]) * np.sin(east / 2) ** 2
    far: np.ndarray = 2 * _EARTH * np.arcsin(np.sqrt(half))
    return far


def _square(station: PollingStation) -> tuple[int, int]:
    return cells.grid(station.latitude or 0.0, station.longitude or 0.0, BITS)


def _boxes(square: tuple[int, int]) -> list[tuple[int, int]]:
    """Give the ranges of cells of a square and its eight neighbours."""
    shift, last = 2 * (cells.BITS - BITS), (1 << BITS) - 1
    column, row = square
    found = []
    for x in range(max(column - 1, 0), min(column + 1, last) + 1):
        for y in range(max(row - 1, 0), min(row + 1, last) + 1):
            first = cells.encode(x, y) << shift
            found.append((first, first + (1 << shift)))
    return found
