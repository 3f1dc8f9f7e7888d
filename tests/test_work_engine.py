"""Background work: whatever happens to workers and broker, each job ends once and its end stands in its row."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from desk import clock
from desk.work import actions, registry, runs
from desk.work.jobs import run_job, sweep
from desk.work.kinds import JobState
from desk.work.models import Job
from tps.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handlers() -> Iterator[dict[str, Any]]:
    """Give the table of handlers, as it was again after the test."""
    before = dict(registry._handlers)
    yield registry._handlers
    registry._handlers.clear()
    registry._handlers.update(before)


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the broker be gone."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise ConnectionRefusedError("no broker")

    monkeypatch.setattr(run_job, "apply_async", refuse)


def due_job(kind: str = "test.work", **fields: Any) -> Job:
    """Write a job down without nudging anybody."""
    now = clock.now()
    return Job.objects.create(kind=kind, created_at=now, due_at=now, **fields)


def test_a_job_runs_and_keeps_its_result(handlers: dict[str, Any]) -> None:
    seen = []

    @registry.handler("test.work")
    def work(run: runs.Run, number: int) -> dict[str, Any]:
        run.progress(1, 2, "separuh")
        seen.append(number)
        return {"number": number}

    job = due_job(payload={"number": 7})
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total, job.message) == ("done", {"number": 7}, 1, 2, "separuh")
    assert seen == [7]
    assert job.lease_token is None


def test_two_nudges_run_a_job_once(handlers: dict[str, Any]) -> None:
    calls = []
    handlers["test.work"] = lambda run: calls.append(1)
    job = due_job()
    runs.execute(job.pk)
    runs.execute(job.pk)
    assert calls == [1]


def test_of_many_workers_at_once_one_gets_the_job(handlers: dict[str, Any]) -> None:
    calls: list[str] = []
    gate = threading.Barrier(6)

    def work(run: runs.Run) -> None:
        calls.append(threading.current_thread().name)
        time.sleep(0.05)

    handlers["test.work"] = work
    job = due_job()

    def worker() -> None:
        gate.wait()
        try:
            runs.execute(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (len(calls), job.attempts, job.state) == (1, 1, "done")


def test_a_silent_workers_job_is_taken_over_and_its_late_end_is_ignored(handlers: dict[str, Any]) -> None:
    job = due_job()
    lost = runs.claim(job.pk, clock.now() - timedelta(minutes=5))
    assert lost is None  # not yet due then
    first = runs.claim(job.pk, clock.now())
    assert first is not None
    assert runs.claim(job.pk, clock.now()) is None
    second = runs.claim(job.pk, clock.now() + runs.LEASE + timedelta(seconds=1))
    assert second is not None
    with pytest.raises(runs.LeaseLost):
        first.progress(5)
    with pytest.raises(runs.LeaseLost), transaction.atomic():
        first.hold()
    runs._end(first, JobState.DONE, result={"by": "first"})
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", None)
    second.progress(3)


def test_a_job_that_commits_is_not_taken_over_after_its_lease(handlers: dict[str, Any]) -> None:
    job = due_job()
    run = runs.claim(job.pk, clock.now())
    assert run is not None
    later = clock.now() + runs.LEASE + timedelta(seconds=1)
    taken: list[Any] = []

    def other() -> None:
        try:
            taken.append(runs.claim(job.pk, later))
        finally:
            connection.close()

    with transaction.atomic():
        run.hold()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=5)
        assert not thread.is_alive(), "a second worker waited for the lock"
        run.finish({"rows": 3})
    assert taken == [None]
    assert runs.claim(job.pk, later) is None
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"rows": 3})


def test_work_and_end_are_rolled_back_together(handlers: dict[str, Any]) -> None:
    def work(run: runs.Run) -> None:
        with transaction.atomic():
            run.hold()
            Region.objects.create(code="91", name="Percobaan", level="province")
            run.finish({})
            raise ValueError("dibatalkan")

    handlers["test.work"] = work
    job = due_job()
    runs.execute(job.pk)
    job.refresh_from_db()
    assert job.state == "due"
    assert not Region.objects.filter(code="91").exists()


def test_cancelling_a_waiting_job_ends_it_at_once(handlers: dict[str, Any]) -> None:
    handlers["test.work"] = lambda run: pytest.fail("it ran")
    job = due_job()
    assert actions.cancel(job, at=clock.now())
    runs.execute(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.finished_at is not None
    assert not actions.cancel(job, at=clock.now())


def test_cancelling_a_running_job_stops_it_at_its_next_progress(handlers: dict[str, Any]) -> None:
    reached = []

    def work(run: runs.Run) -> None:
        run.progress(1)
        assert actions.cancel(run.job, at=clock.now())
        run.progress(2)
        reached.append("past the cancel")

    handlers["test.work"] = work
    job = due_job()
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, reached) == ("cancelled", [])


def test_cancelling_while_the_result_is_committed_does_not_hang(handlers: dict[str, Any]) -> None:
    job = due_job()
    run = runs.claim(job.pk, clock.now())
    assert run is not None
    answers: list[bool] = []

    def person() -> None:
        try:
            answers.append(actions.cancel(job, at=clock.now()))
        finally:
            connection.close()

    with transaction.atomic():
        run.hold()
        thread = threading.Thread(target=person)
        thread.start()
        thread.join(timeout=10)
        run.finish({})
    assert answers == [False]


def test_a_broken_handler_is_tried_again_later_and_then_given_up(handlers: dict[str, Any]) -> None:
    def work(run: runs.Run) -> None:
        raise ZeroDivisionError("kosong")

    handlers["test.work"] = work
    job = due_job()
    for attempt in range(1, runs.MOST_ATTEMPTS + 1):
        Job.objects.filter(pk=job.pk).update(due_at=clock.now())
        runs.execute(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt
        assert job.state == ("failed" if attempt == runs.MOST_ATTEMPTS else "due")
    assert "ZeroDivisionError" in job.error
    assert "ZeroDivisionError" not in job.explanation


def test_a_refusal_fails_at_once_with_its_sentence(handlers: dict[str, Any]) -> None:
    def work(run: runs.Run) -> None:
        raise runs.Refused("Berkas ini kosong.")

    handlers["test.work"] = work
    job = due_job()
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.explanation) == ("failed", 1, "Berkas ini kosong.")


def test_a_kind_without_handler_fails_instead_of_waiting_for_ever() -> None:
    job = due_job("test.nobody")
    runs.execute(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"


def test_without_a_broker_the_work_is_written_down_and_the_sweep_finds_it(
    no_broker: None, handlers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers["test.work"] = lambda run: {"ok": True}
    with transaction.atomic():
        job = actions.enqueue("test.work", {}, actor=None, at=clock.now())
    assert Job.objects.get(pk=job.pk).state == "due"
    nudged: list[str] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_options: nudged.append(args[0]))
    sweep()
    assert nudged == [str(job.pk)]
    run_job(nudged[0])
    job.refresh_from_db()
    assert job.state == "done"


def test_nothing_is_nudged_when_the_request_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[Any] = []
    monkeypatch.setattr(run_job, "apply_async", lambda *args, **_options: nudged.append(args))
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.enqueue("test.work", {}, actor=None, at=clock.now())
        raise RuntimeError
    assert nudged == []
    assert not Job.objects.exists()


def test_work_for_later_is_neither_nudged_nor_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[Any] = []
    monkeypatch.setattr(run_job, "apply_async", lambda *args, **_options: nudged.append(args))
    actions.enqueue("test.work", {}, actor=None, at=clock.now(), due_at=clock.now() + timedelta(hours=1))
    sweep()
    assert nudged == []


KILLED_WORKER = """
import sys, time
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.db import transaction
from desk.work import registry, runs
from tps.models import Region

@registry.handler("test.killed")
def work(run):
    run.progress(1, 2)
    with transaction.atomic():
        run.hold()
        Region.objects.create(code="92", name="Setengah", level="province")
        print("half-way", flush=True)
        time.sleep(60)

runs.execute(sys.argv[2])
"""


def test_a_worker_killed_half_way_leaves_nothing_and_another_finishes(handlers: dict[str, Any]) -> None:
    job = due_job("test.killed")
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", KILLED_WORKER, name, str(job.pk)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"half-way"
        process.send_signal(signal.SIGKILL)
        process.wait()

    def work(run: runs.Run) -> dict[str, Any]:
        with transaction.atomic():
            run.hold()
            Region.objects.create(code="92", name="Utuh", level="province")
            run.finish({"rows": 1})
        return {"rows": 1}

    handlers["test.killed"] = work
    runs.execute(job.pk)
    job.refresh_from_db()
    assert job.state == "running", "the dead worker's lease still holds"
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 2, {"rows": 1})
    assert list(Region.objects.filter(code="92").values_list("name", flat=True)) == ["Utuh"]
