"""Background work of history: the seal of each hour."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from desk import clock
from desk.history import actions


@shared_task(name="history.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick: mark a seal when it is time, close it a minute later, let go of keys."""
    if actions.seal_due(clock.now(), timedelta(minutes=settings.DESK_SEAL_MINUTES)):
        actions.drop_keys()
