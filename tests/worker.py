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
    command = [sys.executable, "-m", "celery", "-A", "desk.celery", "worker", "-l", "INFO"]
    command += options or ("-P", "threads", "-c", "2")
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment() | variables,
            stdout=out,
            stderr=out,
            preexec_fn=lifeline.tied_to_parent(),
        )
    try:
        _await_ready(process, log)
        yield process
    finally:
        process.terminate()
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
