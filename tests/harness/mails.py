"""Two hundred deliveries while those who carry them are killed: `python -m tests.harness.mails [--kills N] [--celery]`.

Three workers and two beats look for due work at once, on a database and a relay of the run's own. Without `--celery`
each is the product's tick in a bare loop, forked from a process that has imported the product already, so that the
suite can afford it; with it they are real workers and real beats on a broker of files.
"""

import argparse
import contextlib
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from tests import template
from tests.services import free_port

from . import facts, notes
from .ledger import Account, balance
from .nursery import Forked, Nursery
from .parts import ROOT, Part, Postgres, until

DELIVERIES, AGENCIES = 200, 2
WORKERS, BEATS = 3, 2
ROUND = ("worker", "relay", "postgres", "worker", "beat", "postgres backend", "worker", "relay")
DOWN = (0.05, 0.6)
MOVED, PATIENCE = (3, 9), 4.0  # a death comes when so many mails have ended since the last, or after so many seconds
START_SECONDS, REST_SECONDS = 60, 240
AHEAD = timedelta(minutes=45)
NAMES = ("briefings", "numbers", "deliveries")
KEPT = {"HOME", "LANG", "PATH", "TMPDIR"}


@dataclass
class Report:
    """What a run comes to."""

    seed: int
    seconds: float
    deliveries: int
    kills: dict[str, int]
    accounts: list[Account]

    @property
    def clean(self) -> bool:
        """Tell whether nothing was lost, doubled or wrong."""
        return self.deliveries == DELIVERIES and all(each.clean for each in self.accounts)

    def as_json(self) -> str:
        """Give the report for machines."""
        return json.dumps(asdict(self) | {"clean": self.clean, "killed": sum(self.kills.values())}, indent=2)


class Carriers:
    """The run's own database, relay, workers and beats."""

    def __init__(self, folder: Path, seed: int, *, celery: bool) -> None:
        folder.chmod(0o711)
        self.folder, self.dice = folder, random.Random(f"{seed} mails")
        for name in ("var/beat", "var/broker/queue", "var/broker/control", "var/media", "var/run", "log", "relay"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.calm, self.record = folder / "calm", folder / "relay" / "mails.jsonl"
        self.postgres = Postgres(folder / "postgres")
        mail = free_port()
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": self.postgres.cluster.url(),
            "DESK_TICK_SECONDS": "2",
            "DESK_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail),
            "EMAIL_TIMEOUT": "5",
            "PYTHONPATH": str(ROOT / "tests"),
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": "",
            "SECRET_KEY": secrets.token_hex(32),
            "SITE_URL": "http://127.0.0.1:8000",
        }
        python = [sys.executable, "-m"]
        self.relay = self._part(
            "relay", [*python, "harness.catcher", str(mail), str(self.record), str(seed), str(self.calm)]
        )
        self.nursery = Nursery(
            "nursery", [*python, "harness.nursery"], self.environment, folder / "log" / "nursery.log"
        )
        self.workers: list[Part] = [self._forked(f"worker-{n}", "worker") for n in range(WORKERS)]
        self.beats: list[Part] = [self._forked(f"beat-{n}", "beat") for n in range(BEATS)]
        if celery:
            run = [*python, "celery", "-A", "desk.celery"]
            work = [*run, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
            beat = [*run, "beat", "--pidfile", ""]
            self.workers = [self._part(f"worker-{n}", [*work, "-n", f"w{n}@run"]) for n in range(WORKERS)]
            self.beats = [
                self._part(f"beat-{n}", [*beat, "-s", str(folder / "var/beat" / str(n))]) for n in range(BEATS)
            ]
        self.kills: Counter[str] = Counter()

    @property
    def parts(self) -> list[Part]:
        """Give all parts in the order in which they start."""
        return [self.postgres, self.relay, *self.workers, *self.beats]

    def prepare(self) -> None:
        """Start the database and write down what is to be carried."""
        self.nursery.start()
        self.postgres.start()
        template.fill(self.postgres.cluster.url())
        self.run("letters", str(AGENCIES), str(DELIVERIES // AGENCIES))

    def kill(self, kills: int) -> None:
        """Kill one after the other while mails are carried, each started again a moment later."""
        back: list[tuple[float, Part]] = []
        until(lambda: self.ended() > 0, START_SECONDS, "the first mail")
        while self.kills.total() < kills:
            name = ROUND[self.kills.total() % len(ROUND)]
            part = {
                "worker": self.dice.choice(self.workers),
                "beat": self.dice.choice(self.beats),
                "relay": self.relay,
            }.get(name, self.postgres)
            if name == "postgres backend":
                part.kill_child(self.dice)
            elif part.running:
                part.kill()
            back.append((time.monotonic() + self.dice.uniform(*DOWN), part))
            self.kills[name] += 1
            end, goal = time.monotonic() + PATIENCE, self.ended() + self.dice.randint(*MOVED)
            while time.monotonic() < end and (back or self.ended() < goal):
                now = time.monotonic()
                for due in [each for each in back if each[0] <= now]:
                    back.remove(due)
                    if not due[1].running:
                        due[1].start()
                time.sleep(0.05)
        self.start()

    def start(self) -> None:
        """Start everything that does not run."""
        for part in self.parts:
            if not part.running:
                part.start()
        until(lambda: self.postgres.ready, START_SECONDS, "the database")

    def settle(self) -> None:
        """Let the rest be carried; a pause before the next try is minutes long, so the clock is put forward."""
        self.calm.touch()
        deadline, ahead, before, since = time.monotonic() + REST_SECONDS, AHEAD, None, time.monotonic()
        while (waiting := self.waiting()) != (0, 0):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Not at rest: {waiting[0]} briefings, {waiting[1]} mails wait.")
            if waiting != before:
                before, since = waiting, time.monotonic()
            elif time.monotonic() - since > 1.5:  # nothing moves by itself any more
                with contextlib.suppress(RuntimeError):
                    self.run("deliver", (datetime.now(UTC) + ahead).isoformat())
                ahead += AHEAD
            time.sleep(0.2)

    def waiting(self) -> tuple[int, int]:
        """Count what is on its way."""
        with psycopg.connect(self.postgres.cluster.url(), autocommit=True) as connection:
            row = connection.execute(
                """SELECT (SELECT count(*) FROM briefings_briefing WHERE state = 'authorised'),
                          (SELECT count(*) FROM post_delivery WHERE state IN ('queued', 'inflight'))"""
            ).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def ended(self) -> int:
        """Count the mails whose delivery has ended; 0 while the database is away."""
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(self.postgres.cluster.url(), autocommit=True) as connection,
        ):
            row = connection.execute(
                "SELECT count(*) FROM post_delivery WHERE state IN ('sent', 'failed', 'uncertain')"
            ).fetchone()
            return row[0] if row else 0
        return 0

    def run(self, what: str, *words: str) -> None:
        """Do something in a process of its own and wait for its end."""
        log = self.folder / "log" / f"{what}.log"
        if not self.nursery.ask(what, *words, log=log):
            raise RuntimeError(f"{what} {words} failed:\n{log.read_text()[-3000:]}")

    def end(self) -> None:
        """Kill everything."""
        for part in [*reversed(self.parts[1:]), self.nursery]:
            part.end()
        self.postgres.cluster.stop()

    def _forked(self, name: str, role: str) -> Part:
        return Forked(name, self.nursery, role, self.folder / "log" / f"{name}.log")

    def _part(self, name: str, command: list[str]) -> Part:
        return Part(name, command, self.environment, self.folder / "log" / f"{name}.log")


def run(seed: int, kills: int, *, celery: bool) -> Report:
    """Carry two hundred mails through so many deaths, and take stock; with faults the run's folder stays."""
    folder = Path(tempfile.mkdtemp(prefix="desk-pemilu-mails-"))
    here = Carriers(folder, seed, celery=celery)
    try:
        here.prepare()
        began = time.monotonic()
        here.start()
        here.kill(kills)
        here.settle()
        took = time.monotonic() - began
        told = [{"what": "authorise", "briefing": pk} for pk in json.loads((here.folder / "letters.json").read_text())]
        with psycopg.connect(here.postgres.cluster.url()) as connection:
            found = facts.read(connection, list(notes.read(here.record.parent)))
        accounts = [each for each in balance(told, found) if each.name in NAMES]
        report = Report(seed, took, len(found.deliveries), dict(here.kills), accounts)
    finally:
        here.end()
    if report.clean:
        # A database is thousands of files: nobody waits until they are gone.
        subprocess.Popen(["rm", "-rf", folder, here.postgres.cluster.sockets], start_new_session=True)
    else:
        print(f"Faults were found. Everything lies in {folder}.", file=sys.stderr)
    return report


def main(words: list[str] | None = None) -> int:
    """Run and print the account; 0 when nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness.mails", description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--celery", action="store_true", help="real workers and beats instead of bare loops")
    given = parser.parse_args(words)
    seed = secrets.randbelow(2**31) if given.seed is None else given.seed
    report = run(seed, given.kills, celery=given.celery)
    print(report.as_json(), flush=True)
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
