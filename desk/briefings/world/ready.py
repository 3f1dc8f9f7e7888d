"""Preparations in the whole province: fallback plans, reserve sites, readiness, and how far the result forms are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desk import clock
from desk.briefings.content.facts_ready import PlanLine, SiteLine
from desk.briefings.world.risks import place_of
from desk.coordination.readiness import reading as readiness
from desk.coordination.readiness.checklist import in_force
from desk.coordination.readiness.reading import Cell
from desk.recap.board import reading as board
from desk.recap.kinds import FormState, Online
from desk.recap.plans.kinds import PlanState
from desk.recap.plans.querysets import blank_spots, with_plan
from desk.recap.reach import reach
from desk.recap.relocation.kinds import OPEN, RelocationState
from desk.recap.relocation.querysets import flood_prone
from risks.policy import speaking
from tps.models import Election, Race

_STATION = ("code", "number", "region_id", "region__name")
REGENCY = 5  # characters of a dotted code
CARRIED = (FormState.HANDED, FormState.REPHOTOGRAPHED, FormState.MANUAL)
CALLED_OFF = RelocationState.CALLED_OFF.value


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One TPS without signal and its fallback plan."""

    facts: PlanLine
    region: str


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One flood-prone TPS and its reserve site."""

    facts: SiteLine
    region: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Of some result forms: seen by anybody, sent, visible, and carried to the PPK or recapitulated by hand."""

    reported: int = 0
    sent: int = 0
    visible: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Forms:
    """Result forms of one regency: those of stations within reach, and apart those of the stations out of it."""

    near: Seen
    far: Seen
    far_stations: int


def plans(election_id: int, scope: str, names: Mapping[str, str]) -> list[PlanRow]:
    """Give the TPS without signal with the state of their plan, those without one first; one query."""
    rows = with_plan(blank_spots(election_id)).within(scope).order_by("region_id", "number")
    found = [
        PlanRow(
            PlanLine(code, _station(code, number, region, village, names), state, means or "", tuple(lacks or ())),
            region,
        )
        for code, number, region, village, state, means, lacks in rows.values_list(
            *_STATION, "plan_state", "means", "fallback_plan__lacks"
        )
    ]
    order = {PlanState.MISSING.value: 0, PlanState.INCOMPLETE.value: 1}
    return sorted(found, key=lambda row: order.get(row.facts.state, 2))


def sites(election_id: int, scope: str, names: Mapping[str, str], at: datetime) -> list[SiteRow]:
    """Give the flood-prone TPS with their reserve site, those past their deadline first; one query."""
    rows = flood_prone(election_id).within(scope).order_by("region_id", "number")
    found = []
    for code, number, region, village, site, state, deadline, decider_code, decider, role in rows.values_list(
        *_STATION,
        "relocation__site",
        "relocation__state",
        "relocation__deadline",
        "relocation__decider__code",
        "relocation__decider__name",
        "relocation__decider_role",
    ):
        facts = SiteLine(
            station=code,
            place=_station(code, number, region, village, names),
            site=site or "",
            state=state or "",
            deadline=deadline.isoformat() if deadline else None,
            decider_code=decider_code or "",
            decider=", ".join(part for part in (role, decider) if part),
            overdue=state in OPEN and deadline is not None and deadline < at,
        )
        found.append(SiteRow(facts, region))
    return sorted(found, key=lambda row: (not row.facts.overdue, row.facts.state not in {"", CALLED_OFF}))


def cells(election: Election, scope: str, districts: Iterable[str], at: datetime) -> list[Cell]:
    """Give every item of readiness in every kecamatan, nothing while nobody has said anything; 4 queries at most."""
    said = readiness.words(election.pk, scope, at)
    if not said.by_region:
        return []
    _version, items = in_force(election.pk)
    day = clock.local(at).date()
    return readiness.cells(items, districts, said, polling_day=election.polling_date, today=day)


def forms(election_id: int, at: datetime) -> tuple[int, dict[str, Forms]]:
    """Give the number of races, and how far the forms of each regency are; nothing while nobody reported.

    Two queries; once somebody reported one more, and three for who is out of reach unless that was asked a minute ago.
    """
    races = list(Race.objects.filter(election=election_id).values_list("pk", flat=True))
    counted = board.regencies(election_id)
    if not any(_seen(each).reported for each in counted.values()):
        return len(races), {}
    unreachable = reach(election_id, rule=speaking(), at=at).unreachable
    far, gone = board.apart(election_id, unreachable, races)
    stations = Counter(code[:REGENCY] for code in unreachable.values())
    found = {}
    for code in sorted({*counted, *stations}):
        near = counted.get(code, Counter()).copy()
        near.subtract(far.get(code, {}))
        near.subtract(gone.get(code, {}))
        found[code] = Forms(_seen(near), _seen(far.get(code, Counter())), stations[code])
    return len(races), found


def _seen(counted: Mapping[board.How, int]) -> Seen:
    seen = {how: number for how, number in counted.items() if number and how[0] not in {"", FormState.NOT_KNOWN}}
    return Seen(
        reported=sum(seen.values()),
        sent=sum(number for (_state, online), number in seen.items() if online != Online.NO),
        visible=sum(number for (_state, online), number in seen.items() if online == Online.VISIBLE),
        carried=sum(number for (state, _online), number in seen.items() if state in CARRIED),
    )


def _station(code: str, number: int, region: str, village: str, names: Mapping[str, str]) -> str:
    return place_of(
        {
            "station__code": code,
            "station__number": number,
            "station__region_id": region,
            "station__region__name": village,
        },
        names,
    )
