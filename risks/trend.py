"""What happened to risks week by week: opened, verified, closed, and open at each week's end, from dated steps.

A step that people took has a row of its own (Transition). What was closed or verified without one, in a list that was
loaded or before steps were kept, counts by the date on the risk. A risk whose dates are missing is counted apart.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection

from desk import clock
from desk.clock import Window
from risks.kinds import OPEN_STATUSES
from risks.querysets import FlagQuerySet

WEEKS = 12

_EVENTS = """
WITH risk AS MATERIALIZED (
    SELECT id, status, status = ANY(%s) AS open, reported_at, verified_at, closed_at FROM risks_flag
    WHERE id IN ({flags})
), step AS MATERIALIZED (
    SELECT t.flag_id, t.at, t.step, t.before = ANY(%s) AS was, t.after = ANY(%s) AS became
    FROM risks_transition t JOIN risk ON risk.id = t.flag_id
), dated AS (
    SELECT * FROM risk WHERE reported_at IS NOT NULL AND (open OR closed_at IS NOT NULL
        OR EXISTS (SELECT FROM step WHERE step.flag_id = risk.id AND NOT step.became))
), event AS (
    SELECT reported_at AS at, 'opened' AS what FROM dated
    UNION ALL SELECT step.at, CASE WHEN step.became THEN 'opened' ELSE 'closed' END
        FROM step JOIN dated ON dated.id = step.flag_id WHERE step.was <> step.became
    UNION ALL SELECT closed_at, 'closed' FROM dated WHERE NOT open AND closed_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM step WHERE step.flag_id = dated.id AND step.was AND NOT step.became)
    UNION ALL SELECT step.at, 'verified' FROM step JOIN dated ON dated.id = step.flag_id WHERE step.step = 'verify'
    UNION ALL SELECT verified_at, 'verified' FROM dated WHERE verified_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM step WHERE step.flag_id = dated.id AND step.step = 'verify')
)
SELECT what, width_bucket(at, %s::timestamptz[]) AS week, count(*) FROM event WHERE at < %s GROUP BY 1, 2
UNION ALL SELECT 'undated', 0, (SELECT count(*) FROM risk) - (SELECT count(*) FROM dated)
"""
_KNOWN = "SELECT (SELECT pgh_created_at FROM risks_flagevent WHERE election_id = %s ORDER BY pgh_id LIMIT 1)"


@dataclass(frozen=True, slots=True)
class Week:
    """One reporting week: what happened in it, and how many risks were open when it ended (or now, if it runs)."""

    window: Window
    opened: int
    verified: int
    closed: int
    open: int
    running: bool

    @property
    def label(self) -> str:
        """Give the week's name as people say it: M47."""
        return f"M{self.window.name[-2:]}"

    @property
    def days(self) -> tuple[date, date]:
        """Give the first and last day, in the province's zone."""
        return self.window.first_day, self.window.last_day


@dataclass(frozen=True, slots=True)
class Trend:
    """The weeks, oldest first; `undated` risks are in none of them, `known` is when steps began to be kept."""

    weeks: list[Week]
    undated: int
    known: datetime | None

    @property
    def empty(self) -> bool:
        """Tell whether nothing happened and nothing was open in any of the weeks."""
        return not any((each.opened, each.verified, each.closed, each.open) != (0, 0, 0, 0) for each in self.weeks)


def trend(flags: FlagQuerySet, *, election_id: int, at: datetime, weeks: int = WEEKS) -> Trend:
    """Count what happened to some risks of one election in the last weeks up to a moment (2 queries)."""
    windows = [clock.week_of(at)]
    while len(windows) < weeks:
        windows.insert(0, clock.week_of(windows[0].start - timedelta(hours=1)))
    counted = _counted(flags, [each.start for each in windows], at)
    still = counted.get(("opened", 0), 0) - counted.get(("closed", 0), 0)
    found = []
    for index, window in enumerate(windows, 1):
        opened, verified, closed = (counted.get((what, index), 0) for what in ("opened", "verified", "closed"))
        still += opened - closed
        found.append(Week(window, opened, verified, closed, still, running=window.end > at))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [election_id])
        (known,) = cursor.fetchone()
    return Trend(found, counted.get(("undated", 0), 0), known)


def _counted(flags: FlagQuerySet, starts: list[datetime], at: datetime) -> dict[tuple[str, int], int]:
    """Count the events by what they are and by week (0 is before the first)."""
    try:
        chosen, values = flags.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return {}
    opened = [status.value for status in OPEN_STATUSES]
    sql = _EVENTS.format(flags=chosen)
    with connection.cursor() as cursor:
        cursor.execute(sql, [opened, *values, opened, opened, starts, at])
        return {(what, week): number for what, week, number in cursor.fetchall()}
