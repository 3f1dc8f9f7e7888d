"""What a relocation lacks, and when a postponed vote comes too late; pure."""

from datetime import date

from desk.recap.relocation.kinds import STEPS, RelocationState
from tps.kinds import ElectionKind


def may_become(state: str, wanted: str) -> bool:
    """Tell whether a relocation may go from one state to another."""
    return wanted in STEPS.get(state, ())


def ready(state: str, *, site: str, decided: bool, open_things: int) -> bool:
    """Tell whether nothing stands in the way of moving: a site, who decides, and every thing ticked."""
    return state in {RelocationState.AGREED, RelocationState.MOVED} and bool(site) and decided and not open_things


def days_after(kind: str, parent_day: date, day: date, most: int) -> int:
    """Give by how many days a postponed vote lies beyond the most that the desk has set; 0 when it does not.

    A re-vote has limits of its own that depend on who ordered it, so it is not judged here.
    """
    if kind != ElectionKind.POSTPONED:
        return 0
    return max(0, (day - parent_day).days - most)
