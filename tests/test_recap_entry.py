"""Fast entry: by typing and one key, twice is once, undone, and never the same call for two."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from desk.recap.models import CallClaim, FormSighting
from tests import builders

NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
QUICK = {"Accept": "application/json"}


@pytest.fixture
def night(cast: SimpleNamespace) -> Any:
    """Give two stations in Kanekes and one in Pandeglang, two races, and the clock at 20.00 WIB."""
    cast.five, cast.six = builders.station(5), builders.station(6)
    cast.west = builders.station(1, "36.01.01.2001")
    cast.races = [builders.race("ppwp"), builders.race("dpr")]
    with time_machine.travel(NIGHT, tick=False) as clock:
        cast.clock = clock
        yield cast


def browser(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, station: str, state: str, **more: Any) -> Any:
    """Send what the page's script sends for one key."""
    data = {"station": station, "state": state, "how": "phone", "client_id": str(uuid.uuid4())} | more
    return client.post("/recap/entry/", data, headers=QUICK)


def test_typing_finds_the_station_and_a_key_records_all_its_forms(night: SimpleNamespace) -> None:
    client = browser(night.operator_lebak)
    assert 'aria-keyshortcuts="4"' in client.get("/recap/entry/").content.decode()
    found = client.get("/recap/entry/stations/?q=kanekes 5").json()["stations"]
    assert found[0]["code"] == night.five.code and found[0]["forms"][0]["state"] == ""
    answer = press(client, found[0]["code"], "sent")
    assert answer.status_code == 200 and len(answer.json()["ids"]) == 2
    assert answer.json()["station"]["forms"][0]["state"] == "terkirim 20.00"
    one = press(client, night.five.code, "visible", race="dpr")
    assert len(one.json()["ids"]) == 1 and FormSighting.objects.count() == 3
    assert {each.how for each in FormSighting.objects.all()} == {"phone"}


def test_the_same_key_sent_twice_counts_once(night: SimpleNamespace) -> None:
    client, client_id = browser(night.lapangan), str(uuid.uuid4())
    first, again = (press(client, night.five.code, "sent", client_id=client_id).json() for _turn in range(2))
    assert first["ids"] == again["ids"] and FormSighting.objects.count() == 2


def test_a_form_without_script_works_too(night: SimpleNamespace) -> None:
    client = browser(night.operator_lebak)
    data = {"station": "kanekes 5", "state": "sent", "how": "phone", "client_id": str(uuid.uuid4())}
    page = client.post("/recap/entry/", data, follow=True).content.decode()
    assert "TPS 005 Kanekes: terkirim tercatat." in page and "Batalkan" in page
    refused = client.post("/recap/entry/", data | {"station": "entah", "client_id": str(uuid.uuid4())})
    assert refused.status_code == 422 and "tidak ditemukan" in refused.content.decode()


def test_refusals_come_back_with_the_field_and_a_sentence(night: SimpleNamespace) -> None:
    client = browser(night.operator_lebak)
    press(client, night.five.code, "visible")
    back = press(client, night.five.code, "sent")
    assert back.status_code == 422 and back.json()["field"] == "note"
    assert press(client, night.five.code, "sent", note="foto hilang").status_code == 200
    assert press(client, night.five.code, "manual").json()["field"] == "permission_number"
    assert press(client, night.five.code, "manual", permission_number="12/KPU").status_code == 200
    assert "luar wilayah" in press(client, night.west.code, "sent").json()["sentence"]
    assert client.get("/recap/entry/stations/?q=sumberjaya 1").json() == {"stations": []}


@pytest.mark.parametrize("name", ["pejabat", "kpu", "forkopimda", "luar"])
def test_only_those_who_log_sightings_come_in(night: SimpleNamespace, name: str) -> None:
    client = browser(getattr(night, name))
    assert client.get("/recap/entry/").status_code == 403
    assert press(client, night.five.code, "sent").status_code == 403
    assert client.post("/recap/entry/next/").status_code == 403
    assert client.post("/recap/entry/undo/").status_code == 403
    assert not FormSighting.objects.exists()


def test_a_device_an_hour_off_is_told_and_its_moments_are_ours(night: SimpleNamespace) -> None:
    client = browser(night.operator_lebak)
    theirs = int((NIGHT + timedelta(hours=1)).timestamp() * 1000)
    answer = press(client, night.five.code, "sent", pressed=theirs - 90_000, sent=theirs)
    assert "60 menit di depan" in answer.json()["clock"] and "zona waktunya" in answer.json()["clock"]
    assert {each.seen_at for each in FormSighting.objects.all()} == {NIGHT - timedelta(seconds=90)}
    ours = int(NIGHT.timestamp() * 1000)
    assert press(client, night.six.code, "sent", pressed=ours, sent=ours).json()["clock"] == ""


def test_the_last_entry_is_undone_by_who_made_it(night: SimpleNamespace) -> None:
    client = browser(night.operator_lebak)
    ids = press(client, night.five.code, "visible").json()["ids"]
    other = browser(night.operator_banten).post("/recap/entry/undo/", {"id": ids}, headers=QUICK)
    assert other.status_code == 422 and "pencatatnya" in other.json()["sentence"]
    undone = client.post("/recap/entry/undo/", {"id": ids}, headers=QUICK).json()
    assert sorted(undone["taken_back"]) == ids
    found = client.get("/recap/entry/stations/?q=kanekes 5").json()["stations"]
    assert found[0]["forms"][0]["state"] == ""
    assert client.post("/recap/entry/undo/", {"id": ["x", "9" * 30]}, headers=QUICK).json() == {"taken_back": []}


def test_two_callers_never_get_the_same_station(night: SimpleNamespace) -> None:
    lebak, banten = browser(night.operator_lebak), browser(night.operator_banten)

    def taken(client: Client) -> list[str]:
        return [each["code"] for each in client.post("/recap/entry/next/", headers=QUICK).json()["stations"]]

    builders.flag(night.six, kind="flood", severity="critical")
    first, second, third = taken(banten), taken(lebak), taken(browser(night.lapangan))
    assert first == [night.six.code] and second == [night.five.code] and third == []
    assert CallClaim.objects.count() == 2
    # Whoever asks again gives the last one back; after ten minutes anybody may take what nothing was said of.
    press(lebak, night.five.code, "sent")
    assert taken(banten) == [night.six.code]
    night.clock.shift(timedelta(minutes=11))
    assert taken(lebak) == [night.six.code]
    page = banten.post("/recap/entry/next/", follow=True).content.decode()
    assert night.west.code in page


def test_two_callers_who_differ_stand_side_by_side(night: SimpleNamespace) -> None:
    press(browser(night.operator_lebak), night.five.code, "visible")
    press(browser(night.operator_banten), night.five.code, "sent", note="PPS bilang belum")
    page = browser(night.pejabat).get(f"/recap/of-station/{night.five.code}/").content.decode()
    assert page.count("laporan berbeda") == 2 and page.count("operator.lebak") >= 2
