"""One run of a job in a worker: claim by conditional update, progress, end; each attempt leaves its mark."""

import logging
import os
import socket
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from desk import clock
from desk.work import heart, registry
from desk.work.kinds import JobState, Outcome
from desk.work.models import Attempt, Job, Line
from desk.work.querysets import LEASE
from desk.work.words import Sentence, kept, sentence

logger = logging.getLogger(__name__)

HELD_LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 5
MOST_LINES = 100  # of one attempt's log


class Cancelled(Exception):
    """A person asked to stop this job."""


class LeaseLost(Exception):
    """Another worker has taken this job over; whatever this one does now must not be kept."""


class Refused(Exception):
    """The work cannot be done and trying again would not help; the words are for the person who asked."""

    def __init__(self, words: str | Sentence) -> None:
        super().__init__(words)
        self.sentence = kept(words)

    def __str__(self) -> str:
        return str(self.sentence)


class Run:
    """A claimed job in the hands of one worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.token = job.lease_token
        self._said = Sentence("")
        self._lines = 0

    def progress(self, done: int, total: int | None = None, message: str | Sentence = "") -> None:
        """Record how far the work is and renew the lease; raises Cancelled or LeaseLost.

        A message that differs from the last one becomes a line of the log. Call it outside the transaction that does
        the work, so that others see it at once.
        """
        if total is not None:
            self.job.total = total
        self.job.done = done
        words = kept(message)
        at = clock.now()
        changed = Job.objects.filter(pk=self.job.pk, lease_token=self.token, state=JobState.RUNNING).update(
            done=done,
            total=self.job.total,
            message=words.msgid[:300],
            message_blanks=words.blanks or None,
            lease_until=at + LEASE,
        )
        if not changed:
            raise LeaseLost(str(self.job.pk))
        _still_held(self)
        if words.msgid and words != self._said:
            self.say(words, at=at)
        self.check()

    def say(self, message: str | Sentence, *, at: datetime | None = None) -> None:
        """Write one line into the job's log; after MOST_LINES of one attempt nothing more is written."""
        self._said = kept(message)
        if self._lines < MOST_LINES:
            self._lines += 1
            write_line(self.job, self._said, at=at or clock.now())

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
        if not _end(self, JobState.DONE, Outcome.DONE, result=result):
            raise LeaseLost(str(self.job.pk))


def write_line(job: Job, words: Sentence, *, at: datetime) -> None:
    """Add a line to a job's log."""
    Line.objects.create(job=job, attempt=job.attempts, at=at, text=words.msgid[:300], blanks=words.blanks or None)


def claim(job_id: uuid.UUID | str, at: datetime) -> Run | None:
    """Take a job if it is due or its holder has fallen silent; None when somebody else has it."""
    own = heart.present()
    token = uuid.uuid4()
    run = None
    if own is not None:
        # Held before it is claimed: the heart frees what stands in this process's name and is not held.
        own.take(token)
    try:
        run = _claim(job_id, token, at, own)
    finally:
        # Also when the database went away, with the claim perhaps written: then the heart frees it.
        if run is None and own is not None:
            own.let_go(token)
    return run


def _claim(job_id: uuid.UUID | str, token: uuid.UUID, at: datetime, own: heart.Heart | None) -> Run | None:
    with transaction.atomic():
        # A row locked by its holder is in use: passing on is right, waiting would tie up this worker as well.
        free = Job.objects.claimable(at).filter(pk=job_id).select_for_update(skip_locked=True, of=("self",)).first()
        if free is None:
            return None
        Attempt.objects.filter(job=free, ended_at=None).update(ended_at=at, outcome=Outcome.LOST)
        free.state, free.attempts, free.message, free.message_blanks = JobState.RUNNING, free.attempts + 1, "", None
        free.lease_token, free.lease_until = token, at + LEASE
        free.started_at, free.finished_at = at, None
        free.held_by = own.worker if own is not None and own.registered else None
        free.save(
            update_fields=[
                *("state", "attempts", "message", "message_blanks", "lease_token", "lease_until"),
                *("started_at", "finished_at", "held_by"),
            ]
        )
        Attempt.objects.create(job=free, number=free.attempts, worker=_here(), started_at=at)
    return Run(free)


def execute(job_id: uuid.UUID | str) -> None:
    """Claim one job and run its handler to an end that stands in the row."""
    run = claim(job_id, clock.now())
    if run is None:
        return
    try:
        _work(run)
    finally:
        own = heart.present()
        if own is not None and run.token is not None:
            own.let_go(run.token)


def _work(run: Run) -> None:
    job = run.job
    work = registry.find(job.kind)
    if job.cancel_requested:
        _end(run, JobState.CANCELLED, Outcome.CANCELLED)
    elif work is None:
        unknown = gettext_noop(
            "Versi program ini tidak mengenal pekerjaan jenis %(kind)s. Perbarui pekerja latar, lalu coba lagi."
        )
        _refuse(run, sentence(unknown, kind=job.kind))
    elif job.attempts - job.forgiven > MOST_ATTEMPTS:
        lost = gettext_noop(
            "Pekerjaan ini %(times)s kali dimulai dan tidak pernah berakhir: pekerja latar selalu terhenti di "
            "tengahnya. Ia tidak dicoba lagi dengan sendirinya. Periksa berkasnya, lalu coba lagi atau beri tahu admin."
        )
        _refuse(run, sentence(lost, times=MOST_ATTEMPTS))
    else:
        _call(run, work)


def _call(run: Run, work: registry.Handler) -> None:
    try:
        result = work(run, **run.job.payload)
    except Cancelled:
        _end(run, JobState.CANCELLED, Outcome.CANCELLED)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", run.job.pk)
    except Refused as refusal:
        _refuse(run, refusal.sentence)
    except Exception as error:
        logger.exception("job %s (%s) broke", run.job.pk, run.job.kind)
        _retry(run, error)
    else:
        _end(run, JobState.DONE, Outcome.DONE, result=result)


def _refuse(run: Run, words: Sentence) -> None:
    _end(run, JobState.FAILED, Outcome.REFUSED, error=words, refused=True)


def _retry(run: Run, error: Exception) -> None:
    if connection.in_atomic_block:
        raise error
    tried = run.job.attempts - run.job.forgiven
    wait = timedelta(seconds=min(600, 5 * 2**tried))
    state = JobState.FAILED if tried >= MOST_ATTEMPTS else JobState.DUE
    # A trace is nobody's sentence: it has no blanks, and pages show what to do in its place.
    _end(
        run,
        state,
        Outcome.CRASHED,
        error=Sentence(f"{type(error).__name__}: {error}"[:5000]),
        due_at=clock.now() + wait,
        finished_at=clock.now() if state is JobState.FAILED else None,
    )


def _end(
    run: Run, state: JobState, outcome: Outcome = Outcome.DONE, *, error: Sentence | None = None, **fields: Any
) -> int:
    at = clock.now()
    words = error or Sentence("")
    values: dict[str, Any] = {"result": None, "refused": False, "finished_at": at} | fields
    with transaction.atomic():
        ended = Job.objects.filter(pk=run.job.pk, lease_token=run.token).update(
            state=state,
            error=words.msgid,
            error_blanks=words.blanks or None,
            lease_token=None,
            lease_until=None,
            held_by=None,
            **values,
        )
        if ended:
            Attempt.objects.filter(job=run.job.pk, number=run.job.attempts).update(ended_at=at, outcome=outcome)
    return ended


def _still_held(run: Run) -> None:
    own = heart.present()
    if own is not None and run.token is not None:
        own.take(run.token)


def _here() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]
