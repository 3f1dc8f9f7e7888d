"""What one place has of each part of a world, as the fields of its situation. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desk.agencies.models import Agency
from desk.briefings.content.facts import OwnerFacts
from desk.briefings.content.facts_ready import (
    AreaFacts,
    PlanFacts,
    ReadinessFacts,
    RecapFacts,
    ReferredFacts,
    SiteFacts,
)
from desk.briefings.world.reading import World
from desk.briefings.world.ready import CALLED_OFF, Forms, Seen
from desk.briefings.world.risks import Row
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.readiness.kinds import Shown, Subject
from desk.coordination.readiness.reading import Cell
from desk.recap.plans.kinds import Lack, PlanState
from desk.recap.relocation.kinds import RelocationState
from risks.kinds import Kind, Severity

TOP_TASKS, TOP_OTHERS, TOP_LINES = 15, 20, 15
TOP_DISMISSED = 15
SOON = timedelta(hours=48)
SECURITY = (Body.POLDA.value, Body.POLRES.value, Body.KOREM.value, Body.KODIM.value)
CHILD = {0: 5, 1: 8, 2: 13, 3: 13}  # characters of the codes one level below a code with so many dots


@dataclass(frozen=True, slots=True)
class Place:
    """A dotted region code, "" is everywhere."""

    code: str

    def holds(self, region: str) -> bool:
        """Tell whether a region lies in it."""
        return not self.code or region == self.code or region.startswith(f"{self.code}.")

    def child(self, region: str) -> str:
        """Give the code just below this place in which a region lies; a region of this level stands for itself."""
        return region[: CHILD[self.code.count(".")] if self.code else 5]


def dismissed(world: World, place: Place, rows: Iterable[Row]) -> dict[str, Any]:
    """Give what was dismissed in the window, the newest first."""
    window = world.window
    found = [
        (row.closed_at, row.dismissed)
        for row in rows
        if row.dismissed and row.closed_at and window.start <= row.closed_at < window.end
    ]
    found.sort(key=lambda each: (each[0], each[1].number), reverse=True)
    return {
        "dismissed": tuple(each for _at, each in found[:TOP_DISMISSED]),
        "dismissed_total": len(found),
    }


def tasks(world: World, place: Place, agency: Agency, few: int) -> dict[str, Any]:
    """Give the agency's tasks, those of others, what is due in two days, and what each agency owes."""
    inside = [row for row in world.tasks if place.holds(row.facts.region) or (not place.code)]
    own = [row.facts for row in inside if row.owner == agency.pk]
    others = [row.facts for row in inside if row.owner != agency.pk]
    end = world.as_of + SOON
    soon = [row.facts for row in inside if world.as_of <= row.due_at < end]
    alive: Counter[str] = Counter(row.facts.owner_code for row in inside)
    overdue: Counter[str] = Counter(row.facts.owner_code for row in inside if row.facts.overdue)
    names = {row.facts.owner_code: row.facts.owner for row in inside}
    owners = [OwnerFacts(code, names[code], number, overdue[code]) for code, number in alive.items()]
    owners.sort(key=lambda each: (-each.overdue, -each.alive, each.code))
    return {
        "tasks": tuple(own[:TOP_TASKS]),
        "tasks_total": len(own),
        "others": tuple(others[: min(few, TOP_OTHERS)]),
        "others_total": len(others),
        "soon": tuple(soon[:TOP_LINES]),
        "soon_total": len(soon),
        "owners": tuple(owners),
    }


def preparations(world: World, place: Place, agency: Agency) -> dict[str, Any]:
    """Give fallback plans, reserve sites, readiness and the recap of a place."""
    plans = [row for row in world.plans if place.holds(row.region)]
    lacking = [row.facts for row in plans if row.facts.state != PlanState.COMPLETE]
    sites = [row for row in world.sites if place.holds(row.region)]
    open_sites = [row.facts for row in sites if row.facts.overdue or row.facts.state in {"", CALLED_OFF}]
    return {
        "plans": _plans(world, place, [(row.region, row.facts.state) for row in plans]),
        "plan_lacks": _in_order(Lack.values, Counter(lack for each in lacking for lack in each.lacks)),
        "plan_means": dict(Counter(row.facts.means for row in plans if row.facts.means).most_common()),
        "plan_lines": tuple(lacking[:TOP_LINES]),
        "plan_lines_total": len(lacking),
        "sites": _sites(world, place, [(row.region, row.facts.state) for row in sites]),
        "site_lines": tuple(open_sites[:TOP_LINES]),
        "site_lines_total": len(open_sites),
        "sites_overdue": sum(row.facts.overdue for row in sites),
        "decides": sum(
            row.facts.state == RelocationState.PROPOSED and row.facts.decider_code == agency.code for row in sites
        ),
        **_readiness(world, place),
        **_recap(world, place),
    }


def beside(world: World, place: Place, agency: Agency) -> dict[str, Any]:
    """Give stated numbers, indices, areas of security, and referrals: all counted, an agency's own in full."""
    referrals = [row for row in world.referrals if place.holds(row.region)]
    own = [row.facts for row in referrals if agency.pk in {row.to, row.by}]
    waiting: dict[str, list[Any]] = defaultdict(list)
    for row in referrals:
        waiting[row.facts.to_code].append(row.facts)
    referred = [
        ReferredFacts(code, rows[0].to, len(rows), sum(each.late for each in rows), min(each.asked for each in rows))
        for code, rows in waiting.items()
    ]
    return {
        "claims": tuple(each for each in world.claims if place.holds(each.code)),
        "scores": tuple(each for each in world.scores if place.holds(each.code)),
        "areas": _areas(world, place),
        "referrals": tuple(own[:TOP_LINES]),
        "referrals_total": len(own),
        "referred": tuple(sorted(referred, key=lambda each: (-each.late, -each.waiting, each.code))),
    }


def _areas(world: World, place: Place) -> tuple[AreaFacts, ...]:
    """Count the open risks in the areas of police and army that reach into a place."""
    areas = world.areas
    counted = areas.stations({code: number for code, (number, _v) in world.stations.items() if place.holds(code)})
    risks: dict[int, list[Row]] = defaultdict(list)
    for row, places in zip(world.risks, areas.risks, strict=True):
        if row.open and place.holds(row.region):
            for each in places:
                risks[each].append(row)
    found = []
    for at, area in enumerate(areas.rows):
        if area.kind not in SECURITY or not (counted[at] or risks[at]):
            continue
        conflict = Counter(row.facts.severity for row in risks[at] if row.kind == Kind.CONFLICT)
        found.append(
            AreaFacts(
                body=area.kind,
                name=area.name,
                agency=area.agency.name,
                stations=counted[at] if world.stations else None,
                kinds=dict(sorted(Counter(row.kind for row in risks[at]).items())),
                conflict={name: conflict[name] for name in Severity.values},
                grave=sum(row.facts.severity in {Severity.HIGH, Severity.CRITICAL} for row in risks[at]),
            )
        )
    return tuple(sorted(found, key=lambda each: (SECURITY.index(each.body), each.name)))


def _plans(world: World, place: Place, rows: Iterable[tuple[str, str]]) -> tuple[PlanFacts, ...]:
    return tuple(
        PlanFacts(
            code,
            world.names.get(code, code),
            sum(states.values()),
            states[PlanState.COMPLETE.value],
            states[PlanState.INCOMPLETE.value],
            states[PlanState.MISSING.value],
        )
        for code, states in _by_child(place, rows)
    )


def _sites(world: World, place: Place, rows: Iterable[tuple[str, str]]) -> tuple[SiteFacts, ...]:
    return tuple(
        SiteFacts(
            code,
            world.names.get(code, code),
            sum(states.values()),
            states[RelocationState.AGREED.value] + states[RelocationState.MOVED.value],
            states[RelocationState.PROPOSED.value],
            states[""] + states[CALLED_OFF],
        )
        for code, states in _by_child(place, rows)
    )


def _by_child(place: Place, rows: Iterable[tuple[str, str]]) -> list[tuple[str, Counter[str]]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for region, state in rows:
        found[place.child(region)][state] += 1
    return sorted(found.items())


def _readiness(world: World, place: Place) -> dict[str, Any]:
    cells = [cell for cell in world.cells if place.holds(cell.region)]
    if not any(cell.said for cell in cells):
        return {}
    by_region: dict[str, list[Cell]] = defaultdict(list)
    by_subject: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_region[place.child(cell.region)].append(cell)
        by_subject[cell.item.subject].append(cell)
    return {
        "readiness": tuple(_tally(code, world.names.get(code, code), rows) for code, rows in sorted(by_region.items())),
        "subjects": tuple(_tally(name, "", by_subject[name]) for name in Subject.values if name in by_subject),
    }


def _tally(code: str, name: str, cells: Sequence[Cell]) -> ReadinessFacts:
    states = Counter(cell.state for cell in cells)
    return ReadinessFacts(
        code,
        name,
        states[Shown.RED],
        states[Shown.AMBER],
        states[Shown.GREEN],
        states[Shown.UNKNOWN] + states[Shown.STALE],
        sum(cell.late for cell in cells),
    )


def _recap(world: World, place: Place) -> dict[str, Any]:
    """Give how far the forms of each regency are, those of TPS out of reach apart; nothing below a regency."""
    if not world.forms or place.code.count(".") > 1:
        return {"races": world.races}
    registered: Counter[str] = Counter()
    for code, (number, _voters) in world.stations.items():
        if place.holds(code):
            registered[code[:5]] += number
    found = []
    for code, number in sorted(registered.items()):
        forms = world.forms.get(code) or Forms(Seen(), Seen(), 0)
        found.append(
            RecapFacts(
                code,
                world.names.get(code, code),
                (number - forms.far_stations) * world.races,
                forms.near.reported,
                forms.near.sent,
                forms.near.visible,
                forms.far_stations,
                forms.far_stations * world.races,
                forms.far.reported,
                forms.far.sent,
                forms.far.carried,
            )
        )
    return {"races": world.races, "recap": tuple(found)}


def _in_order(order: Sequence[str], counted: Counter[str]) -> dict[str, int]:
    return {name: counted[name] for name in order if counted[name]}
