"""Which stations lie in which jurisdictions: as conditions, as counts, as gaps and overlaps; few queries for all."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from django.db.models import Count, Q, QuerySet

from desk.coordination.jurisdiction_area import Cover, Ground
from desk.coordination.jurisdiction_kinds import EXCLUSIVE
from desk.coordination.models import Jurisdiction
from tps.kinds import PositionSource
from tps.models import PollingStation
from tps.querysets import lies_within

# Where a station is not really known to lie; such a place says nothing about shapes.
UNREAL = (PositionSource.NONE.value, PositionSource.DISTRICT_CENTRE.value)


def ground(row: Jurisdiction) -> Ground:
    """Give the area of a jurisdiction."""
    return Ground(frozenset(row.includes), frozenset(row.excludes), row.geometry)


def stations(election_id: int, within: str = "") -> QuerySet[PollingStation]:
    """Give the stations of an election in a dotted region code; "" gives all."""
    found: QuerySet[PollingStation] = PollingStation.objects.of(election_id).within(within)
    return found


def inside(row: Jurisdiction, rows: QuerySet[PollingStation]) -> Q:
    """Give the condition that a station lies in a jurisdiction; `rows` are the stations that may be asked about."""
    by_code = Q(pk__in=[])
    for code in row.includes:
        deeper = [each for each in row.excludes if each.startswith(f"{code}.")]
        by_code |= lies_within(code) & ~_any(deeper)
    ids = _in_shape(row, rows)
    return by_code if ids is None else by_code | Q(pk__in=ids)


def _any(codes: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        found |= lies_within(code)
    return found


def _in_shape(row: Jurisdiction, rows: QuerySet[PollingStation]) -> list[int] | None:
    area = ground(row)
    if area.shape is None:
        return None
    west, south, east, north = area.shape.bounds
    near = rows.exclude(position_source__in=UNREAL).filter(
        longitude__range=(west, east), latitude__range=(south, north)
    )
    placed = list(near.order_by().values_list("pk", "region_id", "longitude", "latitude"))
    if not placed:
        return []
    hits = Cover([area]).points(np.array([each[2:] for each in placed], dtype=float))[0]
    # An excluded region stays out even where the shape covers it.
    return [pk for (pk, code, _x, _y), hit in zip(placed, hits, strict=True) if hit and area.says(code) is not False]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas of one kind and level that share stations."""

    one: Jurisdiction
    two: Jurisdiction
    stations: int


class Census:
    """Counts of stations by the jurisdictions they lie in, from two queries; `rows` with their agencies fetched."""

    def __init__(self, rows: Sequence[Jurisdiction], among: QuerySet[PollingStation]) -> None:
        self.rows = list(rows)
        self.groups = _groups(Cover([ground(row) for row in self.rows]), among)
        self.total = sum(self.groups.values())
        self._counts: Counter[int] = Counter()
        for places, number in self.groups.items():
            for place in places:
                self._counts[self.rows[place].pk] += number

    def inside(self, row: Jurisdiction) -> int:
        """Give how many stations lie in a jurisdiction."""
        return self._counts[row.pk]

    def gaps(self, among: Set[int]) -> dict[str, int]:
        """Give for each kind of which each place has one how many stations lie in none of these (ids of) areas."""
        bodies = sorted({row.kind for row in self.rows if row.pk in among} & EXCLUSIVE)
        found = {}
        for body in bodies:
            own = {place for place, row in enumerate(self.rows) if row.kind == body and row.pk in among}
            found[body] = sum(number for places, number in self.groups.items() if not places & own)
        return {body: number for body, number in found.items() if number}

    def overlaps(self) -> list[Overlap]:
        """Give the pairs of areas of one kind and level that share stations where each place should have one."""
        shared: Counter[tuple[int, int]] = Counter()
        for places, number in self.groups.items():
            alike = sorted(place for place in places if self.rows[place].kind in EXCLUSIVE)
            for one, two in combinations(alike, 2):
                if self._same(one, two):
                    shared[one, two] += number
        return [Overlap(self.rows[one], self.rows[two], number) for (one, two), number in shared.most_common()]

    def _same(self, one: int, two: int) -> bool:
        first, second = self.rows[one], self.rows[two]
        return first.kind == second.kind and first.agency.level == second.agency.level


def _groups(cover: Cover, among: QuerySet[PollingStation]) -> Counter[frozenset[int]]:
    found: Counter[frozenset[int]] = Counter()
    for code, number in among.order_by().values_list("region_id").annotate(n=Count("pk")):
        found[cover.village(code)[0]] += number
    if not cover.shaped:
        return found
    placed = among.exclude(position_source__in=UNREAL).order_by().values_list("region_id", "longitude", "latitude")
    rows = list(placed)
    if not rows:
        return found
    hits = cover.points(np.array([each[1:] for each in rows], dtype=float))
    touched = np.logical_or.reduce(list(hits.values()))
    for index in np.flatnonzero(touched):
        belongs, barred = cover.village(rows[index][0])
        more = frozenset(place for place, lies in hits.items() if lies[index]) - barred
        # Counted above by its village alone; it moves to the group of all its areas.
        found[belongs] -= 1
        found[belongs | more] += 1
    return +found
