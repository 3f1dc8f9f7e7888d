"""What of the tasks a person may see and do, from the role table."""

from django.db.models import Q, QuerySet

from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.agencies.models import Agency
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Answer, Task
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.rules import Side
from desk.files.access import door
from desk.files.models import StoredFile
from tps import codes


def visible_to(user: User) -> TaskQuerySet:
    """Give the tasks that a person may read: a liaison the own agency's, a field reporter the own, others all."""
    tasks: TaskQuerySet = Task.objects.all()
    if user.scope(Right.READ) is Scope.NO:
        return tasks.none()
    found = user.scope(Right.ANSWER_TASK)
    if found is Scope.AGENCY:
        return tasks.of_agency(user.agency_id or 0)
    if found is Scope.OWN:
        return tasks.filter(Q(requested_by=user) | Q(assignee=user))
    return tasks


def sides_of(user: User, task: Task) -> frozenset[Side]:
    """Tell on which sides of a task a person stands."""
    sides = set()
    place = task.place
    asked = task.requester.code if task.requester else ""
    agencies = user.scope(Right.ANSWER_TASK) is Scope.AGENCY
    if user.may(Right.TASKS, place=place) or (agencies and user.may(Right.ANSWER_TASK, agency=asked)):
        sides.add(Side.REQUESTER)
    if user.may(Right.ANSWER_TASK, place=place, agency=task.owner.code, own=task.assignee_id == user.pk):
        sides.add(Side.OWNER)
    return frozenset(sides)


def may_edit(user: User, task: Task) -> bool:
    """Tell whether a person may change what a task asks for."""
    return task.state in ALIVE and user.may(Right.TASKS, place=task.place)


def people_for(owner: Agency, place: str) -> QuerySet[User]:
    """Give whom a task of an agency may be put on: the agency's people, and the desk's own in charge of the place."""
    above = [place, *codes.ancestors(place)] if place else []
    desk = Q(role__in=[Role.OPERATOR, Role.FIELD], remit__in=above) | Q(role=Role.ADMIN)
    people = User.objects.filter(Q(agency=owner) & ~Q(role=Role.NONE) | desk, is_active=True)
    return people.order_by("first_name", "username")


@door
def answer_file(user: User, stored: StoredFile) -> bool:
    """Open a file that came with an answer to whoever may read the task."""
    tasks = Answer.objects.filter(file=stored).values("task")
    return bool(tasks) and visible_to(user).filter(pk__in=tasks).exists()
