"""The whole province at one moment, in at most 25 queries whatever its size and however many agencies read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce, Left

from desk import clock
from desk.briefings.content.facts_ready import ClaimFacts, ScoreFacts
from desk.briefings.models import Briefing
from desk.briefings.world import beside, ready
from desk.briefings.world import risks as of_risks
from desk.briefings.world import tasks as of_tasks
from desk.briefings.world.beside import Areas
from desk.briefings.world.ready import Forms, PlanRow, SiteRow
from desk.briefings.world.risks import Row
from desk.briefings.world.tasks import ReferralRow, TaskRow
from desk.clock import Window
from desk.coordination.readiness.reading import Cell
from risks.kinds import OPEN_STATUSES, Kind
from risks.models import Observation
from risks.said import Said, said_by_region
from tps.kinds import Level
from tps.models import Election, PollingStation, Region
from tps.querysets import lies_within

DISTRICT, VILLAGE = 8, 13  # characters of dotted codes


@dataclass(frozen=True, slots=True)
class Preceding:
    """The last issue of one agency before a window, as it was frozen."""

    number: str
    situation: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that any agency's issue may say about one window; `scope` is the region it was read for, "" is all."""

    election: Election
    edition: str
    window: Window
    as_of: datetime
    scope: str
    names: Mapping[str, str]
    stations: Mapping[str, tuple[int, int | None]]
    risks: Sequence[Row]
    said: Sequence[Said]
    said_before: Sequence[Said]
    heard: Mapping[str, datetime]
    tasks: Sequence[TaskRow]
    referrals: Sequence[ReferralRow]
    plans: Sequence[PlanRow]
    sites: Sequence[SiteRow]
    claims: Sequence[ClaimFacts]
    scores: Sequence[ScoreFacts]
    areas: Areas
    cells: Sequence[Cell]
    races: int
    forms: Mapping[str, Forms]
    preceding: Mapping[int, Preceding]


def world(election: Election, edition: str, window: Window, as_of: datetime, scope: str = "") -> World:
    """Read the world of a window at a moment; 25 queries at most. Lists are as they stand when read.

    `scope` narrows it already while it is read: for a kecamatan or a village, whose parts the counts do not tell apart.
    """
    key = election.pk
    names = _names(scope)
    tasks = of_tasks.tasks(key, scope, as_of)
    risks = of_risks.risks(key, scope, window, as_of, names, of_tasks.by_risk(tasks))
    # Reported after the moment: neither counted nor in need of a plan or a reserve site yet.
    unheard = {(row.kind, row.facts.station) for row in risks if row.status in OPEN_STATUSES and not row.open}
    stations = _stations(key, scope)
    length = VILLAGE if scope else DISTRICT
    races, forms = ready.forms(key, as_of)
    return World(
        election=election,
        edition=edition,
        window=window,
        as_of=as_of,
        scope=scope,
        names=names,
        stations=stations,
        risks=risks,
        said=tuple(said_by_region(key, length, as_of, scope)),
        said_before=tuple(said_by_region(key, length, window.start, scope)),
        heard=_heard(key, scope, length),
        tasks=tasks,
        referrals=of_tasks.referrals(key, scope, as_of, names),
        plans=[row for row in ready.plans(key, scope, names) if (Kind.BLANK_SPOT, row.facts.station) not in unheard],
        sites=[row for row in ready.sites(key, scope, names, as_of) if (Kind.FLOOD, row.facts.station) not in unheard],
        claims=beside.claims(key, scope, as_of),
        scores=beside.scores(scope, as_of),
        areas=beside.areas(key, scope, clock.local(as_of).date(), risks),
        cells=ready.cells(election, scope, sorted({code[:DISTRICT] for code in stations}), as_of),
        races=races,
        forms=forms,
        preceding=_preceding(key, edition, window.name),
    )


def _names(scope: str) -> dict[str, str]:
    """Give the names of provinces, regencies and districts, and of the villages in a scope."""
    wanted = Q(level__in=[Level.PROVINCE, Level.REGENCY, Level.DISTRICT])
    if scope:
        wanted |= lies_within(scope, "code")
    return dict(Region.objects.within(scope[:2]).filter(wanted).values_list("code", "name"))


def _stations(election_id: int, scope: str) -> dict[str, tuple[int, int | None]]:
    rows = PollingStation.objects.of(election_id).within(scope).order_by().values_list("region_id")
    return {code: (count, voters) for code, count, voters in rows.annotate(n=Count("pk"), v=Sum("voters"))}


def _heard(election_id: int, scope: str, length: int) -> dict[str, datetime]:
    rows = Observation.objects.of(election_id).within(scope).counting().order_by()
    placed = rows.annotate(place=Left(Coalesce("station__region_id", "region_id"), length)).values_list("place")
    return dict(placed.annotate(newest=Max("observed_at")))


def _preceding(election_id: int, edition: str, period: str) -> dict[int, Preceding]:
    rows = (
        Briefing.objects.filter(election=election_id, edition=edition, period__lt=period, document__isnull=False)
        .order_by("agency_id", "-period", "-revision")
        .distinct("agency_id")
        .values_list("agency_id", "document__number", "situation")
    )
    return {agency: Preceding(number, situation) for agency, number, situation in rows}
