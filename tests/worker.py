"""A real Celery worker beside the suite: a process of its own on the test's database, broker and mail server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from desk import lifeline

ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """Give the environment in which another process meets this test's database and mail server."""
    base = os.environ["DATABASE_URL"]
    head, _, query = base.partition("?")
    name = settings.DATABASES["default"]["NAME"]
    return {
        **os.environ,
        "DATABASE_URL": f"{head.rpartition('/')[0]}/{name}?{query}",
        "DESK_TEST_TOLD": "1",
        "DJANGO_SETTINGS_MODULE": "desk.settings",
        "LOG_LEVEL": "INFO",
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SITE_URL": settings.SITE_URL,
        "PYTHONWARNINGS": "default",
    }


@contextmanager
def running_worker(log: Path, *options: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until the block ends; its log is kept for a test that fails.

    `options` stand in place of those for two threads; `variables` are set in its environment.
    """
    with running_workers([log], *options, **variables) as (process,):
        yield process


@contextmanager
def running_workers(logs: list[Path], *options: str, **variables: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run a worker for each log, all started at once, as running_worker does."""
    # They would wait a second for others to answer.
    command = [sys.executable, "-m", "celery", "-A", "desk.celery", "worker", "-l", "INFO", "--without-mingle"]
    command += options or ("-P", "threads", "-c", "2")
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for log in logs:
            with log.open("wb") as out:
                processes.append(
                    subprocess.Popen(
                        command,
                        cwd=ROOT,
                        env=environment() | variables,
                        stdout=out,
                        stderr=out,
                        preexec_fn=lifeline.tied_to_parent(),
                    )
                )
        for process, log in zip(processes, logs, strict=True):
            _await_ready(process, log)
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _await_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while " ready." not in log.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The worker did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)
