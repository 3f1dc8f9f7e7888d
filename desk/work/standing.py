"""How background work stands for a person: what runs, what failed, and whether any worker lives.

Given as columns that ride on a query which every page makes anyway, so that the badge and the banner cost none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.work.access import concerning
from desk.work.kinds import SILENT_AFTER, JobState
from desk.work.models import Job, Pulse

FAILED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """Jobs that wait or run, jobs that failed within FAILED_DAYS, and since when no worker lives (None: one does)."""

    active: int
    failed: int
    silent_since: datetime | None


def columns(user: User, at: datetime) -> dict[str, Any]:
    """Give the annotations from which `standing` reads; each is answered by an index of a few rows."""
    mine = concerning(user)
    failed = mine.failed().since(at - timedelta(days=FAILED_DAYS))
    return {
        "work_due": _count(mine.filter(state=JobState.DUE)),
        "work_running": _count(mine.filter(state=JobState.RUNNING)),
        "work_failed": _count(failed),
        "work_seen": Subquery(Pulse.objects.filter(name="worker").values("seen_at")[:1]),
        "work_oldest": Subquery(
            Job.objects.filter(state=JobState.DUE).order_by("due_at").values("due_at")[:1],
            output_field=DateTimeField(),
        ),
    }


def standing(row: Any, at: datetime) -> Standing:
    """Read what `columns` added to a row."""
    return Standing(row.work_due + row.work_running, row.work_failed, silent_since(row.work_seen, row.work_oldest, at))


def silent_since(seen: datetime | None, oldest_due: datetime | None, at: datetime) -> datetime | None:
    """Give since when no worker gives a sign of life; None while one does.

    Where none ever did, only work that has waited too long tells that one is missing.
    """
    since = seen if seen is not None else oldest_due
    return since if since is not None and at - since > SILENT_AFTER else None


def told(user: User) -> bool:
    """Tell whether a silent worker is this person's to hear of: who could mend it, or waits for it in vain."""
    return user.role in {Role.ADMIN, Role.OPERATOR}


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
