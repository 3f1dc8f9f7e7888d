"""Which record a kind of background work is about: known here, above all who have such records."""

from desk import celery
from desk.briefings.actions import ISSUE
from desk.recap.plans.actions import SHEETS
from desk.work import registry
from risks.actions import lists
from tps.actions import boundaries, rosters, undo


def register() -> None:
    """Tell the pages of background work what each kind is called, where its record is, and where it is tried again."""
    # Workers load the handlers by themselves; the web needs them for their titles.
    celery.app.autodiscover_tasks(related_name="jobs", force=True)
    for kind in (rosters.CHECK, rosters.APPLY):
        registry.belongs_to(kind, "import", "roster", retries=True)
    for kind in (lists.CHECK, lists.APPLY):
        registry.belongs_to(kind, "list-import", "made", retries=True)
    for kind in (boundaries.CHECK, boundaries.APPLY):
        registry.belongs_to(kind, "boundary", "boundary_set", retries=True)
    registry.belongs_to(undo.UNDO, "import", "roster")
    registry.belongs_to(SHEETS, "plan-sheet", "sheets")
    registry.belongs_to(ISSUE, "briefing", "briefing_id")
