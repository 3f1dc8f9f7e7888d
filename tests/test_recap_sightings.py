"""What is written down of result forms: the rule of the current state, what is refused, and what it adds up to."""

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.recap import rules
from desk.recap.actions import sightings
from desk.recap.actions.recounting import recount
from desk.recap.kinds import LADDER, FormState
from desk.recap.models import FormCount, FormSighting, FormStanding, Pulse
from desk.recap.rules import Refused
from tests import builders

NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)  # 20.00 WIB of polling day


def say(actor: Any, state: str, minute: int = 0, *, station: Any, race: Any = None, **more: Any) -> FormSighting:
    """Write down a state seen and recorded some minutes after 20.00 WIB."""
    moment = NIGHT + timedelta(minutes=minute)
    more.setdefault("seen_at", moment)
    more.setdefault("at", moment)
    races = [race or builders.race(of=station.election)]
    return sightings.sight(election=station.election, station=station, races=races, state=state, actor=actor, **more)[0]


def standing(station: Any) -> FormStanding:
    """Give how the station's only form stands."""
    return FormStanding.objects.get(station=station)


@pytest.fixture
def night(cast: SimpleNamespace) -> SimpleNamespace:
    """Give Kanekes 005, its two races, and the cast."""
    cast.station = builders.station()
    cast.race = builders.race()
    cast.other = builders.race("dpr")
    return cast


def test_the_newest_sighting_is_the_state_even_when_an_older_one_arrives_later(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "counted", 0, station=night.station)
    say(night.operator_lebak, "sent", 30, station=night.station)
    say(night.operator_lebak, "queued", 60, station=night.station, seen_at=NIGHT + timedelta(minutes=20))
    now = standing(night.station)
    assert (now.state, now.online, now.number, now.back) == ("sent", "sent", 3, False)
    assert now.seen_at == NIGHT + timedelta(minutes=30) and now.counted_at == NIGHT


def test_a_form_carried_to_the_ppk_keeps_whether_its_photo_was_seen(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "visible", 0, station=night.station)
    say(night.operator_lebak, "handed", 90, station=night.station)
    assert (standing(night.station).state, standing(night.station).online) == ("handed", "visible")


def test_going_backwards_needs_a_note_and_stays_visible(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "sent", 0, station=night.station)
    with pytest.raises(Refused, match="Tulis catatan") as refusal:
        say(night.operator_lebak, "queued", 10, station=night.station)
    assert refusal.value.field == "note" and standing(night.station).state == "sent"
    say(night.operator_lebak, "queued", 10, station=night.station, note="Sirekap menolak fotonya")
    now = standing(night.station)
    assert (now.state, now.back, now.online) == ("queued", True, "")


def test_two_people_who_differ_are_both_kept_until_they_agree(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "visible", 0, station=night.station)
    say(night.operator_banten, "queued", 20, station=night.station, note="KPPS bilang belum")
    assert standing(night.station).disputed
    said = rules.contradictions(FormSighting.objects.all())
    assert [(each.recorded_by, each.state) for each in said] == [(night.operator_lebak, "visible")]
    say(night.operator_lebak, "queued", 40, station=night.station, note="salah lihat")
    assert not standing(night.station).disputed
    # What is seen at nearly the same time differs too; what comes on later does not.
    say(night.operator_banten, "sent", 42, station=night.station)
    assert standing(night.station).disputed
    say(night.operator_banten, "visible", 60, station=night.station)
    assert not standing(night.station).disputed


def test_not_known_contradicts_nobody(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "not-known", 0, station=night.station)
    say(night.operator_banten, "counted", 1, station=night.station)
    assert not standing(night.station).disputed and standing(night.station).state == "counted"


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"state": "manual"}, "permission_number", "nomor izin"),
        ({"state": "sent", "permission_number": "12"}, "permission_number", "hanya untuk rekap manual"),
        ({"state": "arrived"}, "state", "tidak dikenal"),
        ({"state": "sent", "seen_at": NIGHT + timedelta(minutes=20)}, "seen_at", "masa depan"),
        ({"state": "sent", "seen_at": NIGHT + timedelta(minutes=59)}, "seen_at", "WITA"),
        ({"state": "sent", "seen_at": NIGHT - timedelta(days=1)}, "seen_at", "lebih awal dari hari"),
    ],
)
def test_it_refuses_with_a_sentence(night: SimpleNamespace, more: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        say(night.operator_lebak, more.pop("state"), station=night.station, at=NIGHT, **more)
    assert refusal.value.field == field and not FormSighting.objects.exists()


def test_a_clock_a_minute_fast_is_taken_as_now_and_a_manual_recap_keeps_its_number(night: SimpleNamespace) -> None:
    found = say(
        night.lapangan, "manual", station=night.station, at=NIGHT, seen_at=NIGHT + timedelta(seconds=90),
        permission_number=" 12/KPU/II/2024 ",
    )  # fmt: skip
    assert found.seen_at == NIGHT and found.permission_number == "12/KPU/II/2024"


def test_other_elections_remits_and_withdrawn_stations_are_refused(night: SimpleNamespace) -> None:
    pilkada = builders.election("pilkada-2024", polling_date=date(2024, 11, 27))
    stranger = builders.station(election=pilkada)
    with pytest.raises(Refused, match="bukan milik pemilihan"):
        sightings.sight(
            election=night.station.election, station=stranger, races=[night.race], state="sent", seen_at=NIGHT,
            actor=night.admin, at=NIGHT,
        )  # fmt: skip
    with pytest.raises(Refused, match="Jenis surat suara ini bukan milik"):
        say(night.admin, "sent", station=night.station, race=builders.race(of=pilkada))
    for name in ("operator_pandeglang", "pejabat", "kpu", "luar"):
        with pytest.raises(Refused, match="luar wilayah tugas"):
            say(getattr(night, name), "sent", station=night.station)
    night.station.withdrawn_at = NIGHT
    night.station.save(update_fields=["withdrawn_at"])
    with pytest.raises(Refused, match="ditarik"):
        say(night.admin, "sent", station=night.station)
    assert not FormSighting.objects.exists()


def test_the_same_message_twice_counts_once_and_is_nobody_elses(night: SimpleNamespace) -> None:
    client_id = uuid.uuid4()
    both = {"election": night.station.election, "station": night.station, "races": [night.race, night.other]}
    more = {"state": "sent", "seen_at": NIGHT, "at": NIGHT, "how": "sms", "client_id": client_id}
    first = sightings.sight(**both, **more, actor=night.lapangan)
    again = sightings.sight(**both, **more, actor=night.lapangan)
    assert [each.pk for each in first] == [each.pk for each in again] and FormSighting.objects.count() == 2
    with pytest.raises(Refused, match="orang lain"):
        sightings.sight(**both, **more, actor=night.admin)
    elsewhere = builders.station(6)
    with pytest.raises(Refused, match="sudah dipakai"):
        say(night.lapangan, "sent", station=elsewhere, client_id=first[0].client_id)
    assert FormCount.objects.total() == 2


def test_one_refused_form_of_a_message_leaves_all_of_them_alone(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "visible", station=night.station, race=night.other)
    with pytest.raises(Refused):
        sightings.sight(
            election=night.station.election, station=night.station, races=[night.race, night.other], state="sent",
            seen_at=NIGHT + timedelta(minutes=9), at=NIGHT + timedelta(minutes=9), actor=night.operator_lebak,
        )  # fmt: skip
    assert FormSighting.objects.count() == 1


def test_rows_are_only_added_and_a_mistake_is_taken_back(night: SimpleNamespace) -> None:
    first = say(night.operator_lebak, "counted", 0, station=night.station)
    wrong = say(night.operator_lebak, "visible", 5, station=night.station)
    for change in (lambda: FormSighting.objects.update(state="sent"), lambda: wrong.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refused, match="Hanya pencatatnya"):
        sightings.take_back([wrong.pk], actor=night.operator_banten, at=NIGHT)
    with pytest.raises(Refused, match="30 menit"):
        sightings.take_back([wrong.pk], actor=night.operator_lebak, at=NIGHT + timedelta(hours=1))
    beat = sum(Pulse.objects.values_list("version", flat=True))
    sightings.take_back([wrong.pk], actor=night.operator_lebak, at=NIGHT + timedelta(minutes=6))
    assert standing(night.station).state == "counted" and FormSighting.objects.count() == 2
    assert sum(Pulse.objects.values_list("version", flat=True)) == beat + 1
    sightings.take_back([first.pk], actor=night.operator_lebak, at=NIGHT + timedelta(minutes=7))
    assert standing(night.station).number == 0 and FormCount.objects.total() == 0


SAID = st.tuples(
    st.sampled_from([0, 1]),  # station
    st.sampled_from([0, 1]),  # race
    st.sampled_from(list(LADDER)),
    st.integers(0, 40),  # minute in which it was seen
    st.sampled_from([0, 1]),  # who
    st.booleans(),  # taken back at once
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID, max_size=12))
def test_what_is_kept_in_step_equals_what_is_derived_from_scratch(db: None, said: list[Any]) -> None:
    with transaction.atomic():
        people = [builders.user(f"orang{number}", "operator", remit="36") for number in (0, 1)]
        stations = [builders.station(), builders.station(1, "36.01.01.2001")]
        races = [builders.race(), builders.race("dpr")]
        for number, (station, race, state, minute, who, back) in enumerate(said):
            at = NIGHT + timedelta(minutes=41 + number)
            found = say(
                people[who], state, station=stations[station], race=races[race], at=at, note="catatan",
                seen_at=NIGHT + timedelta(minutes=minute), permission_number="1" if state == "manual" else "",
            )  # fmt: skip
            if back:
                sightings.take_back([found.pk], actor=people[who], at=at)
        kept = picture()
        slow: Counter[Any] = Counter()
        for station in stations:
            for race in races:
                rows = list(FormSighting.objects.counting().filter(station=station, race=race))
                # The slow way, in words: the newest counts, then the one recorded later.
                newest = max(rows, key=lambda each: (each.seen_at, each.recorded_at, each.pk), default=None)
                found_row = FormStanding.objects.filter(station=station, race=race).first()
                assert (found_row.state if found_row else "") == (newest.state if newest else "")
                if newest is not None and found_row is not None:
                    slow[(station.region_id[:8], race.pk, newest.state, found_row.online)] += 1
        assert kept["counts"] == slow
        assert recount(stations[0].election.pk).different == 0
        assert picture() == kept
        transaction.set_rollback(True)


def picture() -> dict[str, Any]:
    """Give all that is kept in step, as plain data."""
    fields = [each.attname for each in FormStanding._meta.concrete_fields if each.attname != "id"]
    rows = FormStanding.objects.filter(number__gt=0).order_by("station_id", "race_id").values_list(*fields)
    counts = FormCount.objects.exclude(number=0).values_list("district", "race_id", "state", "online", "number")
    return {"rows": list(rows), "counts": Counter({tuple(each[:4]): each[4] for each in counts})}


def test_recounting_mends_what_went_out_of_step(night: SimpleNamespace) -> None:
    say(night.operator_lebak, "sent", station=night.station)
    FormStanding.objects.update(state="counted")
    FormCount.objects.update(number=7)
    found = recount(night.station.election.pk)
    assert (found.forms, found.different) == (1, 1) and standing(night.station).state == "sent"
    assert FormCount.objects.get(state="sent").number == 1


def test_states_have_words_and_rungs() -> None:
    assert set(LADDER) == set(FormState)
