"""What stands beside the desk's own risks: stated numbers, published indices, the areas of agencies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from desk.briefings.content.facts_ready import ClaimFacts, ScoreFacts
from desk.briefings.world.risks import UNREAL, Row
from desk.coordination.jurisdiction_area import Cover
from desk.coordination.jurisdiction_reading import ground
from desk.coordination.models import Jurisdiction
from risks.models import Claim, IndexScore
from tps.models import PollingStation
from tps.querysets import lies_within

Beyond = Mapping[tuple[int, str], int]


def claims(election_id: int, scope: str, at: datetime) -> list[ClaimFacts]:
    """Give the standing claims, by kind and region, the newest of each first; one query."""
    rows = Claim.objects.of(election_id).within(scope).standing().filter(recorded_at__lte=at)
    return [
        ClaimFacts(
            number=each.code,
            kind=each.kind,
            code=each.region_id,
            name=each.region.name,
            source=each.source.name if each.source else each.source_text,
            count=each.number,
            unit=each.unit,
            counts=each.counts,
            as_of=each.as_of.isoformat() if each.as_of else None,
            reference=each.reference,
        )
        for each in rows.select_related("source", "region").order_by("kind", "region_id", "-as_of", "-pk")
    ]


def scores(scope: str, at: datetime) -> list[ScoreFacts]:
    """Give the published scores of the newest version of each instrument, by region; one query."""
    rows = IndexScore.objects.filter(lies_within(scope), recorded_at__lte=at).select_related("instrument", "region")
    newest: dict[str, str] = {}
    found = []
    for each in rows.order_by("instrument__code", "-instrument__version", "region_id", "source"):
        code, version = each.instrument.code, each.instrument.version
        if newest.setdefault(code, version) != version:
            continue
        found.append(
            ScoreFacts(
                code=each.region_id,
                name=each.region.name,
                instrument=str(each.instrument),
                score=str(each.score) if each.score is not None else "",
                category=each.category,
                source=each.source,
                published=each.published_on.isoformat() if each.published_on else None,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas that hold on a day: which villages and which risks lie in them.

    `beyond` counts TPS that only a drawn shape puts into an area, by the area's place and the village's code.
    """

    rows: Sequence[Jurisdiction]
    cover: Cover
    risks: Sequence[frozenset[int]]
    beyond: Beyond

    def stations(self, villages: Mapping[str, int]) -> Counter[int]:
        """Count the TPS of some villages by the areas they lie in."""
        found: Counter[int] = Counter()
        for code, number in villages.items():
            for place in self.cover.village(code)[0]:
                found[place] += number
        for (place, code), number in self.beyond.items():
            if code in villages:
                found[place] += number
        return found


def areas(election_id: int, scope: str, day: date, risks: Sequence[Row]) -> Areas:
    """Give the areas that hold on a day, with the risks that lie in each; one query, two where shapes were drawn."""
    rows = list(
        Jurisdiction.objects.valid(day).filter(agency__active=True).select_related("agency").order_by("kind", "name")
    )
    cover = Cover([ground(row) for row in rows])
    found = [cover.village(row.region)[0] for row in risks]
    if not cover.shaped:
        return Areas(rows, cover, found, {})
    # A risk may lie in a shape although its village belongs elsewhere.
    found = [places | _inside(cover, row) for places, row in zip(found, risks, strict=True)]
    return Areas(rows, cover, found, _beyond(election_id, scope, cover))


def _inside(cover: Cover, row: Row) -> frozenset[int]:
    if row.point is None:
        return frozenset()
    barred = cover.village(row.region)[1]
    hits = cover.points(np.array([row.point], dtype=float))
    return frozenset(place for place, lies in hits.items() if lies[0]) - barred


def _beyond(election_id: int, scope: str, cover: Cover) -> Beyond:
    rows = PollingStation.objects.of(election_id).within(scope).exclude(position_source__in=UNREAL).order_by()
    placed = list(rows.filter(latitude__isnull=False).values_list("region_id", "longitude", "latitude"))
    found: Counter[tuple[int, str]] = Counter()
    if not placed:
        return found
    for place, hits in cover.points(np.array([each[1:] for each in placed], dtype=float)).items():
        for index in np.flatnonzero(hits):
            code = placed[index][0]
            belongs, barred = cover.village(code)
            if place not in belongs and place not in barred:
                found[place, code] += 1
    return found
