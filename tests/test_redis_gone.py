"""Redis killed under the running product: pages answer, limits hold, work is written down and done afterwards."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.db import connection
from django.test import Client
from kombu import pools

from desk import cache, clock
from desk.celery import app
from desk.work import actions
from desk.work.models import Job
from tests import builders
from tests.services import free_port, redis_server
from tests.worker import running_worker

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """A Redis of the test's own, which can be killed and come back with what it kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--appendonly", "yes"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([redis_server(), *words, "--save", ""], stdout=log, stderr=log)
        deadline = time.monotonic() + 15
        with redis.Redis(port=self.port) as client:
            while True:
                try:
                    client.ping()
                    break
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, (self.folder / "log").read_text()
                    time.sleep(0.05)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(5)
            self.process = None


@pytest.fixture
def server(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Let the product use a Redis that this test may kill, for the cache, sessions and the broker."""
    server = Server(tmp_path)
    server.start()
    settings.CACHES = {
        name: {**each, "LOCATION": server.url} if "LOCATION" in each and name != "database" else each
        for name, each in settings.CACHES.items()
    }
    monkeypatch.setattr(cache, "LEFT_ALONE", 0.2)
    kept = app.conf.broker_url, app.conf.broker_write_url
    app.conf.broker_url = app.conf.broker_write_url = server.url
    connect_anew()
    yield server
    app.conf.broker_url, app.conf.broker_write_url = kept
    connect_anew()
    server.kill()


def connect_anew() -> None:
    """Leave the connections to a broker for new ones: a pool that is only closed would take no nudge ever after."""
    pools.reset()
    app._after_fork()


def sign_in(client: Client, password: str) -> str:
    answer = client.post("/accounts/login/", {"login": "operator.banten", "password": password}, follow=True)
    return answer.content.decode()


def test_pages_answer_somebody_who_was_signed_in_before(server: Server) -> None:
    builders.election()
    client = Client()
    client.force_login(builders.cast().operator_banten)
    assert client.get("/").status_code == 200
    server.kill()
    began = time.monotonic()
    for path in ("/", "/tps/", "/risks/", "/imports/", "/jobs/", "/history/"):
        assert client.get(path).status_code == 200, path
    assert time.monotonic() - began < 10


def test_people_sign_in_and_out_and_a_session_that_ended_meanwhile_stays_ended(server: Server) -> None:
    builders.cast()
    client = Client()
    sign_in(client, builders.PASSWORD)
    ended = client.cookies["sessionid"].value
    assert client.get("/").status_code == 200
    server.kill()
    client.post("/accounts/logout/")
    assert "Kata sandi" in client.get("/", follow=True).content.decode()
    sign_in(client, builders.PASSWORD)
    assert client.get("/").status_code == 200
    server.start()
    time.sleep(cache.LEFT_ALONE)
    stolen = Client()
    stolen.cookies["sessionid"] = ended
    with redis.Redis(port=server.port) as there:
        copies = there.keys("session*")
        assert all(0 < int(str(there.ttl(key))) <= 60 for key in copies), "a copy ends by itself within a minute"
        there.delete(*copies)
    assert stolen.get("/").status_code == 302


def test_wrong_guesses_are_still_counted(server: Server) -> None:
    builders.cast()
    server.kill()
    client = Client()
    for _guess in range(12):
        text = sign_in(client, "bukan-kata-sandinya")
    assert "Terlalu banyak percobaan" in text
    assert "Terlalu banyak percobaan" in sign_in(client, builders.PASSWORD)


def test_the_cache_forgets_nothing_while_redis_is_gone_and_goes_back_to_it(server: Server) -> None:
    steady = caches["default"]
    server.kill()
    assert steady.add("a", 1)
    assert not steady.add("a", 2)
    assert steady.incr("a") == 2
    steady.set_many({"b": 1, "c": 2})
    assert steady.get_many(["a", "b", "d"]) == {"a": 2, "b": 1}
    assert steady.has_key("c")
    assert steady.touch("c", 50)
    steady.delete_many(["b"])
    assert steady.get("b", "none") == "none"
    with pytest.raises(ValueError, match="not found"):
        steady.incr("nothing")
    server.start()
    time.sleep(cache.LEFT_ALONE)
    assert steady.get("a") is None, "Redis speaks for itself again"
    steady.set("a", 7)
    assert steady.get("a") == 7
    assert steady.delete("a")
    copies = caches["sessions"]
    copies.set("s", 1)
    server.kill()
    assert copies.get("s") is None
    copies.set("s", 1)
    assert copies.get_many(["s"]) == {}
    with pytest.raises(ValueError, match="gone"):
        copies.incr("s")


def test_work_asked_for_without_redis_is_done_by_the_workers_and_after_its_return(
    server: Server, tmp_path: Path
) -> None:
    options = ("-P", "threads", "-c", "1", "--include", "tests.long_work")
    with running_worker(tmp_path / "worker", *options, REDIS_URL=server.url, DESK_LEASE_SECONDS="5"):
        server.kill()
        began = time.monotonic()
        job = actions.enqueue("test.silent", {"seconds": 0}, actor=None, at=clock.now())
        assert time.monotonic() - began < 3, "the person does not wait for the broker"
        assert _done(job, 20), "an idle worker finds the row without any broker"
        server.start()
        later = actions.enqueue("test.silent", {"seconds": 0}, actor=None, at=clock.now())
        assert _done(later, 20)


def _done(job: Job, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if Job.objects.get(pk=job.pk).state == "done":
            return True
        connection.close()
        time.sleep(0.2)
    return False
