"""Reserve sites of flood-prone stations, what moves there, and elections that carry stations over."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.recap.models import CarryOver, Relocation
from desk.recap.relocation import rules
from tests import builders
from tps.models import Election, PollingStation, Race

pytestmark = pytest.mark.django_db
VILLAGE = "36.02.06.2001"


def prone(number: int = 5, village: str = VILLAGE, **fields: Any) -> PollingStation:
    """Make a station with an open flood risk."""
    found = builders.station(number, village, **fields)
    builders.flag(found, kind="flood")
    return found


def sent(**fields: Any) -> dict[str, Any]:
    """Give a filled-in form of a reserve site."""
    return {
        "site": "SDN 2 Kanekes",
        "deadline": "2024-02-12T16:00",
        "decider": builders.agency("kpu").pk,
        "decider_role": "Ketua PPK",
        **fields,
    }


def test_a_site_is_decided_step_by_step_and_its_list_ticked(cast: SimpleNamespace, client: Client) -> None:
    station = prone()
    client.force_login(cast.operator_lebak)
    url = f"/recap/relocations/{station.code}/"
    assert client.post(f"{url}edit/", sent(latitude="-6.5")).status_code == 422
    form = sent()
    for _time in range(2):
        assert client.post(f"{url}edit/", form)["Location"] == url
    row = Relocation.objects.get()
    assert (row.state, row.version, row.items.count()) == ("proposed", 1, 7)
    other = client.post(f"{url}edit/", sent(site="Balai desa"))
    assert other.status_code == 409 and "SDN 2 Kanekes" in other.content.decode().partition('class="merge"')[2]
    client.post(f"{url}act/", {"state": "moved"})
    row.refresh_from_db()
    assert row.state == "proposed", "nobody moves what was not decided"
    client.post(f"{url}act/", {"state": "agreed"})
    client.post(f"{url}act/", {"text": "perahu karet"})
    client.post(f"{url}act/", {"text": "perahu karet"})
    assert client.post(f"{url}act/", {"text": ""}).status_code == 422
    things = list(row.items.values_list("pk", flat=True))
    client.post(f"{url}act/", {"tick": "1", "done": [*things, "9" * 30, "x"]})
    assert row.items.filter(done_at__isnull=False).count() == len(things) == 8
    page = client.get(url).content.decode()
    assert "Siap pindah" in page and "Tenggat keputusan sudah lewat" in page
    client.post(f"{url}act/", {"tick": "1", "done": things[1:]})
    assert "Siap pindah" not in client.get(url).content.decode()


def test_the_list_shows_who_needs_a_site_and_which_deadlines_have_passed(
    cast: SimpleNamespace, client: Client, django_assert_max_num_queries: Any
) -> None:
    station = prone()
    prone(6)
    prone(1, "36.01.01.2001")
    dry = builders.station(7)
    client.force_login(cast.operator_banten)
    client.post(f"/recap/relocations/{station.code}/edit/", sent())
    client.post(f"/recap/relocations/{dry.code}/edit/", sent())
    Relocation.objects.filter(station=dry).update(deadline=timezone.now() + timedelta(days=1))
    with django_assert_max_num_queries(15):
        page = client.get("/recap/relocations/").content.decode()
    assert "1 lokasi cadangan lewat tenggat" in page
    for query, number in (("", 4), ("state=none", 2), ("state=proposed", 2), ("overdue=1", 1), ("region=36.01", 1),
                          ("q=sumber", 1), ("state=moved", 0)):  # fmt: skip
        answer = client.get(f"/recap/relocations/?{query}", headers={"HX-Request": "true"}).content.decode()
        assert f"{number} TPS" in answer, query
        lines = b"".join(client.get(f"/recap/relocations/export.csv?{query}").streaming_content).decode().splitlines()
        assert len(lines) == number + 1, query
    assert "SDN 2 Kanekes" in client.get(f"/recap/relocations/of-station/{station.code}/").content.decode()


def carried(**fields: Any) -> dict[str, Any]:
    """Give a filled-in form of a postponed vote in Lebak."""
    return {
        "kind": "susulan",
        "name": "Susulan Lebak",
        "polling_date": "2024-02-20",
        "region": "36.02",
        "reason": "Keputusan KPU",
        "client_id": str(uuid.uuid4()),
        "stage": "preview",
        **fields,
    }


def test_a_postponed_vote_carries_over_exactly_the_stations_that_the_preview_counted(
    cast: SimpleNamespace, client: Client, settings: Any
) -> None:
    flooded = prone(5, latitude=-6.6, longitude=106.2, position_source="survey", corrected=["voters"])
    builders.station(6)
    builders.station(8, withdrawn_at=timezone.now())
    builders.station(1, "36.01.01.2001")
    parent = flooded.election
    Race.objects.create(election=parent, code="dpd", name="DPD", order=3)
    client.force_login(cast.operator_banten)
    url = "/recap/relocations/carry-over/"
    page = client.post(url, carried()).content.decode()
    assert "2 TPS akan disalin" in page and "melewati batas" not in page
    page = client.post(url, carried(polling_date="2024-02-27")).content.decode()
    assert "3 hari melewati batas 10 hari" in page and "Dasar hukumnya belum diisi" in page
    assert "melewati" not in client.post(url, carried(kind="psu", polling_date="2025-04-19")).content.decode()
    assert client.post(url, carried(polling_date="2024-02-01")).status_code == 422
    assert client.post(url, carried(stations="3602062001999")).status_code == 422
    assert (
        "Tidak ada TPS yang cocok"
        in client.post(
            url, carried(region="", stations=flooded.code, prone="on") | {"region": "36.01"}
        ).content.decode()
    )
    form = carried(prone="on", stage="make", expected="2")
    assert client.post(url, form).status_code == 409
    assert Election.objects.count() == 1
    for _time in range(2):
        answer = client.post(url, form | {"expected": "1"})
        assert answer.status_code == 302, answer.content.decode()
    child = CarryOver.objects.get().election
    copy = child.stations.get()
    assert (child.parent, child.kind, child.current, child.voter_limit) == (
        parent,
        "susulan",
        False,
        parent.voter_limit,
    )
    assert (copy.code, copy.cell, copy.corrected, copy.voters) == (flooded.code, flooded.cell, ["voters"], 231)
    assert [each.code for each in child.races.all()] == ["dpd"]
    assert PollingStation.objects.filter(election=parent).count() == 4, "the parent's stations stay"


def test_only_a_re_vote_is_not_held_to_the_days_of_a_postponed_one() -> None:
    day = timezone.now().date()
    assert rules.days_after("susulan", day, day + timedelta(days=10), 10) == 0
    assert rules.days_after("susulan", day, day + timedelta(days=11), 10) == 1
    assert rules.days_after("psu", day, day + timedelta(days=60), 10) == 0


@pytest.mark.parametrize(
    ("name", "reads", "writes", "carries"),
    [
        ("admin", True, True, True),
        ("operator_banten", True, True, True),
        ("operator_lebak", True, True, False),
        ("operator_pandeglang", True, False, False),
        ("lapangan", True, False, False),
        ("bawaslu", True, False, False),
        ("luar", False, False, False),
    ],
)
def test_who_reads_writes_and_carries_over(
    cast: SimpleNamespace, client: Client, name: str, reads: bool, writes: bool, carries: bool
) -> None:
    station = prone()
    client.force_login(getattr(cast, name))
    for path in ("", f"{station.code}/", f"of-station/{station.code}/"):
        assert client.get(f"/recap/relocations/{path}").status_code == (200 if reads else 403), path
    client.post(f"/recap/relocations/{station.code}/edit/", sent())
    assert Relocation.objects.exists() is writes
    assert client.get("/recap/relocations/carry-over/").status_code == (200 if carries else 403)
