"""The words of change for what a task asks for: all of it at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions.tasks import (
    Refused,
    changed_meanwhile,
    check_assignee,
    check_due,
    check_owner,
    locked,
    rehang,
)
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Task

FIELDS = ("title", "detail", "owner", "assignee", "due_at", "priority")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a task is to say from now on; `due_at` is zone-aware."""

    title: str
    detail: str
    owner: Agency
    assignee: User | None
    due_at: datetime
    priority: str


def edit(task_id: int, wish: Wish, *, actor: User, at: datetime, reason: str) -> Task:
    """Save what a task asks for; Refused when it was closed meanwhile. What others changed, the form has merged."""
    with transaction.atomic():
        task = locked(task_id)
        if task.state not in ALIVE:
            raise Refused(changed_meanwhile(task))
        changed = [name for name in FIELDS if getattr(task, name) != getattr(wish, name)]
        if "due_at" in changed:
            check_due(wish.due_at, at)
        if "owner" in changed:
            check_owner(wish.owner)
        if "owner" in changed or "assignee" in changed:
            check_assignee(wish.assignee, wish.owner, task.place)
        if not changed:
            return task
        with acting(actor, "task.change", reason=reason, place=task.place, agency=wish.owner.code):
            for name in changed:
                setattr(task, name, getattr(wish, name))
            rehang(task)
            task.save(update_fields=[*changed, "stage_days", "changed_at"])
    return task
