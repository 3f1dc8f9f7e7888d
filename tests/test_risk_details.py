"""What a statement says beyond its grade: each detail with its kind, in its range, shown and exported."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from desk import clock
from risks import actions, details, rules
from risks.details import Details
from risks.models import Observation
from tests import builders
from tests.test_risk_form import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(cast):
    """Make Kanekes 005."""
    return builders.station(5)


def send(client, **changes):
    return client.post(reverse("risk-new"), fields(**changes))


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("", None), ("Timur  Laut", 45), ("barat laut", 315), ("45", 45), ("45°", 45), ("360", 0), ("90 derajat", 90)],
)
def test_a_bearing_is_a_compass_word_or_degrees(text, degrees):
    assert details.bearing_of(text) == degrees


@pytest.mark.parametrize("text", ["361", "kiri", "-5", "1000"])
def test_what_is_no_bearing_is_refused(text):
    with pytest.raises(ValueError):
        details.bearing_of(text)


def test_degrees_read_as_the_nearest_compass_word():
    assert [details.compass_word(each) for each in (0, 40, 180, 350)] == ["utara", "timur laut", "selatan", "utara"]


def test_signal_nearby_carries_metres_and_bearing_to_page_station_and_export(client, cast, station):
    client.force_login(cast.operator_lebak)
    answer = send(client, grade="nearby", metres="100", bearing="timur laut", channel="whatsapp")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "100 meter ke arah timur laut (45°)" in page and "WhatsApp" in page and "dicatat" in page
    panel = client.get(reverse("risks-of-station", args=[station.code]), headers={"HX-Request": "true"})
    assert "ke arah timur laut" in panel.content.decode()
    sent = b"".join(client.get(reverse("risks-csv")).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sent), delimiter=";" if ";" in sent.splitlines()[0] else ",")
    assert (row["metres"], row["bearing"], row["channel"]) == ("100", "45", "whatsapp")


def test_a_conflict_carries_the_variables_of_bawaslu(client, cast, station):
    client.force_login(cast.operator_lebak)
    answer = send(client, kind="conflict", grade="tps-rawan", variables=["jaringan", "hak-pilih"])
    assert "rawan menurut hak pilih, jaringan listrik dan internet" in client.get(answer["Location"]).content.decode()


def test_access_carries_mode_and_minutes(client, cast, station):
    client.force_login(cast.operator_lebak)
    answer = send(client, kind="access", grade="hard", mode="foot", minutes="90")
    assert "jalan kaki · 90 menit" in client.get(answer["Location"]).content.decode()
    stored = Observation.objects.get()
    assert (stored.mode, stored.minutes) == ("foot", 90)


def test_details_of_another_kind_that_the_page_has_hidden_are_not_said(client, cast, station):
    client.force_login(cast.operator_lebak)
    send(client, grade="none", metres="0", bearing="utara", variables=["keamanan"], mode="boat", minutes="99999")
    assert Observation.objects.get().details == details.NOTHING


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grade": "nearby", "metres": "0"}, "antara 1 dan 100.000 meter"),
        ({"grade": "nearby", "metres": "100001"}, "antara 1 dan 100.000 meter"),
        ({"grade": "nearby", "bearing": "400"}, "derajat antara 0 dan 359"),
        ({"kind": "access", "grade": "hard", "minutes": "0"}, "antara 1 dan 4.320 menit"),
        ({"kind": "access", "grade": "hard", "minutes": "9999999999999"}, "antara 1 dan 4.320 menit"),
        ({"kind": "conflict", "grade": "rawan", "variables": ["cuaca"]}, "cuaca"),
        ({"channel": "feed"}, "feed"),
        ({"kind": "flood", "grade": "good"}, "bukan untuk jenis Banjir"),
    ],
)
def test_out_of_range_gets_a_sentence_and_keeps_what_was_typed(client, cast, station, changes, sentence):
    client.force_login(cast.operator_lebak)
    answer = send(client, note="jangan hilang", **changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "jangan hilang" in page
    assert not Observation.objects.exists()


def test_tomorrow_in_wib_is_refused_though_it_is_today_in_utc(client, cast, station, time_machine):
    # 23.30 WIB on the 5th; 00.30 WIB on the 6th is still the 5th in UTC.
    time_machine.move_to(clock.local(timezone.now()).replace(2024, 2, 5, 23, 30), tick=False)
    client.force_login(cast.operator_lebak)
    assert "masa depan" in send(client, observed_at="2024-02-06T00:30").content.decode()
    assert send(client, observed_at="2024-02-05T23:30").status_code == 302


@pytest.mark.parametrize(
    ("kind", "grade", "said"),
    [
        ("blank-spot", "none", Details(metres=5)),
        ("flood", "prone", Details(variables=("keamanan",))),
        ("conflict", "rawan", Details(mode="foot")),
        ("conflict", "rawan", Details(variables=("cuaca",))),
        ("access", "hard", Details(mode="pesawat")),
        ("blank-spot", "nearby", Details(bearing=360)),
    ],
)
def test_the_action_refuses_what_does_not_belong(station, kind, grade, said):
    with pytest.raises(rules.Refused):
        actions.log_observation(
            election=station.election,
            station=station,
            kind=kind,
            grade=grade,
            source=builders.agency(),
            observed_at=timezone.now() - timedelta(hours=1),
            details=said,
            actor=None,
            at=timezone.now(),
        )
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"metres": 5},
        {"grade": "nearby", "metres": 0},
        {"grade": "nearby", "bearing": 360},
        {"variables": ["keamanan"]},
        {"kind": "conflict", "grade": "rawan", "variables": ["cuaca"]},
        {"kind": "conflict", "grade": "rawan", "variables": []},
        {"mode": "foot"},
        {"kind": "access", "grade": "hard", "mode": "pesawat"},
        {"kind": "access", "grade": "hard", "minutes": 4321},
    ],
)
def test_the_database_holds_details_to_their_kind_and_range(station, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.observation(station, **wrong)
