"""The processes of one installation, each with its own way to start, to be ready and to be killed."""

import contextlib
import os
import random
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import redis

from desk import lifeline
from desk.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent


class Part:
    """One process that can be killed and started again; whatever it leaves behind is known by its group."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.groups: list[int] = []

    def start(self) -> None:
        """Start it in a process group of its own, tied to this process's life."""
        # A group that has nobody left is no longer ours: the system soon gives its number to somebody else.
        self.groups = [group for group in self.groups if _inhabited(group)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lifeline.tied_to_parent(),
            )
        self.groups.append(self.process.pid)

    @property
    def running(self) -> bool:
        """Tell whether its main process lives."""
        return self.process is not None and self.process.poll() is None

    @property
    def ready(self) -> bool:
        """Tell whether it does its work."""
        return self.running

    def kill(self) -> None:
        """Kill the main process at once; its children are left to themselves."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def kill_child(self, dice: random.Random) -> bool:
        """Kill one of its children; False when it has none."""
        if self.process is None:
            return False
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children()
            if children:
                dice.choice(sorted(children, key=lambda each: each.pid)).kill()
                return True
        return False

    def end(self) -> None:
        """Kill everything that was ever started here."""
        for group in self.groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()


def _inhabited(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Web(Part):
    """The pages: granian with its workers. Killed, it takes them along, as a container does."""

    address = ""

    @property
    def ready(self) -> bool:
        """Tell whether pages come."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """Kill the whole group: a worker that lived on would keep the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Worker(Part):
    """A Celery worker; its log says when it is ready."""

    _from = 0

    def start(self) -> None:
        """Start it, and remember where its log begins."""
        self._from = self.log.stat().st_size if self.log.exists() else 0
        super().start()

    @property
    def ready(self) -> bool:
        """Tell whether it takes work."""
        return self.running and b" ready." in self.log.read_bytes()[self._from :]


class Redis(Part):
    """A real Redis with or without its append-only file; `lose` forgets everything."""

    def __init__(self, server: str, folder: Path, port: int, password: str, log: Path) -> None:
        super().__init__("redis", [], {"PATH": os.defpath}, log)
        self.server, self.folder, self.port, self.password = server, folder, port, password
        self.keeps = True

    def start(self) -> None:
        """Start it on what is on its disk."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        config = self.folder / "redis.conf"
        config.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\ndir {self.folder}\n"
            f'save ""\nappendonly {"yes" if self.keeps else "no"}\ndaemonize no\n'
        )
        self.command = [self.server, str(config)]
        super().start()

    def lose(self) -> None:
        """Forget everything: the file of an appending one is deleted, the next one may or may not append."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path.name != "redis.conf":
                path.unlink()
        self.keeps = not self.keeps

    @property
    def ready(self) -> bool:
        """Tell whether it answers."""
        client = redis.Redis(port=self.port, password=self.password, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


class Postgres(Part):
    """The database server of the product's own embedded module, with its writes on disk."""

    def __init__(self, home: Path) -> None:
        super().__init__("postgres", [], {}, home.parent / "postgres.log")
        self.cluster = Cluster(home, throwaway=True, synced=True)

    def start(self) -> None:
        """Start it and wait until it has recovered."""
        self.cluster.start()

    @property
    def running(self) -> bool:
        """Tell whether its postmaster lives."""
        return self._postmaster() is not None

    @property
    def ready(self) -> bool:
        """Tell whether it takes connections."""
        return self.cluster.answers()

    def kill(self) -> None:
        """Kill the postmaster."""
        found = self._postmaster()
        if found is not None:
            found.kill()

    def kill_child(self, dice: random.Random) -> bool:
        """Kill one backend that serves a client: the server throws out everybody and recovers."""
        found = self._postmaster()
        if found is None:
            return False
        with contextlib.suppress(psutil.Error):
            backends = [each for each in found.children() if "[local]" in " ".join(each.cmdline())]
            if backends:
                dice.choice(sorted(backends, key=lambda each: each.pid)).kill()
                return True
        return False

    def end(self) -> None:
        """Stop it and delete its data."""
        self.cluster.destroy()

    def _postmaster(self) -> psutil.Process | None:
        try:
            pid = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
            found = psutil.Process(pid)
            return found if found.is_running() and found.status() != psutil.STATUS_ZOMBIE else None
        except (OSError, ValueError, IndexError, psutil.Error):
            return None


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something is so; TimeoutError with what it was otherwise."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
