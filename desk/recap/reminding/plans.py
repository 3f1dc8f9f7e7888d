"""Blank spots without a fallback plan as things of which the desk reminds: one for each regency, before polling day.

Its agency is the one that answers for logistics at most of these stations: plans are the organiser's to make.
"""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.jurisdiction_duty import proposed_owners
from desk.coordination.reminders.things import Thing, register
from desk.recap.plans.kinds import PlanState
from desk.recap.plans.querysets import blank_spots, with_plan
from desk.recap.reminding.few import AHEAD, Few
from risks.kinds import Kind
from tps.models import Election, PollingStation, Region

PLANS = "plans"
HOUR = time(16)
REGENCY = 5  # characters of a dotted code


def due_of(election: Election) -> datetime:
    """Give by when all plans should be there: DESK_PLAN_DAYS before polling day, 16.00 in the province's zone."""
    day = election.polling_date - timedelta(days=settings.DESK_PLAN_DAYS)
    return datetime.combine(day, HOUR, tzinfo=clock.zone())


def things(election: Election, at: datetime) -> list[Thing]:
    """Give the regencies of an election that have blank spots without a plan; six queries at most."""
    rows = with_plan(blank_spots(election.pk)).filter(plan_state=PlanState.MISSING).order_by()
    places = dict(rows.values_list("pk", "region_id"))
    if not places:
        return []
    owners = proposed_owners(PollingStation.objects.filter(pk__in=list(places)), Kind.LOGISTICS, at)
    agencies = Agency.objects.active().in_bulk(set(owners.values()))
    missing: Counter[str] = Counter(code[:REGENCY] for code in places.values())
    bodies: dict[str, Counter[int]] = defaultdict(Counter)
    for station, agency in owners.items():
        if agency in agencies:
            bodies[places[station][:REGENCY]][agency] += 1
    names = dict(Region.objects.filter(code__in=missing).values_list("code", "name"))
    return [
        _thing(election, code, names.get(code, code), missing[code], agencies[bodies[code].most_common(1)[0][0]])
        for code in sorted(bodies)
    ]


def _thing(election: Election, code: str, name: str, number: int, agency: Agency) -> Thing:
    words = ngettext(
        "%(n)d TPS tanpa sinyal belum punya rencana cadangan",
        "%(n)d TPS tanpa sinyal belum punya rencana cadangan",
        number,
    )
    return Thing(
        kind=PLANS,
        pk=int(code.replace(".", "")),
        number=name,
        title=words % {"n": number},
        url=f"{reverse('plans')}?region={code}&state={PlanState.MISSING.value}",
        agency=agency,
        due_at=due_of(election),
        made_at=due_of(election) - AHEAD,
        running=election.current,
    )


class Plans(Few):
    """Reads the regencies of the current election, from two days before the plans are due until polling day ends."""

    kind = PLANS

    def waiting(self, at: datetime, most: int) -> list[Thing]:
        """Give those that still have blank spots without a plan."""
        election = Election.objects.running().first()
        if election is None or not self._season(election, at):
            return []
        resting = set(self.unheard(at))
        return [each for each in things(election, at) if each.pk not in resting][:most]

    def find(self, pk: int) -> Thing | None:
        """Give a regency by the digits of its code, None where nothing is missing."""
        election = Election.objects.running().first()
        found = things(election, due_of(election)) if election else []
        return next((each for each in found if each.pk == pk), None)

    def _season(self, election: Election, at: datetime) -> bool:
        return due_of(election) - AHEAD <= at and clock.local(at).date() <= election.polling_date


register(Plans())
