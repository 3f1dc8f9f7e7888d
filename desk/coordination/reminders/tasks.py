"""Tasks as things of which the desk reminds: the first kind, and the pattern for others."""

from django.urls import reverse

from desk.coordination.kinds import Priority
from desk.coordination.models import Task
from desk.coordination.reminders.things import RowsReader, Thing, register

TASK = "task"


def thing_of(task: Task) -> Thing:
    """Give a task as a thing that is due; its election, agency and assignee are fetched along."""
    return Thing(
        kind=TASK,
        pk=task.pk,
        number=task.number,
        title=task.title,
        url=reverse("task", args=[task.pk]),
        agency=task.owner,
        due_at=task.due_at,
        made_at=task.created_at,
        urgent=task.priority == Priority.URGENT,
        person=task.assignee,
        running=task.election.current,
    )


READER = RowsReader(
    kind=TASK,
    rows=lambda: Task.objects.chased(),
    described=lambda rows: rows.select_related("owner", "assignee", "election"),
    thing=thing_of,
)
register(READER)
