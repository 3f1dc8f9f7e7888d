"""Forms of contacts and stages that arrive twice, one after the other or at the same moment, count once."""

import threading
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from desk.agencies import contact_actions as agencies
from desk.agencies.models import Contact
from tests import builders
from tps.actions import elections
from tps.models import Stage

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2030-01-31"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Contact, {"role": "Kepala Pusdalops", "phone": "0254 200 123", "valid_until": DAY}),
        (Stage, {"name": "Masa tenang", "starts_on": DAY, "ends_on": DAY}),
    ],
)
def test_a_form_that_is_sent_twice_makes_one(kind: Any, form: dict[str, str]) -> None:
    client = signed_in(builders.cast().admin)
    path = "/agencies/bpbd/contacts/new/" if kind is Contact else f"/elections/{builders.election().code}/stages/new/"
    if kind is Contact:
        builders.agency("bpbd")
        path = next(line for line in _links(client, "/agencies/bpbd/") if line.endswith("/new/"))
    else:
        path = next(line for line in _links(client, path.removesuffix("stages/new/")) if line.endswith("/stages/new/"))
    sent = client.get(path).context["form"]["client_id"].value()
    for _time in range(2):
        assert client.post(path, form | {"client_id": sent}).status_code == 302
    assert kind.objects.count() == 1
    assert client.post(path, form | {"client_id": str(uuid.uuid4())}).status_code == 302
    assert client.post(path, form).status_code == 302, "a client without an identifier is heard as well"
    assert kind.objects.count() == 3


def _links(client: Client, path: str) -> list[str]:
    return [part.partition('"')[0] for part in client.get(path).content.decode().split('href="')[1:]]


@pytest.mark.parametrize("kind", ["contact", "stage"])
def test_the_same_form_at_the_same_moment_makes_one(kind: str) -> None:
    agency, election, sent = builders.agency("bpbd"), builders.election(), uuid.uuid4()
    day = date(2030, 1, 31)

    def contact() -> Any:
        made = Contact(agency=agency, role="Ketua", valid_until=day)
        return agencies.save_contact(made, actor=None, at=timezone.now(), client_id=sent)

    def stage() -> Any:
        made = Stage(election=election, name="Masa tenang", starts_on=day, ends_on=day)
        return elections.save_stage(made, actor=None, at=timezone.now(), client_id=sent)

    save: Callable[[], Any] = {"contact": contact, "stage": stage}[kind]
    gate, kept = threading.Barrier(4), []

    def one() -> None:
        gate.wait()
        try:
            kept.append(save().pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 4
    assert len(set(kept)) == 1
