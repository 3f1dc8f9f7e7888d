"""The simulated fallback plans, courier legs of a rehearsal, and reserve sites; all invented, most of them whole."""

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from desk import clock
from desk.agencies.models import Contact
from desk.context import acting
from desk.demo.draw import fraction, identifier
from desk.demo.ledger import KANEKES
from desk.demo.places import ISLANDS
from desk.demo.scene import Scene
from desk.recap.legs.kinds import Side
from desk.recap.models import (
    CourierLeg,
    FallbackPlan,
    HandOver,
    HandOverSignature,
    Relocation,
    RelocationItem,
)
from desk.recap.plans import actions, rules
from desk.recap.plans.kinds import Means, SignalSource
from desk.recap.plans.proposing import Point, propose
from desk.recap.plans.querysets import blank_spots
from desk.recap.relocation.kinds import THINGS, RelocationState
from desk.recap.relocation.querysets import flood_prone
from tps.models import PollingStation

BATCH = 1000
TUNDA = "36.04.13.2009"
ROLE = "Ketua PPK (piket)"
SITES = ("SDN 2", "Balai desa", "GOR kecamatan", "Musala Al-Ikhlas", "Aula kantor kecamatan")
# Ciboleger, where the road to Kanekes ends, and the jetty at Karangantu; both roughly.
CIBOLEGER, KARANGANTU = (-6.579, 106.229), (-6.033, 106.163)


def write_fallback(scene: Scene) -> None:
    """Write duty contacts, plans, reserve sites, and the legs of today's rehearsal."""
    with acting(None, "demo.seed"):
        _contacts(scene)
        blank = list(blank_spots(scene.election.pk).with_place().order_by("code"))
        _plans(scene, blank)
        _legs(scene, blank)
        _sites(scene, list(flood_prone(scene.election.pk).order_by("code")))


def _contacts(scene: Scene) -> None:
    """Write one duty phone for each regency's KPU; numbers of a block that nobody has."""
    codes = sorted(code for code in scene.agencies if code.startswith("kpu-36-"))
    Contact.objects.bulk_create(
        Contact(
            agency=scene.agencies[code],
            role=ROLE,
            phone=f"+62 800 0000 {index:04d}",
            valid_until=scene.election.polling_date + timedelta(days=45),
        )
        for index, code in enumerate(codes, 3601)
    )


def _evening(scene: Scene, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(scene.election.polling_date, time(hour, minute), tzinfo=clock.zone())


def _known_point(station: PollingStation) -> Point:
    """Give an invented point that somebody knows of, where no station with signal is near."""
    chance = fraction("point", station.code)
    name = "Ciboleger" if station.region_id == KANEKES else f"Kantor Desa {station.region.name}"
    return Point(name, SignalSource.HAND, "", 400 + int(chance * 3600), int(chance * 359))


def _means(station: PollingStation) -> tuple[str, str]:
    if station.region_id == KANEKES:
        return Means.COURIER, Means.RADIO
    if station.region_id in ISLANDS:
        return Means.VSAT, Means.COURIER
    chance = fraction("means", station.code)
    return (Means.OFFLINE, Means.COURIER) if chance < 0.7 else (Means.BOOSTER, Means.OFFLINE)


def _plans(scene: Scene, stations: Sequence[PollingStation]) -> None:
    """Write a plan for most stations without signal: some lack a confirmed point, some a contact, some have none."""
    wanted = [each for each in stations if fraction("plan", each.code) < 0.88 or each.region_id == KANEKES]
    points = propose(wanted)
    rows = []
    for station in wanted:
        chance = fraction("whole", station.code)
        means, reserve = _means(station)
        kpu = scene.agencies.get(f"kpu-{station.region_id[:5].replace('.', '-')}", scene.agencies["kpu"])
        plan = FallbackPlan(
            election=scene.election, station=station, means=means, reserve=reserve,
            decider=kpu, decider_role="Ketua PPK", contact_agency=kpu if chance < 0.94 else None,
            contact_role=ROLE if chance < 0.94 else "", leaves_at=_evening(scene, 15),
            hands_over_at=_evening(scene, 18 if station.region_id in ISLANDS else 17, 30),
            made_at=scene.ago(6), made_by=scene.operator(station.region_id),
            client_id=identifier(scene.at.date(), "plan", station.code),
        )  # fmt: skip
        actions.take(plan, points.get(station.pk) or _known_point(station))
        if chance < 0.9:
            plan.signal_confirmed_at, plan.signal_confirmed_by = scene.ago(4), plan.made_by
        plan.lacks = [each.value for each in rules.lacks(actions.facts(plan))]
        plan.changed_at = scene.ago(4)
        rows.append(plan)
    FallbackPlan.objects.bulk_create(rows, batch_size=BATCH)


def _legs(scene: Scene, stations: Sequence[PollingStation]) -> None:
    """Write the legs of a rehearsal: Kanekes on foot and then by car, Pulau Tunda by boat; one is late."""
    walkers = [each for each in stations if each.region_id == KANEKES][:6]
    sailors = [each for each in stations if each.region_id == TUNDA][:2]
    rows: list[CourierLeg] = []
    for index, station in enumerate([*walkers, *sailors]):
        boat = station.region_id == TUNDA
        goal = KARANGANTU if boat else CIBOLEGER
        begins = scene.at + timedelta(hours=30 + index)
        rows.append(
            _leg(scene, station, 1, "boat" if boat else "foot", "Dermaga Karangantu" if boat else "Ciboleger",
                 goal, begins, timedelta(hours=3) if boat else timedelta(minutes=90))
        )  # fmt: skip
    if len(rows) > 2:
        begins, drive = scene.at + timedelta(hours=31.8), timedelta(minutes=50)
        ppk = (-6.53, 106.21)
        rows.append(_leg(scene, walkers[0], 2, "car", "PPK Leuwidamar", ppk, begins, drive, start="Ciboleger"))
        done, late = rows[0], rows[1]
        done.leaves_at, done.arrives_at = scene.ago(0.3), scene.ago(0.3) + timedelta(minutes=90)
        done.left_at, done.arrived_at = done.leaves_at, done.arrives_at + timedelta(minutes=12)
        late.leaves_at, late.arrives_at = scene.ago(0.1), scene.ago(0.1) + timedelta(minutes=90)
        late.left_at = late.leaves_at
        for each in sailors[:1]:
            boat_leg = next(row for row in rows if row.station_id == each.pk)
            # A rehearsal that is on its way all day, so that the map has something to show whenever it is opened.
            boat_leg.leaves_at = boat_leg.left_at = scene.ago(0.01)
            boat_leg.arrives_at = scene.at + timedelta(hours=26)
    made = CourierLeg.objects.bulk_create(rows)
    _hand_overs(scene, [(each, each.left_at) for each in made if each.left_at])


def _leg(
    scene: Scene, station: PollingStation, position: int, mode: str, to: str, goal: tuple[float, float],
    leaves_at: datetime, lasts: timedelta, start: str = "",
) -> CourierLeg:  # fmt: skip
    return CourierLeg(
        election=scene.election, station=station, position=position, mode=mode, to_place=to, from_place=start,
        to_latitude=goal[0], to_longitude=goal[1], leaves_at=leaves_at, arrives_at=leaves_at + lasts,
        note="Gladi kurir (simulasi)", made_at=scene.ago(3), made_by=scene.operator(station.region_id),
        client_id=identifier(scene.at.date(), "leg", station.code, position),
    )  # fmt: skip


def _hand_overs(scene: Scene, legs: Sequence[tuple[CourierLeg, datetime]]) -> None:
    rows = HandOver.objects.bulk_create(
        HandOver(
            leg=leg, cargo="both", giver="kpps", receiver="courier", place=leg.start, happened_at=left,
            recorded_at=left, recorded_by=leg.made_by,
            client_id=identifier(scene.at.date(), "hand-over", leg.station.code, leg.position),
        )
        for leg, left in legs
    )  # fmt: skip
    HandOverSignature.objects.bulk_create(
        HandOverSignature(hand_over=row, side=side, recorded_at=row.recorded_at, recorded_by=row.recorded_by)
        for index, row in enumerate(rows)
        for side in Side.values
        if index != 1 or side == Side.GIVER
    )


def _nearby(station: PollingStation) -> dict[str, float]:
    """Give the site of nine in ten a place some hundred metres from its station; the others were never visited."""
    far, turn = fraction("site far", station.code), fraction("site turn", station.code) * math.tau
    if far > 0.9 or station.latitude is None or station.longitude is None:
        return {}
    degrees = (0.3 + 0.7 * far) / 111.3
    return {
        "latitude": round(station.latitude + degrees * math.cos(turn), 6),
        "longitude": round(station.longitude + degrees * math.sin(turn), 6),
    }


def _sites(scene: Scene, stations: Sequence[PollingStation]) -> None:
    """Write a reserve site for two in five flood-prone stations, some of them past their deadline."""
    rows = []
    for station in stations:
        chance = fraction("site", station.code)
        if chance > 0.4:
            continue
        state = RelocationState.AGREED if chance < 0.28 else RelocationState.PROPOSED
        kpu = scene.agencies.get(f"kpu-{station.region_id[:5].replace('.', '-')}", scene.agencies["kpu"])
        deadline = datetime.combine(scene.at.date(), time(16), tzinfo=clock.zone())
        rows.append(
            Relocation(
                election=scene.election,
                station=station,
                **_nearby(station),
                site=SITES[int(chance * 1000) % len(SITES)],
                deadline=deadline + timedelta(days=-1 if chance > 0.38 else 4),
                decider=kpu,
                decider_role="Ketua PPK",
                state=state,
                note="Simulasi",
                made_at=scene.ago(8),
                made_by=scene.operator(station.region_id),
                changed_at=scene.ago(5),
                client_id=identifier(scene.at.date(), "site", station.code),
            )
        )
    made = Relocation.objects.bulk_create(rows, batch_size=BATCH)
    RelocationItem.objects.bulk_create(
        [
            RelocationItem(
                relocation=row,
                position=index,
                text=str(thing),
                done_at=scene.ago(2) if fraction("thing", row.station_id, index) < 0.5 else None,
            )
            for row in made
            for index, thing in enumerate(THINGS, 1)
        ],
        batch_size=2000,
    )
