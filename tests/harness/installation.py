"""One isolated installation in a folder of its own: as in production, with Redis as broker and a relay of its own."""

import os
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from tests import template
from tests.services import free_port, redis_server

from .parts import ROOT, Part, Postgres, Redis, Web, Worker, until

Kind = TypeVar("Kind", bound=Part)
KEPT = {"HOME", "LANG", "PATH", "TMPDIR"}
TICK, LEASE = 3, 12
START_SECONDS = 120


class Installation:
    """Database, broker, relay, pages, workers and beat; nothing of it is shared with anything else on the machine.

    The broker is Redis, as in production, or files, as in the demo, where the cache lies in the database as well.
    """

    def __init__(self, folder: Path, seed: int, broker: str = "redis") -> None:
        self.folder = folder
        # Closed for listing, open for passing through: root's PostgreSQL runs as another account.
        folder.chmod(0o711)
        self.var = folder / "var"
        self.record = folder / "relay" / "mails.jsonl"
        self.calm = folder / "calm"
        for name in (
            "var/beat",
            "var/broker/queue",
            "var/broker/control",
            "var/media",
            "var/run",
            "log",
            "relay",
            "notes",
        ):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.logs = folder / "log"
        self.fell: Counter[str] = Counter()
        password, port, mail = secrets.token_hex(16), free_port(), free_port()
        self.address = f"http://127.0.0.1:{free_port()}"
        self.postgres = Postgres(folder / "postgres")
        self.redis = None
        address = ""
        if broker == "redis":
            self.redis = Redis(redis_server(), folder / "redis", port, password, self.logs / "redis.log")
            address = f"redis://:{password}@127.0.0.1:{port}/0"
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_POOL": "1",
            "DATABASE_URL": self.postgres.cluster.url(),
            "DESK_LEASE_SECONDS": str(LEASE),
            "DESK_TICK_SECONDS": str(TICK),
            "DESK_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail),
            "EMAIL_TIMEOUT": "5",
            "LOG_LEVEL": "INFO",
            # Its processes are no test session: they find this package beside, not in, `tests`.
            "PYTHONPATH": str(ROOT / "tests"),
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": address,
            "SECRET_KEY": secrets.token_hex(32),
            "SITE_URL": self.address,
        }
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "-A", "desk.celery"]
        granian = [
            *python,
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            self.address.rpartition(":")[2],
        ]
        granian += ["--no-ws", "--http", "1", "--workers", "2", "--blocking-threads", "4"]
        granian += ["--respawn-failed-workers", "--respawn-interval", "0.2", "desk.wsgi:application"]
        relay = ["harness.catcher", str(mail), str(self.record), str(seed), str(self.calm)]
        work = [*celery, "worker", "--concurrency", "1", "--loglevel", "INFO", "--without-gossip"]
        self.relay = self._part(Part, "relay", [*python, *relay])
        self.web = self._part(Web, "web", granian)
        self.web.address = self.address
        self.workers = [self._part(Worker, f"worker-{n}", [*work, "-n", f"w{n}@run"]) for n in (1, 2)]
        self.beat = self._part(Part, "beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""])

    @property
    def parts(self) -> list[Part]:
        """Give all parts in the order in which they start."""
        brokers = [self.redis] if self.redis else []
        return [self.postgres, *brokers, self.relay, self.web, *self.workers, self.beat]

    def prepare(self) -> Path:
        """Start the database and fill it; gives the file with what clients must know."""
        plan = self.folder / "plan.json"
        self.postgres.start()
        template.fill(self.postgres.cluster.url())
        self.run("-m", "harness.seed", str(plan))
        return plan

    def start(self) -> None:
        """Start everything that does not run and wait until all of it does its work."""
        for part in self.parts:
            if not part.running:
                part.start()
        for part in self.parts:
            until(lambda part=part: self._comes(part), START_SECONDS, f"{part.name} ({part.log})")  # type: ignore[misc]

    def tend(self, down: Collection[Part] = ()) -> None:
        """Start again what has ended by itself, as systemd, Docker or the supervisor would; `down` is left alone."""
        for part in self.parts:
            if part not in down and not part.running:
                self.fell[part.name] += 1
                part.start()

    def _comes(self, part: Part) -> bool:
        self.tend()
        return part.ready

    def run(self, *words: str, seconds: float = 300) -> str:
        """Run a command of the product on this installation; gives what it printed."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout

    def end(self, *, keep: bool) -> None:
        """Kill everything and delete what the run made, unless it is to be looked at."""
        for part in reversed(self.parts):
            part.end()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _part(self, kind: type[Kind], name: str, command: list[str]) -> Kind:
        return kind(name, command, self.environment, self.logs / f"{name}.log")
