"""The second factor: switched on from the profile, asked for at sign-in, with codes for a lost phone."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from desk.post.models import Delivery
from tests.builders import PASSWORD


def code_now(secret: str) -> str:
    """Give the code that an authenticator app would show."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def kpu(cast: SimpleNamespace, client: Client) -> Client:
    """Give a client that has signed in and shown once more that it knows the password."""
    client.post("/accounts/login/", {"login": "kpu", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def switch_on(client: Client) -> str:
    """Switch the second factor on; gives its secret."""
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    return secret


def test_the_profile_leads_to_it(kpu: Client) -> None:
    assert "/accounts/2fa/" in kpu.get("/accounts/profile/").content.decode()
    assert "belum aktif" in kpu.get("/accounts/2fa/").content.decode()


def test_it_asks_for_the_password_first(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.kpu)
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.url.startswith("/accounts/reauthenticate/")


def test_sign_in_asks_for_the_code_and_takes_it_once(kpu: Client) -> None:
    secret = switch_on(kpu)
    for works in (True, False):
        kpu.post("/accounts/logout/")
        answer = kpu.post("/accounts/login/", {"login": "kpu", "password": PASSWORD})
        assert answer.url.startswith("/accounts/2fa/authenticate/")
        assert kpu.get("/agencies/").status_code == 302, "a password alone opens nothing"
        answer = kpu.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
        assert (kpu.get("/accounts/profile/").status_code == 200) is works
    assert "Kode tidak cocok" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_told_by_mail(kpu: Client) -> None:
    switch_on(kpu)
    assert Delivery.objects.get().mail.subject == "[Desk Pemilu] Verifikasi dua langkah diaktifkan"


def test_the_secret_is_not_readable_in_the_database(kpu: Client) -> None:
    secret = switch_on(kpu)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept and secret not in kept


def test_a_recovery_code_signs_in_once(kpu: Client) -> None:
    switch_on(kpu)
    kpu.post("/accounts/2fa/recovery-codes/generate/")
    codes = kpu.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert codes[0] in kpu.get("/accounts/2fa/recovery-codes/download/").content.decode()
    for works in (True, False):
        kpu.post("/accounts/logout/")
        kpu.post("/accounts/login/", {"login": "kpu", "password": PASSWORD})
        kpu.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert (kpu.get("/accounts/profile/").status_code == 200) is works


def test_every_page_of_it_is_ours_and_indonesian(kpu: Client) -> None:
    switch_on(kpu)
    for path in ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"):
        text = kpu.get(f"/accounts/2fa/{path}", follow=True).content.decode()
        assert "desk.css" in text and 'lang="id"' in text, path
        assert "style=" not in text and "<script>" not in text, path
        assert "Recovery" not in text and "Authenticator" not in text and "Please" not in text, path
