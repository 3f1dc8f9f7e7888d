"""From the database to a situation: few grouped queries, whatever the size of the data."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Sum, Value, When
from django.db.models.functions import Left

from desk.agencies.kinds import AgencyKind
from desk.agencies.models import Agency
from desk.briefings import situation as facts
from desk.clock import Window
from desk.coordination.kinds import UNFINISHED
from desk.coordination.models import Task
from risks import summaries
from risks.kinds import Kind, Severity, Status
from risks.models import Flag, Observation
from risks.querysets import severity_rank
from tps.models import Election, PollingStation, Region

TOP_RISKS = 25
TOP_TASKS = 15
TOP_OTHERS = 20
NOTE_MOST = 400
PROFILES = {
    AgencyKind.ELECTION: "election",
    AgencyKind.SUPERVISOR: "supervisor",
    AgencyKind.FORKOPIMDA: "forkopimda",
    AgencyKind.SECURITY: "forkopimda",
}
PROFILES_BY_CODE = {"kpu": "election", "bawaslu": "supervisor", "forkopimda": "forkopimda"}
LEDGERS = {
    "election": (Kind.BLANK_SPOT, Kind.FLOOD),
    "supervisor": (Kind.CONFLICT, Kind.BLANK_SPOT),
    "forkopimda": (Kind.CONFLICT, Kind.FLOOD),
    "general": (Kind.BLANK_SPOT, Kind.FLOOD, Kind.CONFLICT),
}
_FLAG_COLUMNS = (
    "pk",
    "kind",
    "severity",
    "status",
    "outcome",
    "note",
    "reported_at",
    "owner__name",
    "station__code",
    "station__number",
    "station__region__name",
    "station__region__parent__name",
    "station__region__parent__parent__name",
    "region__name",
    "region__parent__name",
)


def profile_of(agency: Agency) -> str:
    """Give which content an agency gets: election, supervisor, forkopimda or general; its code speaks for no kind."""
    by_code = PROFILES_BY_CODE.get(agency.code.partition("-")[0], "general")
    return by_code if agency.kind == AgencyKind.OTHER else PROFILES.get(AgencyKind(agency.kind), "general")


@dataclass(slots=True)
class Shared:
    """What the situations of several agencies at one moment have in common, read once for each place."""

    risks: dict[str, list[facts.RiskFacts]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def read(
    agency: Agency,
    election: Election,
    *,
    edition: str,
    window: Window,
    as_of: datetime,
    preceding: str = "",
    missed: Iterable[str] = (),
    shared: Shared | None = None,
) -> tuple[facts.Situation, list[facts.RiskFacts]]:
    """Read the situation of an agency at a moment, and the whole list of its open risks, the worst first.

    What an agency of a kabupaten reads is narrowed to it. The lists are as they stand when read; counts of sources
    leave out what was observed after `as_of`. `shared` serves agencies that are read for the same election and moment.
    """
    place = agency.region_code if "." in agency.region_code else ""
    profile = profile_of(agency)
    registered, voters = _stations(election.pk, place)
    shared = shared or Shared()
    if place not in shared.risks:
        shared.risks[place] = _risks(election.pk, place, as_of)
    risks = shared.risks[place]
    waiting = [each for each in risks if each.status == Status.REPORTED]
    shown = [each for each in risks if each.status != Status.REPORTED] if profile == "supervisor" else risks
    own, others = _tasks(election.pk, place, agency.pk, as_of)
    dismissed = _dismissed(election.pk, place, window)
    heard = summaries.newest_statement(election.pk, place)
    found = facts.Situation(
        profile=profile,
        agency_code=agency.code,
        agency=agency.name,
        place=place,
        election_code=election.code,
        election=election.name,
        polling_day=election.polling_date.isoformat(),
        simulated=election.simulated,
        edition=edition,
        period=window.name,
        start=window.start.isoformat(),
        end=window.end.isoformat(),
        as_of=as_of.isoformat(),
        preceding=preceding,
        stations=sum(registered.values()) or None,
        voters=voters,
        heard=heard.isoformat() if heard else None,
        at_risk=len({each.station for each in risks if each.station}),
        kinds=_kinds(election.pk, place, window.start),
        regencies=_regencies(election.pk, place, registered),
        sources=tuple(
            each for kind in LEDGERS[profile] for each in _sources(election.pk, kind, place, window.start, as_of)
        ),
        changes=tuple(
            facts.ChangeFacts(each.kind, each.reported, each.verified, each.resolved, each.dismissed)
            for each in summaries.changes_between(election.pk, window.start, min(window.end, as_of), place)
        ),
        risks=tuple(shown[:TOP_RISKS]),
        risks_total=len(shown),
        waiting=tuple(waiting[:TOP_TASKS]),
        waiting_total=len(waiting),
        dismissed=tuple(dismissed[:TOP_TASKS]),
        dismissed_total=len(dismissed),
        tasks=tuple(own[:TOP_TASKS]),
        tasks_total=len(own),
        others=tuple(others[:TOP_OTHERS]),
        others_total=len(others),
        owners=_owners(election.pk, place, as_of),
        missed=tuple(missed),
    )
    return found, risks


def _stations(election_id: int, place: str) -> tuple[dict[str, int], int | None]:
    rows = (
        PollingStation.objects.of(election_id)
        .within(place)
        .annotate(regency=Left("region_id", summaries.REGENCY_CODE))
        .values("regency")
        .annotate(stations=Count("pk"), voters=Sum("voters"))
        .order_by("regency")
    )
    found = list(rows)
    counted = [row["voters"] for row in found if row["voters"] is not None]
    return {row["regency"]: row["stations"] for row in found}, sum(counted) if counted else None


def _kinds(election_id: int, place: str, start: datetime) -> tuple[facts.KindFacts, ...]:
    before = summaries.stations_open_at(election_id, start, place)
    return tuple(
        facts.KindFacts(each.kind, each.flags, each.stations, before.get(each.kind, 0), each.severities)
        for each in summaries.open_by_kind(election_id, place)
    )


def _regencies(election_id: int, place: str, registered: dict[str, int]) -> tuple[facts.RegencyFacts, ...]:
    flags: dict[str, dict[str, int]] = defaultdict(dict)
    severities: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Severity.values, 0))
    for row in summaries.counts_by_kind_and_regency(election_id, place):
        flags[row.code][row.kind] = row.flags
        for name in Severity.values:
            severities[row.code][name] += getattr(row, name)
    codes = sorted({*registered, *flags})
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    return tuple(
        facts.RegencyFacts(
            code=code,
            name=names.get(code, code),
            stations=registered.get(code),
            flags=sum(flags[code].values()),
            severities=dict(severities[code]),
            kinds=dict(flags[code]),
        )
        for code in codes
    )


def _sources(election_id: int, kind: str, place: str, start: datetime, as_of: datetime) -> list[facts.SourceFacts]:
    before = {each.code: each for each in summaries.stations_by_source(election_id, kind, place, at=start)}
    found = []
    for each in summaries.stations_by_source(election_id, kind, place, at=as_of):
        earlier = before.get(each.code)
        found.append(
            facts.SourceFacts(
                kind=str(kind),
                source=each.name,
                adverse=each.adverse,
                stations=each.stations,
                before=earlier.adverse if earlier else None,
                as_of=each.as_of.isoformat(),
                grades=each.grades,
            )
        )
    return found


def _risks(election_id: int, place: str, as_of: datetime) -> list[facts.RiskFacts]:
    rows = (
        Flag.objects.of(election_id)
        .within(place)
        .open()
        .filter(Q(reported_at__isnull=True) | Q(reported_at__lte=as_of))
        .order_by(severity_rank().desc(), F("reported_at").desc(nulls_last=True), "pk")
        .values(*_FLAG_COLUMNS)
    )
    said = _statements(election_id, place, as_of)
    tasked = _tasks_of_risks(election_id, place, as_of)
    return [
        facts.RiskFacts(
            number=f"R-{row['pk']:04d}",
            kind=row["kind"],
            severity=row["severity"],
            status=row["status"],
            station=row["station__code"] or "",
            place=_place(row),
            reported=row["reported_at"].isoformat() if row["reported_at"] else None,
            owner=row["owner__name"] or "",
            note=row["note"][:NOTE_MOST],
            statements=tuple(said.get(row["pk"], {}).values()),
            tasks=tuple(tasked.get(row["pk"], ())),
        )
        for row in rows
    ]


def _statements(election_id: int, place: str, as_of: datetime) -> dict[int, dict[str, facts.Statement]]:
    """Give for each risk the newest accepted word of each source, in the order of the sources' names."""
    rows = (
        Observation.objects.of(election_id)
        .within(place)
        .counting()
        .filter(flag__isnull=False, observed_at__lte=as_of)
        .order_by("source__name", "observed_at", "pk")
        .values_list("flag_id", "source__name", "grade", "observed_at")
    )
    found: dict[int, dict[str, facts.Statement]] = defaultdict(dict)
    for flag_id, source, grade, at in rows.iterator(chunk_size=5000):
        found[flag_id][source] = facts.Statement(source, grade, at.isoformat())
    return found


def _tasks_of_risks(election_id: int, place: str, as_of: datetime) -> dict[int, list[str]]:
    """Give for each risk its living tasks by number and title, those due first before the others."""
    rows = (
        Task.objects.of(election_id)
        .within(place)
        .alive()
        .filter(flag__isnull=False, created_at__lte=as_of)
        .order_by("due_at", "pk")
        .only("pk", "flag_id", "title")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for task in rows:
        found[task.flag_id].append(f"{task.number} {task.title}")
    return found


def _dismissed(election_id: int, place: str, window: Window) -> list[facts.DismissedFacts]:
    rows = (
        Flag.objects.of(election_id)
        .within(place)
        .filter(status=Status.DISMISSED, closed_at__gte=window.start, closed_at__lt=window.end)
        .order_by("-closed_at", "-pk")
        .values(*_FLAG_COLUMNS)
    )
    return [
        facts.DismissedFacts(f"R-{row['pk']:04d}", row["kind"], row["outcome"], _place(row), row["note"][:NOTE_MOST])
        for row in rows
    ]


def _tasks(
    election_id: int, place: str, agency_id: int, as_of: datetime
) -> tuple[list[facts.TaskFacts], list[facts.TaskFacts]]:
    """Give the living tasks of the agency and those of all others, overdue and early ones first."""
    own: list[facts.TaskFacts] = []
    others: list[facts.TaskFacts] = []
    tasks = Task.objects.of(election_id).within(place).alive().filter(created_at__lte=as_of).for_table()
    for task in tasks.order_by("due_at", "pk"):
        line = facts.TaskFacts(
            number=task.number,
            title=task.title,
            owner_code=task.owner.code,
            owner=task.owner.name,
            due=task.due_at.isoformat(),
            overdue=task.state in UNFINISHED and task.due_at < as_of,
            state=task.state,
            priority=task.priority,
            risk=task.flag.number if task.flag else "",
            place=_task_place(task),
        )
        (own if task.owner_id == agency_id else others).append(line)
    return own, others


def _owners(election_id: int, place: str, as_of: datetime) -> tuple[facts.OwnerFacts, ...]:
    late = Case(When(Q(state__in=UNFINISHED, due_at__lt=as_of), then=Value("x")), output_field=CharField())
    rows = (
        Task.objects.of(election_id)
        .within(place)
        .alive()
        .values("owner__code", "owner__name")
        .annotate(alive=Count("pk"), overdue=Count(late))
        .order_by("-overdue", "-alive", "owner__code")
    )
    return tuple(facts.OwnerFacts(row["owner__code"], row["owner__name"], row["alive"], row["overdue"]) for row in rows)


def _place(row: dict[str, Any]) -> str:
    if row["station__code"]:
        parts = (
            f"TPS {row['station__number']:03d} {row['station__region__name']}",
            row["station__region__parent__name"],
            row["station__region__parent__parent__name"],
        )
    else:
        parts = (row["region__name"], row["region__parent__name"], None)
    return ", ".join(part for part in parts if part)


def _task_place(task: Task) -> str:
    station = task.station or (task.flag.station if task.flag else None)
    if station:
        return f"TPS {station.number:03d} {station.region.name}"
    region = task.region or (task.flag.region if task.flag else None)
    return region.name if region else ""
