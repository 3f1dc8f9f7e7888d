"""The health page: 200 only when pages can be served, and no secrets either way."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from desk import health
from tests import builders


@pytest.mark.django_db
def test_a_stranger_learns_that_all_is_well_and_nothing_else() -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": True, "migrations": True}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_waiting_migrations_are_not_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_waiting_migrations", lambda: True)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.django_db
def test_a_database_that_is_gone_is_said_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise DatabaseError("connection to server at 10.0.0.7 failed: password for desk")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert b"10.0.0.7" not in answer.content


@pytest.mark.django_db
def test_somebody_signed_in_learns_it_too_while_the_database_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(builders.user("admin", "admin"))

    def refuse(*_args: Any, **_more: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 503
