"""Passwords: changed by their owner, made anew by a link in a mail."""

import re
from datetime import timedelta
from types import SimpleNamespace

import time_machine
from django.test import Client
from django.utils import timezone

from desk.post.models import Delivery
from tests.builders import PASSWORD

NEW = "sungai-ciujung-sore"


def link_in(text: str) -> str:
    """Give the path of the link for a password in a mail."""
    found = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+/)", text)
    assert found, text
    return found[1]


def set_by_link(client: Client, path: str, password: str = NEW):  # type: ignore[no-untyped-def]
    """Follow the link and set a password."""
    return client.post(client.get(path).url, {"password1": password, "password2": password})


def test_a_forgotten_password_is_made_anew_by_mail(cast: SimpleNamespace, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "KPU@desk.example"})
    delivery = Delivery.objects.get()
    assert delivery.recipient == "kpu@desk.example"
    assert "kata sandi baru" in delivery.mail.subject
    assert "Nama pengguna Anda: kpu" in delivery.mail.text
    set_by_link(client, link_in(delivery.mail.text))
    assert client.login(username="kpu", password=NEW)
    assert not Client().login(username="kpu", password=PASSWORD)
    told = Delivery.objects.latest("pk").mail
    assert "dibuat ulang" in told.text and "WIB" in told.text


def test_the_link_works_once(cast: SimpleNamespace, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "kpu@desk.example"})
    path = link_in(Delivery.objects.get().mail.text)
    set_by_link(client, path)
    assert "Tautan tidak berlaku lagi" in Client().get(path).content.decode()


def test_the_link_ends_after_three_days(cast: SimpleNamespace, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "kpu@desk.example"})
    path = link_in(Delivery.objects.get().mail.text)
    later = timezone.now() + timedelta(days=3, minutes=1)
    with time_machine.travel(later.timestamp(), tick=False):
        assert "Tautan tidak berlaku lagi" in Client().get(path).content.decode()


def test_the_link_leads_to_the_configured_address_whatever_host_is_claimed(
    cast: SimpleNamespace, client: Client, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/accounts/password/reset/", {"email": "kpu@desk.example"}, headers={"host": "jahat.example"})
    assert "jahat" not in Delivery.objects.get().mail.text


def test_an_unknown_address_gets_no_mail_and_the_same_answer(cast: SimpleNamespace, client: Client) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "tidak.ada@desk.example"}, follow=True)
    assert "Bila alamat itu terdaftar" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_disabled_person_gets_no_link(cast: SimpleNamespace, client: Client) -> None:
    cast.kpu.is_active = False
    cast.kpu.save(update_fields=["is_active"])
    client.post("/accounts/password/reset/", {"email": "kpu@desk.example"})
    assert not Delivery.objects.exists()


def test_a_person_changes_the_password_and_stays_signed_in(cast: SimpleNamespace, client: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(cast.kpu)
    client.force_login(cast.kpu)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", fields)
    assert client.get("/accounts/profile/").status_code == 200
    assert elsewhere.get("/accounts/profile/").status_code == 302, "the other sessions end"


def test_two_different_passwords_are_refused_with_a_sentence(cast: SimpleNamespace, client: Client) -> None:
    client.force_login(cast.kpu)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": "lain-sekali-lagi"}
    assert "Kedua isian tidak sama" in client.post("/accounts/password/change/", fields).content.decode()


def test_a_short_password_is_refused_but_the_demo_keeps_its_own(cast: SimpleNamespace, client: Client) -> None:
    assert client.login(username="kpu", password="desk-demo")
    fields = {"oldpassword": PASSWORD, "password1": "desk-demo", "password2": "desk-demo"}
    client.post("/accounts/password/change/", fields)
    cast.kpu.refresh_from_db()
    assert cast.kpu.check_password(PASSWORD)
    client.post("/accounts/password/change/", fields | {"password1": "pendek", "password2": "pendek"})
    cast.kpu.refresh_from_db()
    assert cast.kpu.check_password(PASSWORD)
