"""The words of change for tasks that come again: setting the rule, ending it, making the next one."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.context import acting
from desk.coordination.access import people_for
from desk.coordination.actions.tasks import Refused, locked
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Answer, ChecklistItem, Task, TaskLink, TaskSeries, TaskWatcher
from desk.coordination.rules import due_of

MOST_AT_ONCE = 200
MOST_TURNS = 400  # a year of days and some more: longer series are set anew


def repeat(task_id: int, *, actor: User, at: datetime, every: str, until: date) -> TaskSeries:
    """Let a task come again until a day of WIB; Refused when it already does or the day brings no further turn."""
    with transaction.atomic():
        task = locked(task_id)
        if task.series_id and TaskSeries.objects.filter(pk=task.series_id, next_at__isnull=False).exists():
            raise Refused(_("Tugas ini sudah berulang. Hentikan pengulangannya dulu."))
        if task.state not in ALIVE:
            raise Refused(_("Tugas ini sudah ditutup; beri tugas baru yang berulang."))
        first = clock.local(task.due_at)
        if clock.local(due_of(every, first, 1)).date() > until:
            raise Refused(_("Sampai hari itu tidak ada giliran berikutnya. Pilih hari yang lebih kemudian."))
        if clock.local(due_of(every, first, MOST_TURNS)).date() <= until:
            raise Refused(_("Itu lebih dari %(most)s giliran. Pilih hari yang lebih dekat.") % {"most": MOST_TURNS})
        with acting(actor, "task.repeat", place=task.place, agency=task.owner.code):
            series = TaskSeries.objects.create(every=every, first_due_at=task.due_at, until=until, next_at=task.due_at)
            task.series, task.turn = series, 0
            task.save(update_fields=["series", "turn", "changed_at"])
    return series


def stop_repeating(task_id: int, *, actor: User, at: datetime) -> None:
    """End the series of a task; turns that stand already stay."""
    with transaction.atomic():
        task = locked(task_id)
        running = TaskSeries.objects.filter(tasks=task, next_at__isnull=False).values("pk")
        with acting(actor, "task.repeat", place=task.place, agency=task.owner.code):
            TaskSeries.objects.filter(pk__in=running).update(next_at=None, stopped_at=at)


def make_due(at: datetime) -> int:
    """Make the next task of every series whose time has come, each in a transaction of its own; give how many.

    A series is claimed by a row lock that others skip, and a turn exists once by its unique constraint: ticks that
    meet, and ticks that were missed, make nothing twice and leave nothing out that is still ahead.
    """
    made = 0
    for series_id in TaskSeries.objects.filter(next_at__lte=at).order_by("next_at").values_list("pk")[:MOST_AT_ONCE]:
        made += _advance(series_id[0], at)
    return made


def _advance(series_id: int, at: datetime) -> int:
    with transaction.atomic():
        claimed = TaskSeries.objects.select_for_update(skip_locked=True).filter(pk=series_id, next_at__lte=at)
        series = claimed.first()
        if series is None:
            return 0
        # Read without a lock: who confirms holds the task and waits for the series.
        last = Task.objects.for_table().get(series=series, turn=series.turn)
        with acting(None, "task.next", place=last.place, agency=last.owner.code):
            if not last.owner.active:
                _end(series, at)
                text = _("%(agency)s tidak lagi aktif di desk, jadi tugas berulang ini berhenti.")
                Answer.objects.create(task=last, text=text % {"agency": last.owner}, written_at=at)
                return 0
            turn = series.turn + 1
            first = clock.local(series.first_due_at)
            # After a long silence: what has passed meanwhile is not asked for any more.
            while due_of(series.every, first, turn) <= at:
                turn += 1
            due_at = due_of(series.every, first, turn)
            if due_at.date() > series.until:
                _end(series, None)
                return 0
            _copy(last, series, turn, due_at, at)
            series.turn, series.next_at = turn, due_at
            series.save(update_fields=["turn", "next_at"])
    return 1


def _end(series: TaskSeries, stopped_at: datetime | None) -> None:
    series.next_at, series.stopped_at = None, stopped_at
    series.save(update_fields=["next_at", "stopped_at"])


def _copy(last: Task, series: TaskSeries, turn: int, due_at: datetime, at: datetime) -> Task:
    fit = last.assignee_id and people_for(last.owner, last.place).filter(pk=last.assignee_id).exists()
    made = Task.objects.create(
        election_id=last.election_id,
        title=last.title,
        detail=last.detail,
        owner=last.owner,
        assignee=last.assignee if fit else None,
        requester=last.requester,
        requested_by_id=last.requested_by_id,
        priority=last.priority,
        flag=last.flag,
        station=last.station,
        region_id=last.region_id,
        series=series,
        turn=turn,
        due_at=due_at,
        created_at=at,
        client_id=uuid.uuid4(),
    )
    for item in last.checklist.all():
        ChecklistItem.objects.create(task=made, text=item.text, position=item.position)
    for link in last.links.all():
        TaskLink.objects.create(task=made, flag_id=link.flag_id, station_id=link.station_id, region_id=link.region_id)
    for watcher in last.watchers.all():
        TaskWatcher.objects.create(task=made, user_id=watcher.user_id, since=at)
    return made
