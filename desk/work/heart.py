"""The heart of a process that works: signs of life, leases that hold through long silence, and work nobody was told of.

A worker's leases do not depend on what its handlers report: as long as the process lives, its jobs are its own. When it
dies its signs of life end, and within half a minute another process takes the jobs over.
"""

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from desk import clock
from desk.work.kinds import JobState
from desk.work.models import Job, Pulse, Worker
from desk.work.querysets import GONE_AFTER, LEASE, PATIENCE

logger = logging.getLogger(__name__)

BEAT = GONE_AFTER.total_seconds() / 4
# A handler that reports nothing for so long hangs: its lease ends and another process tries.
MOST_SILENCE = timedelta(minutes=30).total_seconds()
FORGET_AFTER = timedelta(days=7)
Work = Callable[[uuid.UUID], None]


class Heart:
    """The signs of life of one process under its name; `work` runs a job in a process that takes jobs itself."""

    def __init__(self, *pulses: str, work: Work | None = None, register: bool = True) -> None:
        self.pulses = pulses
        self.work = work
        self.pid = os.getpid()
        self.worker = (
            Worker(host=socket.gethostname()[:100], pid=self.pid, started_at=clock.now()) if register else None
        )
        self.registered = False
        self._held: dict[uuid.UUID, float] = {}
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin to beat, and to look for neglected jobs when this process takes jobs."""
        self._run("heart", BEAT, self.beat, at_once=True)
        if self.work is not None:
            self._run("rescue", PATIENCE.total_seconds(), self.rescue)

    def stop(self) -> None:
        """Beat no more; what is still held is free for others after GONE_AFTER."""
        self._stop.set()

    def take(self, token: uuid.UUID) -> None:
        """Hold a lease from now on; also called at each sign of progress."""
        self._held[token] = time.monotonic()

    def let_go(self, token: uuid.UUID) -> None:
        """Hold a lease no longer."""
        self._held.pop(token, None)

    def beat(self, at: datetime) -> None:
        """Say that this process lives, renew the leases of its jobs, and free those it no longer works at.

        A job is no longer worked at when the end of its run could not be written, say while the database was gone.
        """
        for name in self.pulses:
            Pulse.objects.update_or_create(name=name, defaults={"seen_at": at})
        if self.worker is None:
            return
        self.worker.seen_at = at
        Worker.objects.update_or_create(
            pk=self.worker.pk,
            defaults={"seen_at": at},
            create_defaults={
                "host": self.worker.host,
                "pid": self.worker.pid,
                "started_at": self.worker.started_at,
                "seen_at": at,
            },
        )
        self.registered = True
        alive = [token for token, said in self._held.copy().items() if time.monotonic() - said < MOST_SILENCE]
        mine = Job.objects.filter(held_by=self.worker.pk, state=JobState.RUNNING)
        with transaction.atomic():
            # A row that its handler has locked is safe as it is; waiting for it would stop the heart.
            held = {
                job.pk: job.lease_token for job in mine.select_for_update(skip_locked=True).only("pk", "lease_token")
            }
            working = [pk for pk, token in held.items() if token in alive]
            given_up = [pk for pk, token in held.items() if token not in self._held]
            if working:
                Job.objects.filter(pk__in=working, lease_until__lt=at + LEASE).update(lease_until=at + LEASE)
            if given_up:
                Job.objects.filter(pk__in=given_up).update(lease_until=at - timedelta(seconds=1))

    def rescue(self, at: datetime) -> None:
        """Do what waits although it was nudged long ago, while this process has nothing else to do."""
        if self.work is None or self._held:
            return
        for job_id in Job.objects.neglected(at).order_by("due_at").values_list("pk", flat=True)[:1]:
            self.work(job_id)

    def _run(self, name: str, seconds: float, step: Callable[[datetime], None], *, at_once: bool = False) -> None:
        def repeat() -> None:
            waiting = 0.0 if at_once else seconds
            while not self._stop.wait(waiting):
                waiting = seconds
                try:
                    step(clock.now())
                except Exception as error:
                    # The database may be gone for a while: the next beat tries again with a new connection.
                    logger.warning("%s: %s", name, error)
                    connection.close()
            connection.close()

        threading.Thread(target=repeat, name=f"desk-{name}", daemon=True).start()


_present: Heart | None = None


def begin(*pulses: str, work: Work | None = None, register: bool = True) -> Heart:
    """Give this process a heart and start it; a process forked off another needs its own."""
    global _present
    if _present is None or _present.pid != os.getpid():
        _present = Heart(*pulses, work=work, register=register)
        _present.start()
    return _present


def end() -> None:
    """Stop this process's heart, if it has one."""
    heart = present()
    if heart is not None:
        heart.stop()


def present() -> Heart | None:
    """Give this process's heart; None in commands, in tests and on the web."""
    return _present if _present is not None and _present.pid == os.getpid() else None


def forget_the_dead(at: datetime) -> None:
    """Remove the rows of processes that ended a week ago."""
    Worker.objects.filter(seen_at__lt=at - FORGET_AFTER).delete()
