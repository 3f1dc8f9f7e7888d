"""The language: the page says which it is, the switch is remembered, and follows the person to other machines."""

import re

import pytest
from django.test import Client

from desk.accounts import actions
from desk.accounts.models import User
from desk.post.models import Message
from tests import builders

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def language_of(client: Client, path: str = "/jobs/") -> str:
    page = client.get(path)
    said = re.search(r'<html lang="(\w+)"', page.content.decode())
    assert said is not None
    assert page["Content-Language"] == said[1]
    return said[1]


def chosen(client: Client, language: str) -> None:
    client.post("/i18n/setlang/", {"language": language, "next": "/jobs/"})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_choice_follows_the_person_to_another_machine_and_stays_theirs() -> None:
    people = builders.cast()
    chosen(signed_in(people.operator_lebak), "en")
    assert language_of(signed_in(people.operator_lebak)) == "en"
    assert language_of(signed_in(people.operator_banten)) == "id"
    chosen(signed_in(people.operator_lebak), "id")
    assert language_of(signed_in(people.operator_lebak)) == "id"


def test_whoever_signs_in_at_a_shared_machine_reads_their_own_language() -> None:
    people = builders.cast()
    client = signed_in(people.operator_lebak)
    chosen(client, "en")
    chosen(signed_in(people.operator_banten), "id")
    client.force_login(people.operator_banten)
    assert language_of(client) == "id"


def test_the_switch_names_the_language_of_the_page_also_before_signing_in() -> None:
    client = Client()
    page = client.get(LOGIN).content.decode()
    assert re.search(r'value="id" lang="id" aria-pressed="true"', page)
    assert "Bahasa: <b>Indonesia</b>" in page
    chosen(client, "en")
    page = client.get(LOGIN).content.decode()
    assert re.search(r'value="en" lang="en" aria-pressed="true"', page)
    assert ": <b>English</b>" in page
    assert language_of(client, LOGIN) == "en"


def test_an_unknown_language_changes_nothing_and_a_look_at_the_address_neither() -> None:
    people = builders.cast()
    client = signed_in(people.admin)
    chosen(client, "xx")
    assert client.get("/i18n/setlang/").status_code == 405
    assert User.objects.get(pk=people.admin.pk).language == ""
    assert language_of(client) == "id"


def test_a_public_page_asks_nobody_who_they_are() -> None:
    assert "sessionid" not in Client().get(LOGIN).cookies


def test_the_choice_leaves_no_trace_in_the_history() -> None:
    people = builders.cast()
    before = people.admin.events.count()
    chosen(signed_in(people.admin), "en")
    assert people.admin.events.count() == before


@pytest.mark.parametrize(("language", "word"), [("", "Undangan"), ("en", "Invitation")])
def test_mails_are_written_in_the_readers_language_whoever_causes_them(language: str, word: str) -> None:
    people = builders.cast()
    people.lapangan.email = "lapangan@desk.example"
    people.lapangan.save()
    if language:
        actions.choose_language(people.lapangan, language)
    chosen(signed_in(people.admin), "id" if language else "en")
    signed_in(people.admin).post(f"/accounts/people/{people.lapangan.pk}/invitation/")
    reset = Client()
    chosen(reset, "id" if language else "en")
    reset.post("/accounts/password/reset/", {"email": "lapangan@desk.example"})
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert len(subjects) == 2
    assert word in subjects[0]
    assert ("kata sandi" in subjects[1].lower()) is (not language)
