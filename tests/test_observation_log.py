"""Logging an observation: the ledger grows by one row, and at most one risk is open for a place and kind."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from risks import actions, rules
from risks.models import Flag, Observation
from tests import builders

pytestmark = pytest.mark.django_db


def log(place=None, **fields):
    place = place or builders.station()
    at = fields.setdefault("at", timezone.now())
    fields.setdefault("observed_at", at)
    fields.setdefault("actor", None)
    fields.setdefault("kind", "blank-spot")
    fields.setdefault("grade", "none")
    fields.setdefault("source", builders.agency("kpu"))
    return actions.log_observation(election=place.election, station=place, **fields)


def test_an_adverse_grade_opens_a_reported_risk_with_the_proposed_severity(cast):
    logged = log(actor=cast.operator_lebak, note="Hanya di puncak bukit")
    assert logged.created and logged.opened
    assert (logged.flag.status, logged.flag.severity) == ("reported", "high")
    assert logged.flag.reported_by == cast.operator_lebak
    assert Observation.objects.get().flag == logged.flag


def test_a_second_statement_joins_the_open_risk():
    station = builders.station()
    first = log(station)
    second = log(station, grade="weak", source=builders.agency("bawaslu"))
    assert second.flag == first.flag and not second.opened
    assert Flag.objects.count() == 1 and Observation.objects.count() == 2


def test_a_worse_statement_raises_an_unverified_severity_but_not_one_set_by_hand(cast):
    station = builders.station()
    flag = log(station, grade="weak").flag
    log(station, grade="none", source=builders.agency("bawaslu"))
    flag.refresh_from_db()
    assert flag.severity == "high"
    actions.set_severity(flag, severity="low", reason="ada VSAT cadangan", actor=cast.operator_lebak, at=timezone.now())
    log(station, grade="none", source=builders.agency("diskominfo"))
    flag.refresh_from_db()
    assert flag.severity == "low"


def test_a_harmless_grade_needs_no_risk_and_closes_none():
    station = builders.station()
    assert log(station, grade="good").flag is None
    flag = log(station).flag
    logged = log(station, grade="good", source=builders.agency("diskominfo"))
    assert logged.flag == flag
    flag.refresh_from_db()
    assert flag.status == "reported"


def test_the_same_uuid_again_returns_the_first_row_and_changes_nothing(cast):
    station, client_id = builders.station(), uuid.uuid4()
    first = log(station, client_id=client_id, actor=cast.lapangan)
    again = log(station, client_id=client_id, actor=cast.lapangan, grade="weak", note="lain")
    assert not again.created and again.observation == first.observation and again.flag == first.flag
    stored = Observation.objects.get()
    assert (stored.grade, stored.note) == ("none", "")


def test_a_uuid_of_somebody_else_opens_no_door(cast):
    station, client_id = builders.station(), uuid.uuid4()
    log(station, client_id=client_id, actor=cast.lapangan)
    with pytest.raises(rules.Refused, match="orang lain"):
        log(station, client_id=client_id, actor=cast.operator_pandeglang)


def test_a_closed_risk_stays_closed_and_a_new_one_is_opened():
    station = builders.station()
    flag = log(station).flag
    Flag.objects.filter(pk=flag.pk).update(status="resolved", closed_at=timezone.now())
    assert log(station).flag != flag


def test_tomorrow_and_foreign_grades_are_refused_and_leave_nothing():
    station = builders.station()
    with pytest.raises(rules.Refused, match="masa depan"):
        log(station, observed_at=timezone.now() + timedelta(days=1))
    with pytest.raises(rules.Refused, match="bukan untuk jenis"):
        log(station, grade="dry")
    assert not Observation.objects.exists() and not Flag.objects.exists()


def test_a_station_of_another_election_is_refused():
    station = builders.station()
    other = builders.election("pilkada-2024", name="Pilkada 2024")
    with pytest.raises(rules.Refused, match="bukan milik pemilihan"):
        actions.log_observation(
            election=other,
            station=station,
            kind="blank-spot",
            grade="none",
            source=builders.agency("kpu"),
            observed_at=timezone.now(),
            actor=None,
            at=timezone.now(),
        )


def test_a_region_can_be_observed_too():
    region = builders.region("36.02.06")
    logged = actions.log_observation(
        election=builders.election(),
        region=region,
        kind="conflict",
        grade="rawan",
        source=builders.agency("bawaslu"),
        observed_at=timezone.now(),
        actor=None,
        at=timezone.now(),
    )
    assert logged.flag.place == "36.02.06" and logged.flag.station is None


@pytest.mark.django_db(transaction=True)
def test_ten_reporters_at_once_open_one_risk():
    station, source = builders.station(), builders.agency("kpu")
    ready = threading.Barrier(10)
    broken = []

    def report():
        try:
            ready.wait(10)
            log(station, source=source)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=report) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert broken == []
    assert Flag.objects.count() == 1
    assert Observation.objects.filter(flag__isnull=False).count() == 10
