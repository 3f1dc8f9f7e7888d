"""Background work of agencies: contacts that ended long ago are forgotten."""

from celery import shared_task
from django.conf import settings

from desk import clock
from desk.agencies.contact_actions import forget_expired


@shared_task(name="agencies.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick; what was forgotten before costs one question."""
    forget_expired(clock.now(), settings.DESK_CONTACT_KEEP_DAYS)
