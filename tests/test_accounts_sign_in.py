"""Signing in: for the right person, from anywhere; for nobody else, and without locking out whom it must not."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from desk.accounts import devices
from desk.accounts.models import User
from tests.builders import PASSWORD

HOME, OFFICE, STRANGER = "203.0.113.7", "198.51.100.20", "192.0.2.66"
LOGIN = "/accounts/login/"


def attempt(client: Client, name: str, password: str = PASSWORD, address: str = HOME) -> bool:
    """Try to sign in from an address; gives whether it worked."""
    client.post(LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def test_the_page_is_indonesian_and_loads_nothing_inline(client: Client, db: None) -> None:
    page = client.get(LOGIN)
    text = page.content.decode()
    assert "Masuk" in text and "Kata sandi" in text and "Nama pengguna" in text
    assert "style=" not in text and "onclick" not in text and "unsafe" not in page["Content-Security-Policy"]


def test_a_person_signs_in_by_name_or_mail(cast: SimpleNamespace) -> None:
    assert attempt(Client(), "operator.lebak")
    assert attempt(Client(), "OPERATOR.LEBAK")
    assert attempt(Client(), "operator.lebak@desk.example")


def test_a_wrong_password_is_refused_with_a_sentence(cast: SimpleNamespace, client: Client) -> None:
    answer = client.post(LOGIN, {"login": "kpu", "password": "keliru"})
    assert "kata sandi tidak cocok" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_name_is_answered_like_a_wrong_password(cast: SimpleNamespace, client: Client) -> None:
    def shown(name: str) -> str:
        text = client.post(LOGIN, {"login": name, "password": "keliru"}).content.decode()
        return re.sub(r'value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"', "", text)

    assert shown("kpu") == shown("tidak-ada")


def test_the_door_closes_for_who_guesses_and_only_for_them(cast: SimpleNamespace) -> None:
    thief = Client()
    for _guess in range(30):
        assert not attempt(thief, "operator.lebak", "tebakan", STRANGER)
    assert not attempt(thief, "operator.lebak", PASSWORD, STRANGER), "the guesser stays out, even with luck"
    assert attempt(Client(), "operator.lebak", PASSWORD, HOME), "the right person signs in from elsewhere"
    assert attempt(Client(), "kpu", PASSWORD, STRANGER), "another person behind the same address signs in"


def test_a_known_device_is_not_locked_out_by_the_office_next_to_it(cast: SimpleNamespace) -> None:
    own = Client()
    assert attempt(own, "operator.lebak", PASSWORD, OFFICE)
    own.post("/accounts/logout/")
    colleague = Client()
    for _guess in range(70):
        attempt(colleague, "operator.lebak", "tebakan", OFFICE)
    assert attempt(own, "operator.lebak", PASSWORD, OFFICE)


def test_a_known_device_may_not_guess_for_ever(cast: SimpleNamespace) -> None:
    own = Client()
    assert attempt(own, "operator.lebak")
    own.post("/accounts/logout/")
    for _guess in range(11):
        attempt(own, "operator.lebak", "tebakan")
    assert not attempt(own, "operator.lebak")


def test_right_passwords_use_up_no_guesses(cast: SimpleNamespace) -> None:
    for _time in range(12):
        assert attempt(Client(), "kpu", PASSWORD, OFFICE)


def test_a_forged_device_is_a_strange_one(rf) -> None:  # type: ignore[no-untyped-def]
    request = rf.get("/")
    for value in ("", "x", signing.dumps({"k": "a"}, salt=devices.SALT), signing.dumps({"k": "a", "p": [1]})):
        request.COOKIES[devices.COOKIE] = value
        assert not devices.of(request).knows(1)


def test_a_flood_gets_a_page_that_says_what_to_do(cast: SimpleNamespace, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    client.post(LOGIN, {"login": "kpu", "password": "keliru"})
    answer = client.post(LOGIN, {"login": "kpu", "password": "keliru"})
    assert answer.status_code == 429
    assert "Tunggu satu menit" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client: Client, db: None, method: str) -> None:
    fields = {"username": "baru", "email": "b@x.id", "password1": "rahasia-sekali-9", "password2": "rahasia-sekali-9"}
    answer = getattr(client, method)("/accounts/signup/", fields)
    assert answer.status_code == 200
    assert "Pendaftaran ditutup" in answer.content.decode()
    assert not User.objects.exists()


def test_signing_out_needs_a_post(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.kpu)
    assert "Keluar dari Desk Pemilu?" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_stranger_sees_the_sign_in_page_and_comes_back(cast: SimpleNamespace, client: Client) -> None:
    answer = client.get("/agencies/")
    assert answer.url.startswith(LOGIN)
    answer = client.post(answer.url, {"login": "kpu", "password": PASSWORD, "next": "/agencies/"})
    assert answer.url == "/agencies/"


def test_nobody_is_sent_to_another_site(cast: SimpleNamespace, client: Client) -> None:
    answer = client.post(LOGIN, {"login": "kpu", "password": PASSWORD, "next": "https://jahat.example/"})
    assert answer.url == "/"


def test_the_language_follows_the_switch_before_and_after_signing_in(client: Client, db: None) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    assert answer.status_code == 302
    assert 'lang="en"' in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "login/code/", "2fa/webauthn/", "social/signup/"])
def test_pages_that_make_no_sense_here_are_gone(cast: SimpleNamespace, client: Client, path: str) -> None:
    client.force_login(cast.admin)
    assert client.get(f"/accounts/{path}").status_code == 404
