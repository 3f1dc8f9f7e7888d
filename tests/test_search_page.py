"""The search page: stations, regions, risks, tasks and agencies, each only for who may read them."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

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
