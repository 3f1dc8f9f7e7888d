"""Many writers beside many watchers: nothing is lost, nothing counts twice, and the counters stay exact."""

import random
import threading
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings

from desk.recap.actions import sightings
from desk.recap.actions.recounting import recount
from desk.recap.board import pulse
from desk.recap.models import FormCount, FormSighting
from tests import builders
from tps import codes
from tps.models import Election, PollingStation

NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
VILLAGES = ("36.02.06.2001", "36.01.01.2001", "36.71.01.1001")
WRITERS, READERS, SAID = 6, 4, 12


@pytest.fixture
def committed(transactional_db: None) -> Any:
    """Give a world that other connections see."""
    stations = []
    for village in VILLAGES:
        region = builders.region(village)
        stations += PollingStation.objects.bulk_create(
            PollingStation(election=builders.election(), region=region, number=n, code=codes.station(village, n))
            for n in range(1, 4)
        )
    people = [builders.user(f"penelepon{number}", "operator", remit="36") for number in range(WRITERS)]
    return stations, [builders.race("ppwp"), builders.race("dpr")], people


@override_settings(DESK_RECAP_LAG=0)
def test_writers_and_watchers_at_once_lose_and_double_nothing(committed: Any) -> None:
    stations, races, people = committed
    election, failures, beats, written = Election.objects.get(), [], [], []
    done = threading.Event()

    def writer(number: int) -> None:
        chance = random.Random(number)
        try:
            for turn in range(SAID):
                at = NIGHT + timedelta(minutes=turn)
                said: dict[str, Any] = {
                    "election": election, "station": chance.choice(stations),
                    "races": races if chance.random() < 0.5 else [chance.choice(races)],
                    "state": chance.choice(["counted", "queued", "sent", "visible"]), "note": "catatan",
                    "seen_at": at, "at": at, "actor": people[number], "client_id": uuid.UUID(int=number * 1000 + turn),
                }  # fmt: skip
                first = sightings.sight(**said)
                written.append(len(said["races"]))
                if turn % 3 == 0:
                    assert [each.pk for each in sightings.sight(**said)] == [each.pk for each in first]
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    def reader() -> None:
        try:
            client = Client()
            client.force_login(people[0])
            tag = ""
            while not done.is_set():
                answer = client.get("/recap/", headers={"HX-Request": "true", "If-None-Match": tag})
                assert answer.status_code in {200, 304}
                tag = answer["ETag"]
                beats.append(pulse.version(election.pk))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    watchers = [threading.Thread(target=reader) for _number in range(READERS)]
    callers = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    for each in (*watchers, *callers):
        each.start()
    for each in callers:
        each.join(60)
    done.set()
    for each in watchers:
        each.join(60)
    assert failures == []
    messages = Counter(FormSighting.objects.values_list("client_id", flat=True))
    assert max(messages.values()) == 1
    assert FormSighting.objects.count() == sum(written) and len(written) == WRITERS * SAID
    # One beat for each message, none for one that came again.
    assert pulse.version(election.pk) == WRITERS * SAID
    assert beats
    assert FormCount.objects.total() == FormSighting.objects.values("station", "race").distinct().count()
    assert recount(election.pk).different == 0
