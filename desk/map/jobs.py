"""Background work of the map: areas are drawn here, never while somebody waits for a page."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext_lazy

from desk import clock
from desk.map import actions, outlining
from desk.work.registry import handler
from desk.work.runs import Run


@handler(actions.KIND, title=gettext_lazy("Menggambar area wilayah dari letak TPS"))
def draw_areas(run: Run, election_id: int) -> dict[str, Any]:
    """Draw the areas of one election's regions."""
    return actions.draw(election_id, at=clock.now(), report=lambda done, total: run.progress(done, total))


@handler(actions.SUMS, title=gettext_lazy("Menjumlahkan TPS per petak peta"))
def sum_up(run: Run, election_id: int) -> dict[str, Any]:
    """Sum up the squares of one election, or those in which something has changed."""
    return actions.sum_up(election_id, at=clock.now())


@handler(outlining.KIND, title=gettext_lazy("Menggambar batas wilayah resmi"))
def draw_outlines(run: Run, level: str) -> dict[str, Any]:
    """Draw the official boundaries of one level as they are in force today."""
    at = clock.now()
    return outlining.draw(level, clock.local(at).date(), at=at, report=run.progress)


@shared_task(name="map.check_areas", ignore_result=True)
def check_areas() -> None:
    """Run on each minute's tick: ask for new areas where stations have changed, and where boundaries have."""
    at = clock.now()
    actions.draw_where_changed(at=at)
    actions.sum_up_where_wanted(at=at)
    outlining.ask_where_changed(clock.local(at).date(), at=at)
