"""Background work of briefings: make drafts and authorised ones, and the tick of each minute."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.agencies.models import Agency
from desk.briefings import schedule
from desk.briefings.actions import DRAFT, ISSUE, NotPossible, draft, issue
from desk.briefings.reading import Shared
from desk.work.registry import handler
from desk.work.runs import Refused, Run
from tps.models import Election


@handler(DRAFT, title=_("Menyusun konsep laporan"))
def run_draft(run: Run, agency_ids: list[int], election_id: int, edition: str, period: str) -> dict[str, Any]:
    """Make the drafts of several agencies; those that stand already, also from an earlier run, are left."""
    election = Election.objects.get(pk=election_id)
    at, shared, made = clock.now(), Shared(), 0
    agencies = list(Agency.objects.filter(pk__in=agency_ids).order_by("name"))
    for index, agency in enumerate(agencies):
        run.progress(index, len(agencies), agency.name)
        try:
            _briefing, fresh = draft(
                agency, election, edition=edition, period=period, actor=run.job.requested_by, at=at, shared=shared
            )
        except NotPossible as refusal:
            raise Refused(refusal.args[0]) from refusal
        made += fresh
    run.progress(len(agencies), len(agencies))
    return {"made": made, "stood": len(agencies) - made}


@handler(ISSUE, title=_("Menerbitkan laporan"))
def run_issue(_run: Run, briefing_id: int) -> dict[str, Any]:
    """Make an authorised briefing; safe to run twice."""
    try:
        briefing = issue(briefing_id, at=clock.now())
    except NotPossible as refusal:
        raise Refused(refusal.args[0]) from refusal
    return {"document": briefing.document_id if briefing else None}


@shared_task(name="briefings.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick."""
    schedule.tick(clock.now())
