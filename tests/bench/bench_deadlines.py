"""The minute's tick of reminders with 50,000 tasks of which 500 are due: its time, and that it reads no whole table."""

import random
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.coordination.kinds import TaskState
from desk.coordination.models import LadderStep, Reminder, ReminderRules, ReminderTo, Task
from desk.coordination.reminders.actions import tick
from desk.coordination.reminders.tasks import READER
from tests.bench.kit import PROVINCE, Line, Run, alone, line
from tests.bench.worlds import world
from tps.models import Election

TASKS, DUE, SECONDS = 50_000, 500, 1.0


def measure(run: Run) -> list[Line]:
    """Time a tick that says 500 things and one that says nothing; each is taken back, so that all turns are alike."""
    with world(min(run.sizes, default=PROVINCE)):
        now = timezone.now()
        rows = ReminderRules.objects.get_or_create(pk=1)[0]
        rows.quiet_from = rows.quiet_until
        rows.save()
        step = LadderStep.objects.create(hours=0, target="person", urgent=True)
        made = _fill(now)
        # Arms the fifty thousand, as the first minutes after an upgrade do.
        while READER.unarmed().exists():
            tick.remind(now - timedelta(days=1))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE coordination_task")
        later = now + timedelta(minutes=20)
        plans = [_plan(READER.speaking(later)[:2000]), _plan(READER.unarmed()[:2000])]
        assert not any("Seq Scan" in plan for plan in plans), plans
        said = _tick(later)
        assert said == DUE, said
        lines = [
            *alone(f"tick, {TASKS} tasks, {DUE} due", lambda: _tick(later), SECONDS, turns=run.slow),
            *alone(f"tick, {TASKS} tasks, none due", lambda: _tick(now), 0.1, turns=run.slow),
            line("tick, sequential scans", 0, "scans", "wanted", 0),
        ]
        ReminderTo.objects.all().delete()
        Reminder.objects.all().delete()
        Task.objects.filter(pk__gte=made).delete()
        step.delete()
    return lines


def _fill(now: Any) -> int:
    chance = random.Random(1)
    election = Election.objects.order_by("-current")[0]
    agencies = list(Agency.objects.order_by("pk")[:40])
    for agency in agencies:
        User.objects.create(
            username=f"bench-{agency.code}", email=f"{agency.code}@x.example", role="liaison", agency=agency
        )
    closed = [TaskState.CONFIRMED, TaskState.CANCELLED, TaskState.DONE]

    def one(number: int) -> Task:
        due = now + timedelta(minutes=5) if number < DUE else now + timedelta(hours=chance.randrange(2, 900))
        return Task(
            election=election,
            title=f"Tugas {number}",
            owner=chance.choice(agencies),
            created_at=now - timedelta(days=9),
            due_at=due,
            state=TaskState.OPEN if number < DUE or number % 5 else chance.choice(closed),
        )

    return Task.objects.bulk_create([one(number) for number in range(TASKS)], batch_size=2000)[0].pk


def _tick(at: Any) -> int:
    with transaction.atomic():
        told = tick.remind(at)
        transaction.set_rollback(True)
    return told.reminders


def _plan(rows: Any) -> str:
    return str(rows.values_list("pk", flat=True).explain())
