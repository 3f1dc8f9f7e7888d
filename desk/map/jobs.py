"""Background work of the map: areas are drawn here, never while somebody waits for a page."""

from typing import Any

from celery import shared_task

from desk import clock
from desk.map import actions
from desk.work.registry import handler
from desk.work.runs import Run


@handler(actions.KIND)
def draw_areas(run: Run, election_id: int) -> dict[str, Any]:
    """Draw the areas of one election's regions."""
    return actions.draw(election_id, at=clock.now(), report=lambda done, total: run.progress(done, total))


@shared_task(name="map.check_areas", ignore_result=True)
def check_areas() -> None:
    """Run on each minute's tick: ask for new areas where stations have changed."""
    actions.draw_where_changed(at=clock.now())
