"""One run of a job in a worker: claim by conditional update, heartbeat, progress, end."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from desk import clock
from desk.work import registry
from desk.work.kinds import JobState
from desk.work.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.DESK_LEASE_SECONDS)
HELD_LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 5


class Cancelled(Exception):
    """A person asked to stop this job."""


class LeaseLost(Exception):
    """Another worker has taken this job over; whatever this one does now must not be kept."""


class Refused(Exception):
    """The work cannot be done and trying again would not help; the text is for the person who asked."""


class Run:
    """A claimed job in the hands of one worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.token = job.lease_token

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Record how far the work is and renew the lease; raises Cancelled or LeaseLost.

        Call it outside the transaction that does the work, so that others see it at once.
        """
        if total is not None:
            self.job.total = total
        self.job.done = done
        changed = Job.objects.filter(pk=self.job.pk, lease_token=self.token, state=JobState.RUNNING).update(
            done=done, total=self.job.total, message=message[:300], lease_until=clock.now() + LEASE
        )
        if not changed:
            raise LeaseLost(str(self.job.pk))
        self.check()

    def check(self) -> None:
        """Raise Cancelled if a person has asked for it, LeaseLost if another worker holds the job."""
        row = Job.objects.filter(pk=self.job.pk).values_list("cancel_requested", "lease_token").first()
        if row is None or row[1] != self.token:
            raise LeaseLost(str(self.job.pk))
        if row[0]:
            raise Cancelled(str(self.job.pk))

    def hold(self) -> None:
        """Lock the job's row inside the work's own transaction: with the lease lost nothing is committed.

        The longer lease that it writes is seen by others only once the work is committed; a worker that dies before
        that rolls it back, and the job is free after its old lease.
        """
        row = Job.objects.select_for_update().filter(pk=self.job.pk, lease_token=self.token).first()
        if row is None:
            raise LeaseLost(str(self.job.pk))
        if row.cancel_requested:
            raise Cancelled(str(self.job.pk))
        Job.objects.filter(pk=self.job.pk).update(lease_until=clock.now() + HELD_LEASE)

    def finish(self, result: dict[str, Any] | None = None) -> None:
        """End the job inside the work's own transaction, so that work and end are one commit; call it last."""
        if not connection.in_atomic_block:
            raise RuntimeError("finish() belongs inside the transaction that does the work.")
        if not _end(self, JobState.DONE, result=result):
            raise LeaseLost(str(self.job.pk))


def claim(job_id: uuid.UUID | str, at: datetime) -> Run | None:
    """Take a job if it is due or its holder has fallen silent; None when somebody else has it."""
    with transaction.atomic():
        # A row locked by its holder is in use: passing on is right, waiting would tie up this worker as well.
        free = Job.objects.claimable(at).filter(pk=job_id).select_for_update(skip_locked=True).first()
        if free is None:
            return None
        Job.objects.filter(pk=free.pk).update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease_token=uuid.uuid4(),
            lease_until=at + LEASE,
            started_at=at,
            finished_at=None,
            message="",
        )
        free.refresh_from_db()
    return Run(free)


def execute(job_id: uuid.UUID | str) -> None:
    """Claim one job and run its handler to an end that stands in the row."""
    run = claim(job_id, clock.now())
    if run is None:
        return
    job = run.job
    work = registry.find(job.kind)
    if job.cancel_requested:
        _end(run, JobState.CANCELLED)
    elif work is None:
        _end(run, JobState.FAILED, error=f"No handler is registered for {job.kind!r}.")
    elif job.attempts > MOST_ATTEMPTS:
        _end(run, JobState.FAILED, error=f"Given up after {MOST_ATTEMPTS} attempts: {job.error}"[:5000])
    else:
        _call(run, work)


def _call(run: Run, work: registry.Handler) -> None:
    try:
        result = work(run, **run.job.payload)
    except Cancelled:
        _end(run, JobState.CANCELLED)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", run.job.pk)
    except Refused as refusal:
        _end(run, JobState.FAILED, error=str(refusal), refused=True)
    except Exception as error:
        logger.exception("job %s (%s) broke", run.job.pk, run.job.kind)
        _retry(run, error)
    else:
        _end(run, JobState.DONE, result=result)


def _retry(run: Run, error: Exception) -> None:
    if connection.in_atomic_block:
        raise error
    wait = timedelta(seconds=min(600, 5 * 2**run.job.attempts))
    state = JobState.FAILED if run.job.attempts >= MOST_ATTEMPTS else JobState.DUE
    now = clock.now()
    Job.objects.filter(pk=run.job.pk, lease_token=run.token).update(
        state=state,
        due_at=now + wait,
        error=f"{type(error).__name__}: {error}"[:5000],
        lease_token=None,
        lease_until=None,
        finished_at=now if state is JobState.FAILED else None,
    )


def _end(
    run: Run, state: JobState, *, result: dict[str, Any] | None = None, error: str = "", refused: bool = False
) -> int:
    return Job.objects.filter(pk=run.job.pk, lease_token=run.token).update(
        state=state,
        result=result,
        error=error,
        refused=refused,
        finished_at=clock.now(),
        lease_token=None,
        lease_until=None,
    )
