"""Celery's doors into the work: run one job, sweep up what nudges missed, and a heart for each process."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init, worker_process_init, worker_ready, worker_shutdown

from desk import clock
from desk.work import heart, runs
from desk.work.models import Job, Pulse

SWEEP_AT_ONCE = 200


@shared_task(name="work.run", ignore_result=True)
def run_job(job_id: str) -> None:
    """Run one job if it is still to be done."""
    Pulse.objects.update_or_create(name="worker", defaults={"seen_at": clock.now()})
    runs.execute(job_id)


@shared_task(name="work.sweep", ignore_result=True)
def sweep() -> None:
    """Run on each minute's tick: hand every claimable job to a worker."""
    now = clock.now()
    # Only beat sends this, so its arrival is a sign of life of both.
    for name in ("beat", "worker"):
        Pulse.objects.update_or_create(name=name, defaults={"seen_at": now})
    for job_id in Job.objects.claimable(now).order_by("due_at").values_list("pk", flat=True)[:SWEEP_AT_ONCE]:
        run_job.apply_async(args=[str(job_id)], ignore_result=True)
    heart.forget_the_dead(now)


@worker_ready.connect
def worker_starts(sender: Any = None, **_details: Any) -> None:
    """Give the worker a heart; with a pool of processes the children take jobs, else this process does."""
    children = type(getattr(sender, "pool", None)).__module__.endswith(".prefork")
    heart.begin("worker", work=None if children else runs.execute)


@worker_process_init.connect
def child_starts(**_details: Any) -> None:
    """Give each process of a worker's pool a heart of its own."""
    heart.begin(work=runs.execute)


@worker_shutdown.connect
def worker_ends(**_details: Any) -> None:
    """Let the worker's heart stop with it."""
    heart.end()


@beat_init.connect
def beat_starts(**_details: Any) -> None:
    """Let beat give signs of life of its own: its ticks arrive only where a worker takes them."""
    heart.begin("beat", register=False)
