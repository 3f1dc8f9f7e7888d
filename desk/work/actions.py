"""The words of change for background work."""

import logging
import uuid
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from desk.accounts.models import User
from desk.work import runs
from desk.work.jobs import run_job
from desk.work.kinds import OPEN_STATES, JobState
from desk.work.models import Job, Pulse
from desk.work.words import sentence

logger = logging.getLogger(__name__)


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    actor: User | None,
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
    try:
        run_job.apply_async(args=[str(job_id)], retry=False, ignore_result=True)
    except Exception as error:
        logger.warning("the broker took no nudge for job %s (%s); the sweep will find it", job_id, error)


def cancel(job: Job, *, at: datetime) -> bool:
    """Ask a job to stop; one that waits ends at once, one that runs at its next progress.

    False if it has ended, or if its worker is just committing the result and can no longer be stopped.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            row = Job.objects.select_for_update().filter(pk=job.pk, state__in=OPEN_STATES).first()
            if row is None:
                return False
            row.cancel_requested = True
            if row.state == JobState.DUE:
                row.state, row.finished_at = JobState.CANCELLED, at
            row.save(update_fields=["cancel_requested", "state", "finished_at"])
    except OperationalError:
        return False
    return True


def retry(job: Job, *, actor: User, at: datetime) -> bool:
    """Let a failed job run again, and one that waits for its next attempt run now; False if it is neither.

    Handlers are safe to run twice. Earlier attempts stay in the job's log and no longer count against the limit.
    """
    again = gettext_noop("Dicoba lagi atas permintaan %(who)s.")
    with transaction.atomic():
        row = (
            Job.objects.select_for_update(of=("self",))
            .filter(Q(state=JobState.FAILED) | Q(state=JobState.DUE, attempts__gt=F("forgiven")), pk=job.pk)
            .first()
        )
        if row is None:
            return False
        row.state, row.due_at, row.forgiven = JobState.DUE, at, row.attempts
        row.error, row.error_blanks, row.refused, row.finished_at = "", None, False, None
        row.save(update_fields=["state", "due_at", "forgiven", "error", "error_blanks", "refused", "finished_at"])
        runs.write_line(row, sentence(again, who=str(actor)), at=at)
        transaction.on_commit(lambda: nudge(row.pk), robust=True)
    return True


def pulse(name: str, *, at: datetime) -> None:
    """Record a sign of life of a worker or of beat."""
    Pulse.objects.update_or_create(name=name, defaults={"seen_at": at})
