"""Tasks as things that hang on stages: what moves when a stage's days move, and moving it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.coordination.kinds import ALIVE, Edge, TaskState
from desk.coordination.models import Task
from desk.coordination.stages.actions import due_of
from tps.stages.followers import Change, Move, register
from tps.stages.rules import Span, concerns


class Tasks:
    """The tasks that hang on a stage; closed and finished ones stay where they were."""

    label = gettext_lazy("Tugas")

    def preview(self, change: Change, at: datetime) -> Sequence[Move]:
        """Give every task that hangs on the stage, with its new due moment or why it stays."""
        return [self._move(task, change, at) for task in self._rows(change)]

    def apply(self, change: Change, at: datetime) -> int:
        """Move those that move; one that stays keeps its due moment and counts its distance anew."""
        moved = 0
        for task in self._rows(change).select_for_update(of=("self",)):
            move = self._move(task, change, at)
            if task.state not in ALIVE or (change.onto is not None and move.stays):
                continue
            if not move.stays:
                task.due_at = move.new
                moved += 1
            if change.onto is not None:
                task.stage = change.onto
            edge = change.starts_on if task.stage_edge == Edge.START else change.ends_on
            task.stage_days = (clock.local(task.due_at).date() - edge).days
            task.save(update_fields=["due_at", "stage", "stage_days", "changed_at"])
        return moved

    def _rows(self, change: Change) -> QuerySet[Task]:
        rows = Task.objects.filter(stage=change.stage).select_related("flag__station", "station", "owner")
        return rows.order_by("due_at", "pk")

    def _move(self, task: Task, change: Change, at: datetime) -> Move:
        edge = change.starts_on if task.stage_edge == Edge.START else change.ends_on
        new = due_of(edge, task.stage_days or 0, clock.local(task.due_at).timetz().replace(tzinfo=None))
        return Move(
            pk=task.pk,
            name=f"{task.number} {task.title} ({task.offset})",
            url=reverse("task", args=[task.pk]),
            old=task.due_at,
            new=new,
            stays=self._stays(task, change, new),
            late=new <= at,
        )

    def _stays(self, task: Task, change: Change, new: datetime) -> str:
        if task.state not in ALIVE or task.state == TaskState.DONE:
            return str(task.get_state_display())
        onto = change.onto
        if onto is not None:
            span = Span(onto.pk, onto.starts_on, onto.ends_on, onto.region_id or "")
            if not concerns(span, task.place):
                return _("di luar wilayah tahapan pengganti")
        if new < task.created_at:
            return _("akan jatuh sebelum tugas dibuat; atur tenggatnya sendiri")
        if new == task.due_at and onto is None:
            return _("tenggatnya tidak berubah")
        return ""


register("tasks", Tasks())
