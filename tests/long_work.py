"""Handlers for tests of real workers: loaded into a worker's own process by `--include tests.long_work`."""

import os
import time
from typing import Any

from desk.work.registry import handler
from desk.work.runs import Run


@handler("test.silent")
def be_silent(run: Run, seconds: float) -> dict[str, Any]:
    """Work for some seconds without a word; the result names the process."""
    run.progress(1, 2, "Mulai")
    time.sleep(seconds)
    return {"pid": os.getpid()}


@handler("test.poison")
def be_poison(run: Run) -> None:
    """Bring down the process that takes it."""
    run.progress(1, 2)
    os._exit(9)
