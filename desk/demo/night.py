"""A night to look at: a rehearsal (gladi) of the recap in the past, simulated and an election of its own.

Polling day of the demo's election still lies ahead, so nobody can have seen its forms. The rehearsal was held the
evening before; it takes some of the demo's stations, all blank spots first, and their open blank-spot risks.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.context import acting
from desk.demo.draw import fraction
from desk.demo.seed import CODE
from desk.recap.actions.recounting import recount
from desk.recap.kinds import FormState, How
from desk.recap.models import FormSighting
from risks.kinds import Kind
from risks.models import Flag, Observation
from tps.kinds import ElectionKind
from tps.models import Election, PollingStation, Race

REHEARSAL = "gladi-rekap"
NAME = "Gladi rekap (simulasi)"
STATIONS = 1500
ROAD = (FormState.COUNTED, FormState.PHOTOGRAPHED, FormState.QUEUED, FormState.SENT, FormState.VISIBLE)
CARRIED = (FormState.COUNTED, FormState.PHOTOGRAPHED, FormState.HANDED, FormState.REPHOTOGRAPHED)
SPACE = uuid.UUID("5cf3ad5e-8c7e-4f0a-9a35-0d7a5f6c2c11")


class NoDemo(Exception):
    """There is no demo here to rehearse with, or the rehearsal stands already; the text says which."""


@dataclass(frozen=True, slots=True)
class Night:
    """What was made."""

    election: str
    stations: int
    forms: int
    sightings: int


def write_night(day: date, stations: int = STATIONS) -> Night:
    """Make the rehearsal of the evening before a day, with at most so many stations; NoDemo where it cannot be."""
    origin = Election.objects.filter(code=CODE, simulated=True).first()
    if origin is None:
        raise NoDemo(_("Data demo tidak ada di sini. Muat dahulu dengan seed_demo."))
    if Election.objects.filter(code=REHEARSAL).exists():
        raise NoDemo(_("Gladi rekap sudah ada."))
    people = {each.username: each for each in User.objects.filter(demo=True)}
    with transaction.atomic(), acting(None, "demo.seed"):
        election = Election.objects.create(
            code=REHEARSAL, name=NAME, kind=ElectionKind.GENERAL, polling_date=day - timedelta(days=1), simulated=True
        )
        races = Race.objects.bulk_create(
            Race(election=election, code=each.code, name=each.name, order=each.order)
            for each in origin.races.order_by("order")
        )
        copies = _stations(origin, election, stations)
        _blank_spots(origin, election, copies)
        rows = list(_sightings(election, list(copies.values()), races, people))
        FormSighting.objects.bulk_create(rows, batch_size=2000)
        found = recount(election.pk)
    return Night(REHEARSAL, len(copies), found.forms, len(rows))


def _stations(origin: Election, election: Election, most: int) -> dict[int, PollingStation]:
    """Copy the blank spots and then every so many of the others; gives the copies by the first one's id."""
    blank = PollingStation.objects.filter(
        election=origin, flags__kind=Kind.BLANK_SPOT, flags__closed_at__isnull=True
    ).distinct()
    wanted = list(blank.order_by("code")[: most // 2])
    known = {each.pk for each in wanted}
    others = [each for each in PollingStation.objects.filter(election=origin).order_by("code") if each.pk not in known]
    number = min(most - len(wanted), len(others))
    wanted += [others[place * len(others) // number] for place in range(number)]
    copies = [
        PollingStation(
            election=election,
            region_id=each.region_id,
            number=each.number,
            code=each.code,
            special=each.special,
            voters=each.voters,
            latitude=each.latitude,
            longitude=each.longitude,
            position_source=each.position_source,
        )
        for each in wanted
    ]
    made = PollingStation.objects.bulk_create(copies, batch_size=2000)
    return {each.pk: copy for each, copy in zip(wanted, made, strict=True)}


def _blank_spots(origin: Election, election: Election, copies: dict[int, PollingStation]) -> None:
    flags = Flag.objects.filter(election=origin, kind=Kind.BLANK_SPOT, station__in=list(copies)).open()
    made = {
        each.pk: Flag(
            election=election,
            station=copies[each.station_id or 0],
            kind=each.kind,
            severity=each.severity,
            status=each.status,
            reported_at=each.reported_at,
            since=each.since,
        )
        for each in flags
    }
    Flag.objects.bulk_create(made.values())
    said = Observation.objects.counting().filter(flag__in=list(made)).select_related(None)
    Observation.objects.bulk_create(
        Observation(
            election=election,
            station=copies[each.station_id or 0],
            kind=each.kind,
            grade=each.grade,
            source_id=each.source_id,
            observed_at=each.observed_at,
            recorded_at=each.recorded_at,
            flag=made[each.flag_id or 0],
        )
        for each in said
        if each.station_id in copies
    )


def _sightings(
    election: Election, stations: Sequence[PollingStation], races: Sequence[Race], people: dict[str, User]
) -> Iterator[FormSighting]:
    evening = datetime.combine(election.polling_date, datetime.min.time(), tzinfo=clock.zone()) + timedelta(hours=15)
    blank = set(Flag.objects.filter(election=election, kind=Kind.BLANK_SPOT).values_list("station_id", flat=True))
    for station in stations:
        luck = fraction("night", station.code)
        who = people["operator.lebak" if station.region_id.startswith("36.02") else "operator.banten"]
        carried = station.pk in blank and luck < 0.7
        road = CARRIED if carried else ROAD
        for order, race in enumerate(races):
            reach = fraction("reach", station.code, race.code)
            steps = 0 if luck > 0.94 else round(len(road) * min(0.35 + 0.8 * reach, 1))
            at = evening + timedelta(minutes=30 + 300 * luck + 18 * order)
            for number, state in enumerate(road[:steps]):
                at += timedelta(
                    minutes=8 + 40 * fraction("step", station.code, race.code, state) * (3 if carried else 1)
                )
                yield _one(election, station, race, state, at, who, number)
            if steps and luck < 0.012:
                # Two who saw the same form differently.
                other = people["admin"] if who != people["admin"] else people["operator.banten"]
                at += timedelta(minutes=4)
                note = "KPPS menyebut belum terkirim (simulasi)"
                yield _one(election, station, race, FormState.QUEUED, at, other, 9, note)
        if luck > 0.985:
            yield _one(election, station, races[0], FormState.NOT_KNOWN, evening + timedelta(hours=6), who, 8)


def _one(
    election: Election,
    station: PollingStation,
    race: Race,
    state: str,
    at: datetime,
    who: User,
    number: int,
    note: str = "",
) -> FormSighting:
    return FormSighting(
        election=election,
        station=station,
        race=race,
        state=state,
        how=How.PHONE if fraction("how", station.code, number) < 0.6 else How.SMS,
        seen_at=at,
        recorded_at=at + timedelta(minutes=2),
        recorded_by=who,
        note=note,
        client_id=uuid.uuid5(SPACE, f"{station.code}|{race.code}|{state}|{number}"),
    )
