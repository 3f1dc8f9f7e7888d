"""What of the tasks a person may see and do, from the role table."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.coordination.models import Answer, Task
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.rules import Side
from desk.files.access import door
from desk.files.models import StoredFile


def visible_to(user: User) -> TaskQuerySet:
    """Give the tasks that a person may read: a liaison the own agency's, a field reporter the own, others all."""
    tasks: TaskQuerySet = Task.objects.all()
    if user.scope(Right.READ) is Scope.NO:
        return tasks.none()
    found = user.scope(Right.ANSWER_TASK)
    if found is Scope.AGENCY:
        return tasks.owned_by(user.agency_id or 0)
    if found is Scope.OWN:
        return tasks.filter(requested_by=user)
    return tasks


def sides_of(user: User, task: Task) -> frozenset[Side]:
    """Tell on which sides of a task a person stands."""
    sides = set()
    place = task.place
    if user.may(Right.TASKS, place=place):
        sides.add(Side.REQUESTER)
    own = user.role != "field"
    if own and user.may(Right.ANSWER_TASK, place=place, agency=task.owner.code):
        sides.add(Side.OWNER)
    return frozenset(sides)


@door
def answer_file(user: User, stored: StoredFile) -> bool:
    """Open a file that came with an answer to whoever may read the task."""
    tasks = Answer.objects.filter(file=stored).values("task")
    return bool(tasks) and visible_to(user).filter(pk__in=tasks).exists()
