"""What each minute brings: drafts whose hour has come, and authorised briefings that a worker has not made yet."""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from desk import clock
from desk.briefings.actions import NotPossible, draft, issue
from desk.briefings.kinds import Edition, Missed
from desk.briefings.models import Briefing, Handling, Schedule
from desk.briefings.reading import Shared
from desk.briefings.waiting import actions as waiting
from tps.models import Election

logger = logging.getLogger(__name__)
LOOK_BACK = 8  # periods: how far missed ones are named


@dataclass(slots=True)
class Made:
    """What one tick made; `failed` counts what broke and will be tried again at the next one."""

    drafted: int = 0
    let_go: int = 0
    reminded: int = 0
    issued: int = 0
    failed: int = 0


def tick(at: datetime) -> Made:
    """Make what is due at a moment; running it twice, or two at once, makes nothing twice."""
    made = Made()
    election, shared = Election.objects.running().first(), Shared()
    if election:
        for schedule in Schedule.objects.filter(active=True, agency__active=True).select_related("agency"):
            try:
                for period in _owed(schedule, at):
                    made.drafted += _draft_due(schedule, election, at, period, shared)
            except Exception:
                logger.exception("the draft for %s could not be made", schedule.agency.code)
                made.failed += 1
    for word, step in (("let_go", waiting.let_go), ("reminded", waiting.remind)):
        try:
            setattr(made, word, step(at))
        except Exception:
            logger.exception("drafts that wait could not be looked after")
            made.failed += 1
    for pk in Briefing.objects.authorised().order_by("authorised_at").values_list("pk", flat=True):
        try:
            made.issued += issue(pk, at=at, skip_locked=True) is not None
        except NotPossible as refusal:  # asked again each minute, until somebody has mended it
            logger.warning("briefing %s was not issued: %s", pk, refusal)
            made.failed += 1
        except Exception:
            logger.exception("briefing %s could not be issued", pk)
            made.failed += 1
    return made


def latest_moment(schedule: Schedule, at: datetime) -> datetime:
    """Give the last moment at or before `at` when this schedule asks for a draft, in the province's zone."""
    there = clock.local(at)
    moment = datetime.combine(there.date(), time(schedule.hour), tzinfo=clock.zone())
    if schedule.edition == Edition.DAILY:
        return moment if moment <= there else moment - timedelta(days=1)
    moment -= timedelta(days=(there.isoweekday() - schedule.weekday) % 7)
    return moment if moment <= there else moment - timedelta(days=7)


def period_of(edition: str, moment: datetime) -> str:
    """Give the window that a draft made at a moment reports on.

    A weekly one of a Monday looks back on the week that has just ended, one of any other day on the running week; a
    daily one of the morning looks back on the day before.
    """
    if edition == Edition.DAILY:
        return clock.day_of(moment - timedelta(hours=12)).isoformat()
    return clock.week_of(moment - timedelta(days=1)).name


def _owed(schedule: Schedule, at: datetime) -> list[str]:
    """Give the periods for which drafts are to be made: the latest, after those missed before it where rules say so."""
    moment = latest_moment(schedule, at)
    period = period_of(schedule.edition, moment)
    if Briefing.objects.about(schedule.agency_id, schedule.edition, period).exists():
        return []
    if Handling.of(schedule.agency_id).missed == Missed.MAKE:
        return [*_missed(schedule, period, moment), period]
    return [period]


def _draft_due(schedule: Schedule, election: Election, at: datetime, period: str, shared: Shared) -> bool:
    _briefing, made = draft(
        schedule.agency,
        election,
        edition=schedule.edition,
        period=period,
        actor=None,
        at=at,
        missed=_missed(schedule, period, latest_moment(schedule, at)),
        shared=shared,
    )
    return made


def _missed(schedule: Schedule, period: str, moment: datetime) -> list[str]:
    """Name the periods since the last issue before `period` for which no draft was made, the earliest first."""
    step = timedelta(days=1 if schedule.edition == Edition.DAILY else 7)
    earlier = [period_of(schedule.edition, moment - step * back) for back in range(1, LOOK_BACK + 1)]
    earlier = [name for name in earlier if name < period]
    there = set(
        Briefing.objects.filter(agency_id=schedule.agency_id, edition=schedule.edition, period__lt=period).values_list(
            "period", flat=True
        )
    )
    found: list[str] = []
    for name in earlier:
        if name in there:
            return found[::-1]
        found.append(name)
    return []
