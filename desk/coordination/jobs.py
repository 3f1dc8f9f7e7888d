"""Background work of coordination: the tick of each minute."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task

from desk import clock
from desk.coordination.actions import tasks_series
from desk.coordination.reminders.actions import tick as reminders

log = logging.getLogger(__name__)

# Each is called with the moment, claims its own rows, and must be safe to run twice.
PARTS: tuple[Callable[[datetime], object], ...] = (tasks_series.make_due, reminders.remind)


@shared_task(name="coordination.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick: every part, even when another one fails."""
    now = clock.now()
    for part in PARTS:
        try:
            part(now)
        except Exception:
            log.exception("%s of the minute's tick failed", f"{part.__module__}.{part.__name__}")
