"""Real workers that fall silent: what they held is taken over soon, and what they still do is left to them."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from desk import clock
from desk.work import actions, heart, runs
from desk.work.models import Job, Pulse, Worker
from tests.worker import running_worker, running_workers

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = 6
QUICK = {"DESK_LEASE_SECONDS": str(LEASE)}
ONE_THREAD = ("-P", "threads", "-c", "1", "--include", "tests.long_work")
POOL = ("-P", "prefork", "-c", "2", "--include", "tests.long_work")


def ask(kind: str, **payload: Any) -> Job:
    """Ask for a piece of work as a page does."""
    return actions.enqueue(kind, payload, actor=None, at=clock.now())


def until(true: Callable[[], Any], seconds: float, what: str) -> float:
    """Wait for something and give how long it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began


def state_of(job: Job) -> str:
    return str(Job.objects.values_list("state", flat=True).get(pk=job.pk))


def outcomes(job: Job) -> list[str]:
    return list(job.tries.values_list("outcome", flat=True))


def holder(job: Job) -> int:
    """Give the process that works at a job."""
    return int(Worker.objects.get(pk=Job.objects.get(pk=job.pk).held_by_id).pid)


def test_the_job_of_a_killed_worker_is_taken_over_by_another_within_half_a_minute(tmp_path: Path) -> None:
    with running_workers([tmp_path / "a", tmp_path / "b"], *ONE_THREAD, **QUICK) as workers:
        job = ask("test.silent", seconds=600)
        until(lambda: state_of(job) == "running", 10, "one of them takes it")
        first = next(worker for worker in workers if worker.pid == holder(job))
        first.send_signal(signal.SIGKILL)
        first.wait(5)
        Job.objects.filter(pk=job.pk).update(payload={"seconds": 0.1})
        until(lambda: state_of(job) == "done", 30, "the other worker finishes it")
    assert outcomes(job) == ["lost", "done"]
    job.refresh_from_db()
    assert job.result != {"pid": first.pid}


def test_a_worker_that_works_in_silence_keeps_its_job(tmp_path: Path) -> None:
    with running_workers([tmp_path / "a", tmp_path / "b"], *ONE_THREAD, **QUICK):
        job = ask("test.silent", seconds=LEASE * 2)
        until(lambda: state_of(job) == "done", LEASE * 2 + 15, "it ends")
    assert outcomes(job) == ["done"]


def test_a_process_of_a_pool_that_is_killed_alone_is_replaced_and_its_job_done(tmp_path: Path) -> None:
    with running_worker(tmp_path / "pool", *POOL, **QUICK) as worker:
        until(lambda: Worker.objects.count() == 3, 15, "the worker and its two processes give signs of life")
        job = ask("test.silent", seconds=600)
        until(lambda: state_of(job) == "running", 10, "a process takes it")
        pid = holder(job)
        assert pid != worker.pid
        Job.objects.filter(pk=job.pk).update(payload={"seconds": 0.1})
        os.kill(pid, signal.SIGKILL)
        until(lambda: state_of(job) == "done", 30, "another process finishes it")
    assert outcomes(job) == ["lost", "done"]


def test_work_that_brings_down_every_worker_ends_with_a_sentence(tmp_path: Path) -> None:
    with running_workers([tmp_path / "a", tmp_path / "b"], *ONE_THREAD, **QUICK) as workers:
        with transaction.atomic():
            job = ask("test.poison")
            Job.objects.filter(pk=job.pk).update(attempts=runs.MOST_ATTEMPTS - 1)
        until(lambda: any(worker.poll() is not None for worker in workers), 20, "the work brings the last one down")
        Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
        until(lambda: state_of(job) == "failed", 20, "it is given up")
        assert [worker.poll() is None for worker in workers].count(True) == 1, "and brings down no other"
    job.refresh_from_db()
    assert "5 kali dimulai" in job.explanation
    assert outcomes(job) == ["lost", "refused"]


def test_work_is_done_without_any_broker(tmp_path: Path) -> None:
    """The nudge reaches nobody, no sweep comes: an idle worker finds the row by itself."""
    job = Job.objects.create(kind="test.silent", payload={"seconds": 0}, created_at=clock.now(), due_at=clock.now())
    with running_worker(tmp_path / "worker", *ONE_THREAD, **QUICK):
        until(lambda: state_of(job) == "done", 20, "it is found")
        assert Pulse.objects.get(name="worker").seen_at > clock.now() - timedelta(seconds=10)


def test_what_a_process_no_longer_works_at_is_set_free_and_what_it_does_is_kept() -> None:
    own = heart.Heart()
    own.beat(clock.now())
    now = clock.now()
    leases = {"state": "running", "lease_until": now + timedelta(seconds=1), "held_by": own.worker}
    kept, left = (
        Job.objects.create(kind="test.silent", created_at=now, due_at=now, lease_token=token, **leases)
        for token in ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
    )
    kept.refresh_from_db()
    assert kept.lease_token is not None
    own.take(kept.lease_token)
    own.beat(now)
    assert list(Job.objects.claimable(now)) == [left]
    later = now + heart.GONE_AFTER + timedelta(seconds=1)
    assert set(Job.objects.claimable(later)) == {left, kept}, "a silent process loses what it held"
    own.beat(later)
    assert list(Job.objects.claimable(later)) == [left]


def test_the_sweep_reads_indexes_and_not_all_the_jobs_there_ever_were() -> None:
    now = clock.now()
    Job.objects.bulk_create(
        Job(kind="post.deliver", state="done", created_at=now, due_at=now, finished_at=now) for _each in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE work_job")
    for rows in (Job.objects.claimable(now), Job.objects.neglected(now)):
        plan = rows.explain()
        assert "Seq Scan on work_job" not in plan, plan


def test_the_rows_of_processes_long_gone_are_removed() -> None:
    now = clock.now()
    for days in (1, 8):
        Worker.objects.create(host="a", pid=days, started_at=now, seen_at=now - timedelta(days=days))
    heart.forget_the_dead(now)
    assert [worker.pid for worker in Worker.objects.all()] == [1]
