"""The words of change for stations that a roster no longer names: withdraw, keep, restore; and take that back."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from desk.context import Actor, acting
from tps import codes
from tps.kinds import MissingAction
from tps.models import Election, PollingStation
from tps.querysets import StationQuerySet
from tps.staging import lock

ACTIONS = {
    MissingAction.WITHDRAW: "tps.withdraw",
    MissingAction.KEEP: "tps.keep",
    MissingAction.RESTORE: "tps.restore",
}
TAKE_BACK = "tps.take-back"
# Only what still stands as the action left it goes back; what somebody has changed since stays as it is.
_FORMER = """
UPDATE tps_pollingstation t SET withdrawn_at = b.withdrawn_at, missing_since = b.missing_since
FROM tps_pollingstationevent b JOIN tps_pollingstationevent a USING (pgh_obj_id, pgh_context_id)
WHERE b.pgh_context_id = %(context)s AND b.pgh_label = 'before' AND a.pgh_label = 'update' AND t.id = b.pgh_obj_id
    AND t.election_id = %(election)s AND (%(within)s = '' OR t.region_id LIKE %(below)s)
    AND (t.withdrawn_at, t.missing_since) IS NOT DISTINCT FROM (a.withdrawn_at, a.missing_since)
    AND (t.withdrawn_at, t.missing_since) IS DISTINCT FROM (b.withdrawn_at, b.missing_since)
"""


def settle(
    election: Election,
    chosen: Collection[int],
    action: MissingAction,
    *,
    within: str,
    reason: str,
    actor: Actor | None,
    at: datetime,
) -> tuple[int, uuid.UUID]:
    """Withdraw missing stations, lift their mark until the next file, or restore withdrawn ones.

    `chosen` are ids; those outside `within` (a dotted region code, "" for everywhere) or in another state are passed
    over. Gives how many were changed and the history context by which that can be taken back.
    """
    place = _common(PollingStation.objects.filter(pk__in=chosen), within)
    with acting(actor, ACTIONS[action], reason=reason, place=place, election=election.code) as context:
        lock(election.pk)
        rows = PollingStation.objects.filter(election=election, pk__in=chosen).within(within)
        done = rows.fit_for(action).update(**_values(action, at))
    return done, context


def take_back(
    election: Election, context: uuid.UUID, *, within: str, reason: str, actor: Actor | None, at: datetime
) -> int:
    """Take one such action back where nobody has changed the stations since; gives how many."""
    with acting(actor, TAKE_BACK, reason=reason, place=within, election=election.code), connection.cursor() as cursor:
        lock(election.pk)
        cursor.execute(_FORMER, {"context": context, "election": election.pk, "within": within, "below": f"{within}%"})
        return cursor.rowcount


def _values(action: MissingAction, at: datetime) -> dict[str, Any]:
    if action == MissingAction.WITHDRAW:
        return {"withdrawn_at": at}
    return {"missing_since": None} if action == MissingAction.KEEP else {"withdrawn_at": None}


def _common(rows: StationQuerySet, within: str) -> str:
    """Give the smallest region that holds all of them, for the history."""
    places = rows.within(within).order_by().values_list("region_id", flat=True).distinct()
    villages = set(places[:1000])
    for code in sorted({each for village in villages for each in [*codes.ancestors(village), village]}, key=len)[::-1]:
        if all(f"{village}.".startswith(f"{code}.") for village in villages):
            return code
    return within
