"""Counts of one place, out of the rows of a world. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from desk.briefings.content.facts import ChangeFacts, KindFacts, RegencyFacts, SourceFacts
from desk.briefings.content.facts_ready import VariableFacts
from desk.briefings.world.parts import Place
from desk.briefings.world.reading import World
from desk.briefings.world.risks import Row
from risks.details import Variable
from risks.kinds import HARMLESS, OPEN_STATUSES, Kind, Severity, Status
from risks.said import Said


def stations(world: World, place: Place) -> tuple[dict[str, int], int | None]:
    """Give the TPS of each region just below a place, and the voters of all, None where nobody counted any."""
    found: dict[str, int] = defaultdict(int)
    voters = [counted for code, (_n, counted) in world.stations.items() if counted is not None and place.holds(code)]
    for code, (number, _voters) in world.stations.items():
        if place.holds(code):
            found[place.child(code)] += number
    return dict(found), sum(voters) if voters else None


def kinds(rows: Sequence[Row], start: datetime) -> tuple[KindFacts, ...]:
    """Count the open risks of each kind, and the TPS that had one when the window began."""
    before: dict[str, set[int]] = defaultdict(set)
    opened: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.open:
            opened[row.kind].append(row)
        if row.station and _stood(row, start):
            before[row.kind].add(row.station)
    return tuple(
        KindFacts(
            kind,
            len(found),
            len({row.station for row in found if row.station}),
            len(before[kind]),
            _severities(found),
        )
        for kind, found in sorted(opened.items())
    )


def regencies(
    world: World, opened: Sequence[Row], registered: Mapping[str, int], place: Place
) -> tuple[RegencyFacts, ...]:
    """Count the open risks of each region just below a place; a risk of the whole place belongs to none of them."""
    inside: dict[str, list[Row]] = defaultdict(list)
    for row in opened:
        inside[place.child(row.region)].append(row)
    return tuple(
        RegencyFacts(
            code=code,
            name=world.names.get(code, code),
            stations=registered.get(code),
            flags=len(inside[code]),
            severities=_severities(inside[code]),
            kinds=dict(sorted(Counter(row.kind for row in inside[code]).items())),
        )
        for code in sorted({*registered, *inside})
    )


def sources(world: World, place: Place) -> tuple[SourceFacts, ...]:
    """Count what each source says of each kind; the most adverse source first. Sources are never added up."""
    before = _by_source(world.said_before, place)
    found = []
    for (kind, source), rows in _by_source(world.said, place).items():
        grades = _grades(rows)
        earlier = before.get((kind, source))
        found.append(
            SourceFacts(
                kind=kind,
                source=rows[0].name,
                adverse=_adverse(grades),
                stations=sum(grades.values()),
                before=_adverse(_grades(earlier)) if earlier else None,
                as_of=max(row.as_of for row in rows).isoformat(),
                grades=grades,
            )
        )
    order = list(Kind.values)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), -each.adverse, each.source)))


def changes(rows: Iterable[Row], start: datetime, end: datetime) -> tuple[ChangeFacts, ...]:
    """Count what happened in [start, end) by kind; quiet kinds are absent."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        happened = found[row.kind]
        happened["reported"] += _within(row.reported_at, start, end)
        happened["verified"] += _within(row.verified_at, start, end)
        if row.status in {Status.RESOLVED, Status.DISMISSED}:
            happened[row.status] += _within(row.closed_at, start, end)
    return tuple(
        ChangeFacts(kind, each["reported"], each["verified"], each[Status.RESOLVED], each[Status.DISMISSED])
        for kind, each in sorted(found.items())
        if any(each.values())
    )


def variables(opened: Iterable[Row]) -> tuple[VariableFacts, ...]:
    """Count the open conflict risks that name each of Bawaslu's variables; nothing when none names any."""
    verified: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for row in opened:
        if row.kind == Kind.CONFLICT:
            (waiting if row.status == Status.REPORTED else verified).update(row.facts.variables)
    if not verified and not waiting:
        return ()
    return tuple(VariableFacts(name, verified[name], waiting[name]) for name in Variable.values)


def unattended(row: Row) -> bool:
    """Tell whether a high or critical risk has neither an agency that answers for it nor a living task."""
    return row.facts.severity in {Severity.HIGH, Severity.CRITICAL} and not row.owned and not row.facts.tasks


def _stood(row: Row, at: datetime) -> bool:
    """Tell whether a risk was open at a moment, from the dates of report and closing."""
    known = row.reported_at is None or row.reported_at < at
    if row.closed_at is None:
        return known and row.status in OPEN_STATUSES
    return known and row.closed_at >= at


def _severities(rows: Iterable[Row]) -> dict[str, int]:
    counted = Counter(row.facts.severity for row in rows)
    return {name: counted[name] for name in Severity.values}


def _within(moment: datetime | None, start: datetime, end: datetime) -> bool:
    return moment is not None and start <= moment < end


def _by_source(rows: Iterable[Said], place: Place) -> dict[tuple[str, str], list[Said]]:
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in rows:
        if place.holds(row.region):
            found[row.kind, row.source].append(row)
    return found


def _grades(rows: Iterable[Said]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row.grade] += row.stations
    return dict(sorted(found.items()))


def _adverse(grades: Mapping[str, int]) -> int:
    return sum(number for grade, number in grades.items() if grade not in HARMLESS)
