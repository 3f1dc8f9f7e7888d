"""Tasks and meetings as a calendar file (RFC 5545): what is when, for whom; no contact, no text of the desk itself."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Todo

from desk.coordination.kinds import Priority, TaskState
from desk.coordination.meetings.ics import entry
from desk.coordination.models import Meeting, Task

HALF_HOUR = timedelta(minutes=30)
# RFC 5545: 1 is the highest, 5 the middle; 0 is undefined.
PRIORITIES = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.NORMAL: 5}
TODO_STATES = {TaskState.CONFIRMED: "COMPLETED", TaskState.DONE: "IN-PROCESS", TaskState.IN_PROGRESS: "IN-PROCESS"}


def render(tasks: Iterable[Task], meetings: Iterable[Meeting] = (), *, site: str, todo: bool = False) -> bytes:
    """Give a calendar; `site` is the address that links begin with, `todo` writes VTODO for task lists."""
    calendar = Calendar()
    calendar.add("prodid", "-//Desk Pemilu//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Tugas Desk Pemilu"))
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for task in tasks:
        calendar.add_component(_todo(task, site) if todo else _event(task, site))
    for meeting in meetings:
        calendar.add_component(entry(meeting, site=site))
    return bytes(calendar.to_ical())


def _event(task: Task, site: str) -> Event:
    event = Event()
    _common(event, task, site)
    event.add("dtstart", _utc(task.due_at))
    event.add("duration", HALF_HOUR)
    event.add("transp", "TRANSPARENT")
    return event


def _todo(task: Task, site: str) -> Todo:
    todo = Todo()
    _common(todo, task, site)
    todo.add("due", _utc(task.due_at))
    todo.add("status", TODO_STATES.get(TaskState(task.state), "NEEDS-ACTION"))
    if task.closed_at:
        todo.add("completed", _utc(task.closed_at))
    return todo


def _common(entry: Event | Todo, task: Task, site: str) -> None:
    link = f"{site}/tasks/{task.pk}/"
    place = task.target
    entry.add("uid", f"{task.client_id}@desk-pemilu")
    entry.add("dtstamp", _utc(task.changed_at))
    entry.add("last-modified", _utc(task.changed_at))
    entry.add("summary", f"{task.number} {task.title}")
    entry.add("description", f"{task.owner.name} · {task.get_state_display()} · {task.get_priority_display()}\n{link}")
    entry.add("url", link)
    entry.add("priority", PRIORITIES[Priority(task.priority)])
    if place is not None:
        entry.add("location", str(place))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
