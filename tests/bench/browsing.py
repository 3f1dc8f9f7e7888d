"""A server of the product with the baselines beside it, and somebody signed in who asks it."""

import gzip
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.test import Client

from desk import lifeline
from tests.bench.server import barely
from tests.bench.server.barely import Plan
from tests.bench.worlds import World, address
from tests.services import free_port

HERE = Path(__file__).parent
PATIENCE = 90


@dataclass(slots=True)
class Browser:
    """Somebody signed in: over the wire to the server (`get`), and within this process (`client`)."""

    client: Client
    folder: Path
    wire: http.client.HTTPConnection
    headers: dict[str, str] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        """Ask as a browser does, packed; gives the packed bytes of the answer, which must be a good one."""
        self.wire.request("GET", path, headers=self.headers)
        answer = self.wire.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:300]!r}")
        return content

    def unchanged(self, path: str) -> int:
        """Ask for what is there already; gives the bytes of the second answer, which must say that nothing changed."""
        self.wire.request("GET", path, headers=self.headers)
        first = self.wire.getresponse()
        first.read()
        self.wire.request("GET", path, headers={**self.headers, "If-None-Match": first.headers["ETag"]})
        answer = self.wire.getresponse()
        content = answer.read()
        if answer.status != 304:
            raise RuntimeError(f"{path} answered {answer.status} when asked again.")
        return len(content)

    def keep(self, name: str, plan: Plan) -> str:
        """Lay a baseline down; gives its path."""
        barely.keep(self.folder, name, plan)
        return f"/bare/{name}"

    def barely(self, name: str, path: str, shape: str, value: object = None) -> str:
        """Lay down the baseline that runs a path's own statements; gives its path."""
        found = barely.statements_of(lambda: self.client.get(path))
        self.statements[name] = len(found)
        return self.keep(name, Plan(shape, found, value))

    def get_text(self, path: str) -> str:
        """Ask and give the answer unpacked."""
        content = self.get(path)
        return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


@contextmanager
def browser(world: World) -> Iterator[Browser]:
    """Serve a world with granian, one process and one thread for Python, and sign somebody in."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-ws", "--http", "1", "--workers", "1", "--blocking-threads", "1", "--workers-kill-timeout", "4"]
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        environment = os.environ | {
            "DATABASE_URL": address(world.name),
            "DATABASE_POOL": "1",
            barely.FOLDER: folder,
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "PYTHONPATH": str(HERE.parent.parent),
        }
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(
                [*command, "--working-dir", str(HERE / "server"), "served:application"],
                env=environment,
                stdout=log,
                stderr=log,
                preexec_fn=lifeline.tied_to_parent(),
            )
        try:
            client = Client(SERVER_NAME="localhost")
            client.force_login(world.person)
            cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
            headers = {"Host": "localhost", "Accept-Encoding": "gzip", "Cookie": cookie}
            wire = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
            _wait(port, server, Path(folder) / "log")
            yield Browser(client, Path(folder), wire, headers)
            wire.close()
        finally:
            server.terminate()
            server.wait(15)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        if time.monotonic() > deadline or server.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asked.request("GET", "/healthz", headers={"Host": "localhost"})
        asked.getresponse().read()
    except OSError:
        return False
    finally:
        asked.close()
    return True
