"""The database throws everybody out for a moment, as after a crash: pages go on, and what a relay said is kept."""

import os
import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler
from django.http import HttpRequest
from django.test import Client
from django.utils.connection import ConnectionProxy

from desk import clock, env
from desk.post import delivering
from desk.post.actions import Addressee, queue
from desk.post.models import Delivery
from desk.work import actions, heart, runs
from tests import builders
from tests.mailbox import Mailbox


def throw_everybody_out() -> int:
    """End every connection to the test's database but this one; gives how many there were."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, user="desk") as other:
        return other.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [settings.DATABASES["default"]["NAME"]],
        ).fetchone()[0]


@pytest.fixture
def pooled(transactional_db: None) -> Any:
    """Give a connection through a pool, as production has it."""
    found = env.database(os.environ["DATABASE_URL"], pool=True) | {"NAME": settings.DATABASES["default"]["NAME"]}
    handler = ConnectionHandler({"default": found})
    proxy = ConnectionProxy(handler, "default")
    yield proxy
    proxy.close()
    proxy.close_pool()


def test_a_pool_gives_no_dead_connection_to_the_next_page(pooled: Any) -> None:
    for _page in range(3):
        with pooled.cursor() as cursor:
            cursor.execute("SELECT 1")
        pooled.close()
        assert throw_everybody_out() >= 1
    with pooled.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)


class Crash(Mailbox):
    """A relay during whose talk the database goes away."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the mail after the sender has lost its database."""
        throw_everybody_out()
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def crash(transactional_db: None, settings: Any) -> Any:
    relay = Crash()
    relay.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
    queue(subject="Laporan", text="Isi", people=[Addressee("kpu@instansi.example")], actor=None, at=clock.now())
    yield relay
    relay.stop()


def test_a_mail_that_the_relay_took_while_the_database_fell_is_sent_and_not_uncertain(crash: Crash) -> None:
    tally = delivering.deliver(clock.now())
    assert (tally.sent, Delivery.objects.get().state, len(crash.messages)) == (1, "sent", 1)
    assert delivering.deliver(clock.now()).sent == 0 and len(crash.messages) == 1


def test_a_database_that_stays_away_is_not_waited_for_for_ever(crash: Crash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "REMEMBER_SECONDS", 0)
    with pytest.raises(OperationalError):
        delivering.deliver(clock.now())
    connection.close()
    # Nobody knows, so it is not sent again by itself.
    assert Delivery.objects.get().state == "inflight" and len(crash.messages) == 1
    assert delivering.deliver(clock.now()).sent == 0


class Fallen(AuthenticationBackend):
    """Checks passwords in a database that has just gone away."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Ask the database, in vain."""
        throw_everybody_out()
        return super().authenticate(request, **credentials)


def test_a_right_password_in_a_fallen_database_is_no_wrong_guess(
    transactional_db: None, client: Client, settings: Any
) -> None:
    builders.user("pejabat", "official")
    words = {"login": "pejabat", "password": builders.PASSWORD}
    client.raise_request_exception = False
    usual = settings.AUTHENTICATION_BACKENDS
    for _patient_try in range(8):
        settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Fallen"]
        assert client.post("/accounts/login/", words).status_code == 500
        connection.close()
    settings.AUTHENTICATION_BACKENDS = usual
    assert client.post("/accounts/login/", words).status_code == 302


def test_a_claim_that_broke_off_holds_nothing_so_neglected_work_is_still_looked_for(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[uuid.UUID] = []
    own = heart.Heart(work=done.append)
    monkeypatch.setattr(heart, "_present", own)
    long_ago = clock.now() - timedelta(minutes=5)
    job = actions.enqueue("post.deliver", {}, actor=None, at=long_ago)
    assert throw_everybody_out() >= 1
    with pytest.raises(OperationalError):
        runs.claim(job.pk, clock.now())
    connection.close()
    own.rescue(clock.now())
    assert done == [job.pk]
