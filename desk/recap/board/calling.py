"""Whom to call next: stations with forms that are not on their way, the riskiest first, then the longest silent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from desk.recap.kinds import SETTLED
from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER
from tps.models import PollingStation

QUIET = timedelta(minutes=20)  # a station that somebody spoke with just now is not called again so soon
SHOWN = 10

_STATEMENT = """
SELECT station.id, COALESCE(risk.rank, 0) AS rank, COALESCE(form.settled, 0) AS settled, form.latest,
       claim.user_id, claim.until
FROM tps_pollingstation station
LEFT JOIN (
    SELECT station_id,
           MAX(CASE severity WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END) AS rank
    FROM risks_flag WHERE election_id = %(election)s AND station_id IS NOT NULL AND status = ANY(%(open)s)
    GROUP BY station_id
) risk ON risk.station_id = station.id
LEFT JOIN (
    SELECT station_id, COUNT(*) FILTER (WHERE state = ANY(%(settled)s)) AS settled, MAX(recorded_at) AS latest
    FROM recap_formstanding WHERE election_id = %(election)s AND number > 0 AND place LIKE %(within)s
    GROUP BY station_id
) form ON form.station_id = station.id
LEFT JOIN recap_callclaim claim ON claim.station_id = station.id AND claim.until > %(at)s
WHERE station.election_id = %(election)s AND station.withdrawn_at IS NULL AND station.region_id LIKE %(within)s
  AND COALESCE(form.settled, 0) < %(races)s
  AND (form.latest IS NULL OR form.latest < %(quiet)s)
  AND NOT (station.id = ANY(%(without)s))
  AND (claim.user_id IS NULL OR claim.user_id = %(person)s OR NOT %(free)s)
ORDER BY rank DESC, form.latest NULLS FIRST, station.code
LIMIT %(number)s
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One station to call: its worst open risk, how many forms are on their way, and when it was last heard of."""

    station: PollingStation
    severity: str
    settled: int
    races: int
    latest: datetime | None
    taken_by: int | None

    @property
    def missing(self) -> int:
        """Give how many forms are not on their way."""
        return self.races - self.settled


def to_call(
    election_id: int,
    within: str,
    *,
    races: int,
    at: datetime,
    without: Collection[int] = (),
    number: int = SHOWN,
    free_for: int | None = None,
) -> list[Call]:
    """Give the stations in a dotted region code to call next; two queries.

    `without` are stations that nobody can call yet (out of reach, before their own deadline). With `free_for`, a
    person's id, what another person has taken is left out.
    """
    values: dict[str, Any] = {
        "election": election_id,
        "within": f"{within}%",
        "open": [each.value for each in OPEN_STATUSES],
        "settled": [each.value for each in SETTLED],
        "races": races,
        "quiet": at - QUIET,
        "at": at,
        "without": list(without),
        "person": free_for or 0,
        "free": free_for is not None,
        "number": number,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        rows = cursor.fetchall()
    found = PollingStation.objects.with_place().in_bulk([row[0] for row in rows])
    return [
        Call(found[pk], _severity(rank), settled, races, latest, person)
        for pk, rank, settled, latest, person, _until in rows
    ]


def _severity(rank: int) -> str:
    return next((severity.value for severity, number in SEVERITY_ORDER.items() if number == rank), "")
