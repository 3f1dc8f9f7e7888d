"""Background work of the recap; each part registers its own handlers."""

from celery import shared_task

from desk import clock
from desk.recap import reminding
from desk.recap.plans import jobs as plans
from desk.recap.sirekap import jobs as sirekap
from desk.recap.totals import actions as totals

__all__ = ["plans", "reminding", "sirekap", "tick"]


@shared_task(name="recap.tick", ignore_result=True)
def tick() -> None:
    """Delete each minute what vote totals are kept without being allowed; nearly always there are none."""
    totals.tidy(clock.now())
