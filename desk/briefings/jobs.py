"""Background work of briefings: make an authorised one, and the tick of each minute."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.briefings import schedule
from desk.briefings.actions import ISSUE, NotPossible, issue
from desk.work.registry import handler
from desk.work.runs import Refused, Run


@handler(ISSUE, title=_("Menerbitkan laporan"))
def run_issue(_run: Run, briefing_id: int) -> dict[str, Any]:
    """Make an authorised briefing; safe to run twice."""
    try:
        briefing = issue(briefing_id, at=clock.now())
    except NotPossible as refusal:
        raise Refused(str(refusal)) from refusal
    return {"document": briefing.document_id if briefing else None}


@shared_task(name="briefings.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick."""
    schedule.tick(clock.now())
