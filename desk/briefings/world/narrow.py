"""From the whole province to what one agency reads. Pure: a world in, a situation out; no queries."""

from dataclasses import dataclass, replace

from desk.agencies.models import Agency
from desk.briefings.content.facts import RiskFacts
from desk.briefings.content.measures import measures
from desk.briefings.situation import WIDER, Situation, from_json
from desk.briefings.world import counting, parts
from desk.briefings.world.parts import Place
from desk.briefings.world.reading import World
from risks.kinds import Kind, Status

TOP_RISKS = 25
TOP_TASKS = 15
TOP_LINES = 15
TIGHT = 10  # rows of a daily issue


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the agency, its content, its place ("" is everywhere), and what the schedule knows of its issues."""

    agency: Agency
    profile: str
    place: str
    preceding: str = ""
    missed: tuple[str, ...] = ()


def narrow(world: World, reader: Reader) -> tuple[Situation, list[RiskFacts]]:
    """Give the situation of one agency, and the whole list of its open risks, the worst first."""
    place = Place(reader.place)
    inside = [row for row in world.risks if place.holds(row.region)]
    opened = [row for row in inside if row.open]
    risks = [row.facts for row in opened]
    waiting = [each for each in risks if each.status == Status.REPORTED]
    shown = [each for each in risks if each.status != Status.REPORTED] if reader.profile == "supervisor" else risks
    until = min(world.window.end, world.as_of)
    fresh = [row.facts for row in opened if row.reported_at and world.window.start <= row.reported_at < until]
    hard = [each for each in risks if each.kind in {Kind.ACCESS, Kind.LOGISTICS}]
    registered, voters = counting.stations(world, place)
    kinds = counting.kinds(inside, world.window.start)
    heard = max((at for code, at in world.heard.items() if place.holds(code)), default=None)
    election = world.election
    few = TIGHT if world.edition == "daily" else TOP_RISKS
    found = Situation(
        profile=reader.profile,
        agency_code=reader.agency.code,
        agency=reader.agency.name,
        place=place.code,
        election_code=election.code,
        election=election.name,
        polling_day=election.polling_date.isoformat(),
        simulated=election.simulated,
        edition=world.edition,
        period=world.window.name,
        start=world.window.start.isoformat(),
        end=world.window.end.isoformat(),
        as_of=world.as_of.isoformat(),
        preceding=reader.preceding,
        stations=sum(registered.values()) or None,
        voters=voters,
        heard=heard.isoformat() if heard else None,
        at_risk=len({each.station for each in risks if each.station}),
        kinds=kinds,
        regencies=counting.regencies(world, opened, registered, place),
        sources=counting.sources(world, place),
        changes=counting.changes(inside, world.window.start, until),
        risks=tuple(shown[:few]),
        risks_total=len(shown),
        waiting=tuple(waiting[:TOP_TASKS]),
        waiting_total=len(waiting),
        missed=reader.missed,
        version=WIDER,
        verified=len(risks) - len(waiting),
        differing=sum(each.differing for each in risks),
        unattended=sum(counting.unattended(row) for row in opened),
        fresh=tuple(fresh[:few]),
        fresh_total=len(fresh),
        hard=tuple(hard[:TOP_LINES]),
        hard_total=len(hard),
        variables=counting.variables(opened),
    )
    found = replace(found, **parts.dismissed(world, place, inside), **parts.tasks(world, place, reader.agency, few))
    found = replace(
        found, **parts.preparations(world, place, reader.agency), **parts.beside(world, place, reader.agency)
    )
    return _since(found, world, reader), risks


def _since(found: Situation, world: World, reader: Reader) -> Situation:
    """Lay the preceding issue beside it: what its figures were, and what it said of each source."""
    known = world.preceding.get(reader.agency.pk)
    if known is None or (reader.preceding and reader.preceding != known.number):
        return found
    try:
        before = from_json(dict(known.situation))
    except ValueError:
        return replace(found, preceding=known.number)
    if before.place != found.place:
        return replace(found, preceding=known.number)  # the figures of another place are not comparable
    said = {(each.kind, each.source): each for each in before.sources}
    sources = tuple(
        replace(each, last=last.adverse, last_grades=last.grades)
        if (last := said.get((each.kind, each.source)))
        else each
        for each in found.sources
    )
    return replace(
        found, preceding=known.number, preceding_as_of=before.as_of, before=measures(before), sources=sources
    )
