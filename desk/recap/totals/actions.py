"""The words of change for vote totals: turned on or off, kept, forgotten, looked at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from desk.accounts.models import User
from desk.context import acting
from desk.recap.models import SirekapReading, StationVotes, TotalsSwitch, TotalsView
from desk.recap.models.totals import TotalsWay
from tps.models import Election, PollingStation, Race

BATCH = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """The votes of one form by the number code in the file; `fit` says that they can be right."""

    station: PollingStation
    race: Race
    votes: dict[str, int]
    fit: bool


def turn(election: Election, *, on: bool, reason: str, actor: User, at: datetime) -> int:
    """Turn an election's totals on or off; gives how many stations' numbers were deleted by turning them off.

    Turning to what stands already changes nothing.
    """
    with acting(actor, "totals.on" if on else "totals.off", reason=reason, election=election.code):
        # The election's row makes two who turn at once wait for each other, also when there is no switch yet.
        Election.objects.select_for_update(no_key=True).get(pk=election.pk)
        row = TotalsSwitch.objects.filter(election=election).first() or TotalsSwitch(election=election)
        if row.on == on:
            return 0
        row.on, row.reason, row.changed_at, row.changed_by = on, reason, at, actor
        row.save()
        return 0 if on else _forget(election.pk)


def keep(reading: SirekapReading, counted: Iterable[Counted], *, at: datetime) -> int:
    """Keep what a reading counted, where the election's totals are on; gives how many forms were kept.

    Part of the reading's own transaction: who turns totals off waits for it, and then deletes that too.
    """
    if not settings.DESK_VOTE_TOTALS:
        return 0
    with transaction.atomic():
        held = TotalsSwitch.objects.select_for_update(no_key=True).filter(election=reading.election_id, on=True)
        if held.first() is None:
            return 0
        said = list(counted)
        rows = [
            StationVotes(
                election_id=reading.election_id, station=each.station, race=each.race,
                votes=each.votes if each.fit else {}, fit=each.fit, seen_at=at, reading=reading,
            )
            for each in said
            if each.votes
        ]  # fmt: skip
        _withdrawn([(each.station.pk, each.race.pk) for each in said if not each.votes])
        StationVotes.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["station", "race"],
            update_fields=["votes", "fit", "seen_at", "reading"],
        )
    return len(rows)


def tidy(at: datetime) -> int:
    """Delete all that stands without being allowed, say after DESK_VOTE_TOTALS was taken out; gives how many."""
    rows = StationVotes.objects.all()
    if settings.DESK_VOTE_TOTALS:
        rows = rows.exclude(election__in=TotalsSwitch.objects.filter(on=True).values("election"))
    return rows.delete()[0] if rows.exists() else 0


def seen(election: Election, race: Race, place: str, way: TotalsWay, *, actor: User, at: datetime) -> None:
    """Write down that a person looks at totals."""
    with acting(actor, "totals.view", place=place, election=election.code):
        TotalsView.objects.create(election=election, race=race, place=place, way=way, viewed_by=actor, viewed_at=at)


def _withdrawn(forms: Collection[tuple[int, int]]) -> None:
    """Delete the numbers of forms for which Sirekap shows none any more."""
    known = StationVotes.objects.filter(station__in=[station for station, _race in forms])
    gone = [pk for pk, *form in known.values_list("pk", "station", "race") if tuple(form) in set(forms)]
    StationVotes.objects.filter(pk__in=gone).delete()


def _forget(election_id: int) -> int:
    return StationVotes.objects.filter(election=election_id).delete()[0]
