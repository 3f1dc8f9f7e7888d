"""Who calls whom: the next station is taken without two people getting the same."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.recap.board.calling import Call, to_call
from desk.recap.models import CallClaim
from tps.models import Election

HELD = timedelta(minutes=10)  # after which a station that nothing was said of may be taken by others
TRIES = 20


def take_next(
    election: Election, *, races: int, actor: User, at: datetime, without: Collection[int] = ()
) -> Call | None:
    """Take the station to call next in the person's remit; None when nothing is left.

    Two people who ask at the same moment never get the same one. What the person took before and said nothing of is
    given back.
    """
    within = "" if actor.scope(Right.LOG_RECAP) is Scope.ALL else actor.remit
    CallClaim.objects.filter(user=actor, station__election=election).delete()
    calls = to_call(election.pk, within, races=races, at=at, without=without, number=TRIES, free_for=actor.pk)
    for each in calls:
        if _take(each.station.pk, actor.pk, at):
            return each
    return None


def _take(station_id: int, user_id: int, at: datetime) -> bool:
    with connection.cursor() as cursor:
        # One statement: of two at once the second finds the first one's row and takes nothing.
        cursor.execute(
            "INSERT INTO recap_callclaim AS old (station_id, user_id, until) VALUES (%s, %s, %s) "
            "ON CONFLICT (station_id) DO UPDATE SET user_id = EXCLUDED.user_id, until = EXCLUDED.until "
            "WHERE old.until <= %s OR old.user_id = EXCLUDED.user_id RETURNING user_id",
            [station_id, user_id, at + HELD, at],
        )
        return cursor.fetchone() is not None


def give_back(*, actor: User) -> None:
    """Give back all that a person has taken to call."""
    CallClaim.objects.filter(user=actor).delete()
