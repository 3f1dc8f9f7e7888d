"""The search page: stations, regions, risks, tasks and agencies, each only for who may read them."""

import html
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.agencies.models import Contact
from desk.briefings.models import Briefing
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> SimpleNamespace:
    """Give the cast of the demo."""
    return builders.cast()


def signed_in(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def suggested(client: Client, text: str) -> str:
    """Give what the search box offers for a text."""
    return client.get("/search/", {"q": text}, headers={"HX-Request": "true"}).content.decode()


def test_enter_on_a_single_hit_goes_there(people: SimpleNamespace) -> None:
    builders.station(5)
    builders.station(6)
    answer = signed_in(people.operator_lebak).get("/search/", {"q": "kanekes 5"})
    assert answer.status_code == 302
    assert answer["Location"] == "/tps/3602062001005/"


def test_numbers_of_risks_and_tasks_go_to_them(people: SimpleNamespace) -> None:
    flag = builders.flag()
    task = builders.task(flag=flag)
    client = signed_in(people.admin)
    for text in (flag.number, f"r{flag.pk}", f" R-{flag.pk} "):
        assert client.get("/search/", {"q": text})["Location"] == f"/risks/{flag.pk}/"
    assert client.get("/search/", {"q": task.number.lower()})["Location"] == f"/tasks/{task.pk}/"


def test_suggestions_are_options_of_a_list(people: SimpleNamespace) -> None:
    builders.station(5)
    builders.station(6)
    fragment = suggested(signed_in(people.admin), "kanekes")
    assert fragment.count('role="option"') == 3
    assert "/tps/3602062001005/" in fragment
    assert "region=36.02.06.2001" in fragment
    assert "<html" not in fragment


def test_nothing_found_says_what_to_try(people: SimpleNamespace) -> None:
    builders.station()
    client = signed_in(people.admin)
    assert "Tidak ada yang cocok" in suggested(client, "zzz")
    assert "Tidak ada yang cocok" in client.get("/search/", {"q": "zzz"}).content.decode()
    assert client.get("/search/").status_code == 200


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\x00", "%", "'; drop table", "9" * 300, "R-999999999", "٣"]
)
def test_strange_texts_find_nothing_and_break_nothing(people: SimpleNamespace, text: str) -> None:
    builders.flag()
    page = signed_in(people.admin).get("/search/", {"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_field_reporter_finds_only_the_own_region(people: SimpleNamespace) -> None:
    builders.station(5)
    flag = builders.flag(builders.station(1, "36.71.01.1001"))
    client = signed_in(people.lapangan)
    assert client.get("/search/", {"q": "kanekes 5"}).status_code == 302
    assert "Sukarasa" not in suggested(client, "sukarasa")
    assert "Tidak ada yang cocok" in suggested(client, flag.number)


def test_a_liaison_does_not_find_another_agencys_task(people: SimpleNamespace) -> None:
    task = builders.task(title="Pasang radio")
    assert "Pasang radio" in suggested(signed_in(people.diskominfo), task.number)
    assert "Pasang radio" not in suggested(signed_in(people.kpu), task.number)
    assert "Pasang radio" not in suggested(signed_in(people.kpu), "radio")


def test_outsider_finds_nothing(people: SimpleNamespace) -> None:
    builders.station(5)
    assert signed_in(people.luar).get("/search/", {"q": "kanekes 5"}).status_code == 403


def links(page: str) -> list[str]:
    """Give the links from the groups to their lists."""
    return [html.unescape(each) for each in re.findall(r'<h2>[^<]*</h2><a href="([^"]+)">Lihat semua', page)]


def test_each_group_counts_what_its_list_shows(people: SimpleNamespace) -> None:
    for number in range(1, 24):
        place = builders.station(number)
        builders.flag(place, kind="flood")
    builders.flag(place, kind="conflict", note="Warga Kanekes menolak")
    builders.task(title="Antar kotak suara ke Kanekes")
    client = signed_in(people.admin)
    page = client.get("/search/", {"q": "kanekes"}).content.decode()
    counts = {"/tps/": 23, "/risks/": 24, "/regions/": 1, "/tasks/": 1}
    assert {url.partition("?")[0] for url in links(page)} == set(counts)
    for url in links(page):
        number = counts[url.partition("?")[0]]
        assert f"Lihat semua {number}" in page
        listed = client.get(url, headers={"HX-Request": "true"}).content.decode()
        assert len(re.findall(r'class="row-title"|class="row-head"', listed)) >= min(number, 1)
    assert client.get("/tps/", {"q": "kanekes"}).context["listing"].count == 23
    assert client.get("/risks/", {"q": "kanekes"}).context["count"] == 24
    assert client.get("/tasks/", {"q": "kanekes"}).context["count"] == 1


def test_a_kind_and_a_place_find_the_risks_there(people: SimpleNamespace) -> None:
    flood = builders.flag(builders.station(5), kind="flood", note="Jembatan tergenang sejak pagi")
    builders.flag(builders.station(6), kind="conflict")
    builders.flag(builders.station(1, "36.71.01.1001"), kind="flood")
    client = signed_in(people.admin)
    for text in ("banjir kanekes", "risiko banjir di kanekes", "kanekes banjir", "tergenang", "jembatan pagi"):
        fragment = suggested(client, text)
        assert f"/risks/{flood.pk}/" in fragment, text
        assert fragment.count("/risks/") == 1, text
    assert suggested(client, "blank spot kanekes").count("/risks/") == 0


def test_internal_notes_are_never_searched(people: SimpleNamespace) -> None:
    builders.flag(internal_note="rahasia lintang")
    for user in (people.admin, people.kpu):
        assert "Tidak ada yang cocok" in suggested(signed_in(user), "rahasia")


def test_phones_of_contacts_are_never_searched(people: SimpleNamespace) -> None:
    Contact.objects.create(
        agency=builders.agency("kpu"), role="Piket", phone="081234567890", valid_until=date(2099, 1, 1)
    )
    for text in ("081234567890", "piket"):
        assert "/agencies/" not in suggested(signed_in(people.admin), text)


def test_agencies_are_found_by_name_short_name_and_code(people: SimpleNamespace) -> None:
    builders.agency("bpbd-lebak", name="Badan Penanggulangan Bencana Lebak", short="BPBD Lebak", region_code="36.02")
    client = signed_in(people.admin)
    for text in ("penanggulangan lebak", "bpbd lebak", "bpbd-lebak"):
        assert "/agencies/bpbd-lebak/" in suggested(client, text), text


def test_briefings_are_found_only_by_who_may_read_them(people: SimpleNamespace) -> None:
    briefing = Briefing.objects.create(
        agency=builders.agency("kpu"), election=builders.election(), period="2024-W05", as_of=timezone.now()
    )
    assert f"/briefings/{briefing.pk}/" in suggested(signed_in(people.admin), "2024-w05")
    for user in (people.kpu, people.lapangan):
        assert f"/briefings/{briefing.pk}/" not in suggested(signed_in(user), "2024-w05")


def test_meetings_are_found_by_who_may_read_them(people: SimpleNamespace) -> None:
    meeting = builders.meeting(title="Simulasi pungut hitung Cikeusik")
    client = signed_in(people.operator_lebak)
    assert client.get("/search/", {"q": "pungut hitung"})["Location"] == f"/meetings/{meeting.pk}/"
    builders.meeting(title="Evaluasi pungut hitung")
    page = client.get("/search/", {"q": "pungut hitung"}).content.decode()
    assert "/meetings/?q=pungut+hitung&amp;tab=all" in page
    for user in (people.kpu, people.luar):
        assert f"/meetings/{meeting.pk}/" not in suggested(signed_in(user), "pungut hitung")


def test_a_typing_error_is_offered_and_never_gone_to(people: SimpleNamespace) -> None:
    builders.station(5)
    client = signed_in(people.admin)
    answer = client.get("/search/", {"q": "kaneks 5"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Mungkin maksud Anda" in page
    assert 'href="/search/?q=Kanekes+5"' in page
    assert "/tps/3602062001005/" in page
    assert "Mungkin maksud Anda" in suggested(client, "kaneks 5")


def test_the_named_station_is_gone_to_although_it_has_risks(people: SimpleNamespace) -> None:
    builders.flag(builders.station(5))
    answer = signed_in(people.admin).get("/search/", {"q": "kanekes 5"})
    assert answer["Location"] == "/tps/3602062001005/"


def test_an_old_code_is_named(people: SimpleNamespace) -> None:
    builders.region("36.02.28.2009", "Cikaratuan")
    builders.station(1, "36.02.28.2009", code="3602162018001")
    builders.station(2, "36.02.28.2009", code="3602162018002")
    page = suggested(signed_in(people.admin), "36.02.16.2018")
    assert page.count("kode lama 36.02.16.2018") == 3


def test_a_position_lists_the_nearest_stations(people: SimpleNamespace) -> None:
    builders.station(5, latitude=-6.6, longitude=106.2)
    builders.station(6, latitude=-6.61, longitude=106.2)
    page = signed_in(people.admin).get("/search/", {"q": "-6.6001, 106.2"}).content.decode()
    assert "TPS terdekat" in page
    assert page.index("11 m") < page.index("1,1 km")


def test_a_broad_text_leaves_the_risks_to_their_list(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.search_groups.MOST", 2)
    monkeypatch.setattr("desk.search_results.MOST", 2)
    for number in range(1, 23):
        builders.flag(builders.station(number))
    client = signed_in(people.admin)
    page = client.get("/search/", {"q": "kab lebak"}).content.decode()
    assert "Lihat semua (lebih dari 2)" in page
    assert "/risks/?" not in page
    assert "/risks/?q=kanekes" in client.get("/search/", {"q": "kanekes"}).content.decode()


def test_a_search_takes_few_queries(people: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    builders.flag(builders.station(5))
    client = signed_in(people.admin)
    for text in ("kanekes 5", "kanekes", "kaneks", "banjir kanekes", "3602062001005", "zzz"):
        with django_assert_max_num_queries(20):
            suggested(client, text)
