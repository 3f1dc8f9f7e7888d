"""The board of tasks with 5,000 of them beside the same page with 200, and its statements."""

import random
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.agencies.models import Agency
from desk.coordination.kinds import TaskState
from desk.coordination.models import Task
from tests.bench.browsing import browser
from tests.bench.kit import PROVINCE, Line, Run, beside, line
from tests.bench.worlds import world
from tps.models import Election, Region

FEW, MANY = 200, 5_000
MOST_QUERIES = 12


def measure(run: Run) -> list[Line]:
    """Time the board with few and with many tasks in the same world; what was added is taken away again."""
    size = min(run.sizes, default=PROVINCE)
    with world(size) as here, browser(here) as asked:
        current = Election.objects.order_by("-current")[0]
        other = Election.objects.create(code="bench-few", name="Bench", polling_date=current.polling_date)
        kept = list(Task.objects.values_list("pk", flat=True))
        _give(other.pk, FEW)
        _give(current.pk, MANY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE coordination_task")
        with CaptureQueriesContext(connection) as queries:
            asked.client.get("/tasks/board/")
        lines = [
            *beside(
                f"board with {MANY} tasks",
                lambda: asked.get("/tasks/board/"),
                f"the same page with {FEW}",
                lambda: asked.get("/tasks/board/?election=bench-few"),
                turns=run.turns,
                bound=2,
            ),
            line("board, queries", len(queries), "queries", "wanted at most", MOST_QUERIES, bound=1),
        ]
        Task.objects.exclude(pk__in=kept).delete()
        other.delete()
    return lines


def _give(election_id: int, count: int) -> None:
    chance = random.Random(count)
    agencies = list(Agency.objects.values_list("pk", flat=True))
    places = list(Region.objects.values_list("pk", flat=True)[:500])
    now = timezone.now()
    Task.objects.bulk_create(
        [
            Task(
                election_id=election_id,
                title=f"Tugas {number}",
                owner_id=chance.choice(agencies),
                region_id=chance.choice(places),
                state=chance.choice(TaskState.values),
                created_at=now,
                due_at=now + timedelta(hours=chance.randrange(1, 900)),
            )
            for number in range(count)
        ],
        batch_size=1000,
    )
