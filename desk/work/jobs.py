"""Celery's two doors into the work: run one job, and sweep up what nudges missed."""

from celery import shared_task

from desk import clock
from desk.work import runs
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
