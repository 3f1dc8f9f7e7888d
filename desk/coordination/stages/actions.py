"""The words of change for tasks that hang on a stage."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.context import acting
from desk.coordination.actions.tasks import Refused, check_due, locked
from desk.coordination.kinds import ALIVE, Edge
from desk.coordination.models import Task
from tps.models import Stage


def hang(task_id: int, *, stage: Stage, edge: str, days: int, hour: time, actor: User, at: datetime) -> Task:
    """Let a task be due so many days from a stage's first or last day, at an hour of WIB; Refused when that has passed.

    A task that comes again has its own rhythm and hangs on nothing.
    """
    with transaction.atomic():
        task = locked(task_id)
        if task.state not in ALIVE:
            raise Refused(_("Tugas ini sudah ditutup; tenggatnya tidak dapat diubah lagi."))
        if task.series_id is not None:
            raise Refused(_("Tugas berulang mengikuti giliran sendiri dan tidak dapat digantungkan pada tahapan."))
        due_at = due_of(stage.starts_on if edge == Edge.START else stage.ends_on, days, hour)
        if (task.stage_id, task.stage_edge, task.stage_days, task.due_at) == (stage.pk, edge, days, due_at):
            return task
        check_due(due_at, at)
        with acting(actor, "task.hang", place=task.place, agency=task.owner.code):
            task.stage, task.stage_edge, task.stage_days, task.due_at = stage, edge, days, due_at
            task.save(update_fields=["stage", "stage_edge", "stage_days", "due_at", "changed_at"])
    return task


def let_go(task_id: int, *, actor: User, at: datetime) -> Task:
    """Let a task's due moment stand by itself."""
    with transaction.atomic():
        task = locked(task_id)
        with acting(actor, "task.hang", place=task.place, agency=task.owner.code):
            task.stage, task.stage_edge, task.stage_days = None, "", None
            task.save(update_fields=["stage", "stage_edge", "stage_days", "changed_at"])
    return task


def due_of(edge: date, days: int, hour: time) -> datetime:
    """Give the moment so many days from a day, at an hour of the province's zone."""
    return datetime.combine(date.fromordinal(edge.toordinal() + days), hour, tzinfo=clock.zone())
