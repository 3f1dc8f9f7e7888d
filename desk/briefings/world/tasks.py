"""The living tasks and the unanswered referrals of the whole province."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.briefings.content.facts import TaskFacts
from desk.briefings.content.facts_ready import ReferralFacts
from desk.briefings.world.risks import place_of
from desk.coordination.kinds import UNFINISHED
from desk.coordination.models import Referral, Task
from desk.coordination.referrals.kinds import ReferralState

QUESTION_MOST = 400
_PLACED = (
    "flag__station__code",
    "flag__station__number",
    "flag__station__region_id",
    "flag__station__region__name",
    "flag__region_id",
    "flag__region__name",
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One living task, with whose it is and about which risk."""

    facts: TaskFacts
    owner: int
    flag: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One unanswered referral, with who stands at its ends."""

    facts: ReferralFacts
    region: str
    to: int
    by: int | None


def tasks(election_id: int, scope: str, at: datetime) -> list[TaskRow]:
    """Give the tasks that are not ended, those due first before the others; one query."""
    rows = Task.objects.of(election_id).within(scope).alive().filter(created_at__lte=at).order_by("due_at", "pk")
    placed = rows.select_related("owner", "flag__station__region", "flag__region", "station__region", "region")
    return [_task(each, at) for each in placed]


def by_risk(rows: Iterable[TaskRow]) -> dict[int, list[str]]:
    """Give for each risk its living tasks by number and title."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.flag is not None:
            found[row.flag].append(f"{row.facts.number} {row.facts.title}")
    return found


def referrals(election_id: int, scope: str, at: datetime, names: Mapping[str, str]) -> list[ReferralRow]:
    """Give the referrals that nobody has answered, the oldest question first; one query."""
    rows = (
        Referral.objects.of(election_id)
        .within(scope)
        .waiting()
        .filter(created_at__lte=at)
        .order_by("asked_at", "pk")
        .values(
            "pk", "flag_id", "to_id", "to__code", "to__name", "by_id", "by__code", "question", "asked_at", "answer_by",
            "state", *_PLACED,
        )
    )  # fmt: skip
    return [_referral(row, at, names) for row in rows]


def _task(task: Task, at: datetime) -> TaskRow:
    return TaskRow(
        TaskFacts(
            number=task.number,
            title=task.title,
            owner_code=task.owner.code,
            owner=task.owner.name,
            due=task.due_at.isoformat(),
            overdue=task.state in UNFINISHED and task.due_at < at,
            state=task.state,
            priority=task.priority,
            risk=task.flag.number if task.flag else "",
            place=_where(task),
            region=task.place,
        ),
        task.owner_id,
        task.flag_id,
        task.due_at,
    )


def _where(task: Task) -> str:
    station = task.station or (task.flag.station if task.flag else None)
    if station:
        return f"TPS {station.number:03d} {station.region.name}"
    region = task.region or (task.flag.region if task.flag else None)
    return region.name if region else ""


def _referral(row: dict[str, Any], at: datetime, names: Mapping[str, str]) -> ReferralRow:
    placed = {name.removeprefix("flag__"): row[name] for name in _PLACED}
    return ReferralRow(
        ReferralFacts(
            number=f"RJ-{row['pk']:04d}",
            risk=f"R-{row['flag_id']:04d}",
            place=place_of(placed, names),
            to_code=row["to__code"],
            to=row["to__name"],
            by_code=row["by__code"] or "",
            question=row["question"][:QUESTION_MOST],
            asked=row["asked_at"].isoformat(),
            answer_by=row["answer_by"].isoformat(),
            late=row["answer_by"] < at,
            read=row["state"] == ReferralState.RECEIVED,
        ),
        placed["station__region_id"] or placed["region_id"],
        row["to_id"],
        row["by_id"],
    )
