"""The words of change for background work."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from desk.work.jobs import run_job
from desk.work.kinds import OPEN_STATES, JobState
from desk.work.models import Job, Pulse


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    due_at: datetime | None = None,
    total: int | None = None,
) -> Job:
    """Write down a piece of work and nudge a worker once this transaction is committed.

    A nudge that gets lost does no harm: the sweep each minute finds the row.
    """
    job = Job.objects.create(
        kind=kind, payload=payload, requested_by=actor, created_at=at, due_at=due_at or at, total=total
    )
    if due_at is None or due_at <= at:
        transaction.on_commit(lambda: nudge(job.pk), robust=True)
    return job


def nudge(job_id: uuid.UUID) -> None:
    """Tell the workers that a job waits; with the broker gone the sweep will find it."""
    run_job.apply_async(args=[str(job_id)], retry=False, ignore_result=True)


def cancel(job: Job, *, at: datetime) -> bool:
    """Ask a job to stop; one that waits ends at once, one that runs at its next progress. False if it has ended."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.DUE).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=at
    )
    return bool(waiting or Job.objects.filter(pk=job.pk, state__in=OPEN_STATES).update(cancel_requested=True))


def pulse(name: str, *, at: datetime) -> None:
    """Record a sign of life of a worker or of beat."""
    Pulse.objects.update_or_create(name=name, defaults={"seen_at": at})
