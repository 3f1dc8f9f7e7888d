"""What the page of fast entry is told of a station, as plain data."""

from collections.abc import Iterable
from typing import Any

from desk import clock
from desk.recap.models import FormStanding
from tps import search
from tps.models import PollingStation, Race

MOST_OFFERED = 6


def found(election_id: int, text: str, within: str, races: Iterable[Race]) -> list[dict[str, Any]]:
    """Give the stations that a text fits, best first, each with how its forms stand."""
    text = search.clean(text)
    if not text:
        return []
    stations = search.look(election_id, text, within, stations=MOST_OFFERED, regions=0).stations
    return described([each for each in stations if each.withdrawn_at is None], races)


def described(stations: list[PollingStation], races: Iterable[Race]) -> list[dict[str, Any]]:
    """Give code, name, place and the states of the forms of some stations; two queries."""
    named = PollingStation.objects.with_place().in_bulk([each.pk for each in stations])
    standings = {
        (each.station_id, each.race_id): each
        for each in FormStanding.objects.filter(station__in=list(named), number__gt=0)
    }
    return [_one(named[each.pk], list(races), standings) for each in stations if each.pk in named]


def _one(station: PollingStation, races: list[Race], standings: dict[tuple[int, int], FormStanding]) -> dict[str, Any]:
    district = station.region.parent
    above = [district, district.parent if district else None]
    return {
        "code": station.code,
        "name": str(station),
        "place": ", ".join(each.name for each in above if each),
        "forms": [{"race": race.name, "state": _state(standings.get((station.pk, race.pk)))} for race in races],
    }


def _state(standing: FormStanding | None) -> str:
    if standing is None or standing.seen_at is None:
        return ""
    return f"{standing.get_state_display()} {clock.local(standing.seen_at).strftime('%H.%M')}"
