"""Background work of the post: send what is due."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy

from desk import clock
from desk.post.actions import DELIVER
from desk.post.delivering import deliver
from desk.work.registry import handler
from desk.work.runs import Run


@handler(DELIVER, title=gettext_lazy("Mengirim surat"))
def run_delivery(run: Run) -> dict[str, Any]:
    """Send what is due, right after a mail was written down."""
    tally = deliver(clock.now(), run.progress)
    return {"sent": tally.sent, "later": tally.later, "failed": tally.failed, "uncertain": tally.uncertain}


@shared_task(name="post.tick", ignore_result=True)
def tick() -> None:
    """Run on each minute's tick: send what is due and find what fell silent."""
    deliver(clock.now())
