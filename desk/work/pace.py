"""How fast a job goes and how long it will still take. Pure: rows and seconds in, figures out."""

from datetime import datetime
from typing import NamedTuple

LEAST_SECONDS = 1.0


class Pace(NamedTuple):
    """Rows a second and seconds left; None where nothing can be said yet."""

    per_second: float | None
    seconds_left: float | None


def pace(done: int, total: int | None, started_at: datetime | None, at: datetime) -> Pace:
    """Give the pace since the start; nothing is said before the first second and the first row."""
    if started_at is None or done <= 0:
        return Pace(None, None)
    seconds = (at - started_at).total_seconds()
    if seconds < LEAST_SECONDS:
        return Pace(None, None)
    speed = done / seconds
    return Pace(speed, max(0.0, (total - done) / speed) if total else None)
