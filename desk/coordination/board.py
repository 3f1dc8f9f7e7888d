"""The board: tasks in columns by state, each capped, with the exact number of what it holds."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db.models import Count, Q
from django.utils.text import capfirst

from desk.coordination.kinds import UNFINISHED, TaskState
from desk.coordination.models import ChecklistItem, Task, TaskDependency
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.rules import Move

CAP = 25
STATES = (
    TaskState.OPEN,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.DONE,
    TaskState.RETURNED,
    TaskState.CONFIRMED,
)


@dataclass(slots=True)
class Card:
    """One task on the board: what of its checklist is ticked, whether it waits, and what this person may do at once."""

    task: Task
    items: int = 0
    ticked: int = 0
    waits: bool = False
    moves: list[Move] = field(default_factory=list)
    client_id: UUID = field(default_factory=uuid4)


@dataclass(slots=True)
class Column:
    """A state with the number of all its tasks and the cards of the first of them."""

    state: str
    label: str
    count: int
    cards: list[Card]

    @property
    def more(self) -> int:
        """Give how many tasks are not on the board."""
        return self.count - len(self.cards)


def columns(tasks: TaskQuerySet) -> list[Column]:
    """Give the columns of some tasks, the soonest due first, the last closed first; five queries whatever the data."""
    plain = tasks.order_by()
    counts = dict(plain.values_list("state").annotate(Count("pk")))
    parts = [_top(plain, state) for state in STATES]
    keys = list(parts[0].union(*parts[1:], all=True))
    cards = {task.pk: Card(task) for task in Task.objects.filter(pk__in=keys).for_table()}
    tally = ChecklistItem.objects.filter(task__in=keys).order_by().values_list("task")
    done = Count("pk", filter=Q(ticked_at__isnull=False))
    for task_id, items, ticked in tally.annotate(items=Count("pk"), done=done):
        cards[task_id].items, cards[task_id].ticked = items, ticked
    waiting = TaskDependency.objects.filter(task__in=keys, blocker__state__in=UNFINISHED)
    for task_id in waiting.values_list("task_id", flat=True):
        cards[task_id].waits = True
    ordered = sorted(cards.values(), key=_order)
    return [
        Column(
            state.value,
            capfirst(str(state.label)),
            counts.get(state.value, 0),
            [card for card in ordered if card.task.state == state],
        )
        for state in STATES
    ]


def _order(card: Card) -> tuple[float, int]:
    task = card.task
    moment = -task.closed_at.timestamp() if task.closed_at else task.due_at.timestamp()
    return moment, task.pk


def _top(tasks: TaskQuerySet, state: str) -> TaskQuerySet:
    order = "-closed_at" if state == TaskState.CONFIRMED else "due_at"
    return tasks.filter(state=state).order_by(order, "pk").values_list("pk", flat=True)[:CAP]  # type: ignore[return-value]
