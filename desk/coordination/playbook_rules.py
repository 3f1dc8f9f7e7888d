"""What a playbook proposes for one risk: the owner by kind and nearness, the due moment, the priority. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from desk.coordination.kinds import Priority
from risks.reference import Action, Playbook

GRACE = timedelta(hours=24)  # what is already late is proposed for this long from now
PRIORITY_OF = {"critical": Priority.URGENT, "high": Priority.HIGH}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency as a playbook sees it: its kind and the dotted code of the region it works for ("" everywhere)."""

    pk: int
    code: str
    kind: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One action as proposed for one risk.

    `owner` is an agency's number, None when no agency of that kind works there; `rivals` are the other agencies that
    would do as well; `due_at` is zone-aware and `late` tells that the real moment, `meant`, has already passed;
    `idle` tells that the factor on which it waits does not hold here.
    """

    action: Action
    owner: int | None
    rivals: int
    meant: datetime
    due_at: datetime
    late: bool
    idle: bool


def moment(polling_day: date, action: Action, zone: tzinfo) -> datetime:
    """Give the moment at which an action is due, zone-aware."""
    return datetime.combine(polling_day + timedelta(days=action.day), time(action.hour), tzinfo=zone)


def due(polling_day: date, action: Action, *, at: datetime, zone: tzinfo) -> tuple[datetime, bool]:
    """Give the due moment to propose and whether the real one has already passed; then it is 24 hours from `at`."""
    meant = moment(polling_day, action, zone)
    if meant > at:
        return meant, False
    return (at + GRACE).replace(second=0, microsecond=0), True


def nearest(kind: str, place: str, agencies: Iterable[Candidate]) -> tuple[int | None, int]:
    """Give the agency of a kind whose region lies nearest above a place (dotted code), and how many others are as near.

    A regency's agency comes before the province's, the province's before one without a region; among equals the
    one that was entered first, as the list of agencies begins with those that do it first.
    """
    fitting = [
        each
        for each in agencies
        if each.kind == kind and (place == each.region_code or f"{place}.".startswith(_stem(each.region_code)))
    ]
    if not fitting:
        return None, 0
    depth = max(len(each.region_code) for each in fitting)
    near = sorted((each for each in fitting if len(each.region_code) == depth), key=lambda each: each.pk)
    return near[0].pk, len(near) - 1


def propose(
    plan: Playbook,
    place: str,
    *,
    polling_day: date,
    checks: Mapping[str, bool],
    agencies: Iterable[Candidate],
    at: datetime,
    zone: tzinfo,
) -> list[Proposal]:
    """Give what a playbook proposes for a place, the soonest first; `checks` says which factors hold there."""
    known = list(agencies)
    found = []
    for action in plan.actions:
        due_at, late = due(polling_day, action, at=at, zone=zone)
        owner, rivals = nearest(action.owner_kind, place, known)
        idle = checks.get(action.factor) is False
        found.append(Proposal(action, owner, rivals, moment(polling_day, action, zone), due_at, late, idle))
    return sorted(found, key=lambda each: (each.meant, each.action.code))


def priority_of(severity: Any) -> Priority:
    """Give the priority of tasks about a risk of this severity."""
    return PRIORITY_OF.get(str(severity), Priority.NORMAL)


def _stem(code: str) -> str:
    return f"{code}." if code else ""
