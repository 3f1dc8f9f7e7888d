"""Runs the whole demo in one command: database, web, worker, beat and mail, watched and stopped together.

`python -m desk.supervise` starts it; `stop` ends a running one, `reset` also forgets all its data.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from desk import env, freshness, lifeline
from desk.children import MARK, Child, end_orphans, stop_all
from desk.embedded import Cluster, EmbeddedError, home_for
from desk.folders import locked

ROOT = Path(__file__).resolve().parent.parent
ACCOUNTS = (
    "admin · operator.banten · operator.lebak · operator.pandeglang · pejabat · "
    "kpu · bawaslu · forkopimda · diskominfo · lapangan · luar"
)
PASSWORD = "desk-demo"  # noqa: S105 - the demo's, told to everyone
HEALTHY_SECONDS = 120
# Together they stay below ten seconds; an idle worker takes four to seven of them.
CHILDREN_SECONDS = 5.0
PRIVATE = {MARK, "DATABASE_URL", "DESK_VAR", "PYTHONUNBUFFERED", "SECRET_KEY"}
DATABASE_SECONDS = 2


class Refused(Exception):
    """The demo cannot start; the text says why and what to do."""


class Supervisor:
    """Starts, watches and stops the processes of one clone."""

    def __init__(self, var: Path, host: str, port: int) -> None:
        self.var = var
        self.host = host
        self.port = port
        self.address = f"http://{_shown(host)}:{port}"
        self.cluster = Cluster(home_for(var))
        self.children: list[Child] = []
        self.stopping = False

    def run(self) -> int:
        """Run until told to stop; gives the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._told_to_stop)
        try:
            left = end_orphans(str(self.var))
            if left:
                say(f"Ended {left} processes that an earlier demo left behind.")
            refuse_taken_port(self.host, self.port)
            self.cluster.start()
            return self._serve()
        finally:
            # From here on a second Ctrl-C must not leave anything running.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stop_all(self.children, CHILDREN_SECONDS)
            end_orphans(str(self.var), 0.3)
            # Also when a command had started it before: nobody else would stop it.
            self.cluster.stop(DATABASE_SECONDS)
            say("Stopped; the data is kept.")

    def _serve(self) -> int:
        mail_port = free_port()
        environment = self._environment(mail_port)
        logs = self.var / "log"
        logs.mkdir(parents=True, exist_ok=True)
        for folder in ("broker/queue", "broker/control", "beat", "mail", "media"):
            (self.var / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        # Prepared before for this very code, the web server need not wait: preparing again only makes sure,
        # and /healthz answers 503 as long as a table is missing.
        fresh = freshness.unchanged(self.var)
        preparation = self._prepare(environment)
        if not fresh and not self._prepared(preparation):
            return 0 if self.stopping else 1
        for name, command in _commands(self.host, self.port, mail_port, self.var).items():
            child = Child(name, command, environment, logs / f"{name}.log", ROOT)
            child.start()
            self.children.append(child)
            # The pages come first: on a small machine the others would slow their start.
            if name == "web" and not (self._wait_until_healthy() and self._prepared(preparation)):
                return 0 if self.stopping else 1
        say(f"\nDesk Pemilu siap: {self.address}/")
        say(f"Akun demo (sandi {PASSWORD}): {ACCOUNTS}")
        say(f"Catatan proses: {logs}. Ctrl-C menghentikan semuanya.\n")
        database_at = time.monotonic()
        while not self.stopping:
            for child in self.children:
                child.watch(say)
            if time.monotonic() - database_at > 5:
                database_at = time.monotonic()
                if not self.cluster.answers():
                    say("PostgreSQL does not answer and is started again.")
                    self.cluster.start()
            time.sleep(0.25)
        return 0

    def _prepare(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "desk.prepare"],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            preexec_fn=lifeline.tied_to_parent(),
        )

    def _prepared(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait for desk.prepare; a stop meanwhile ends it."""
        while process.poll() is None:
            if self.stopping:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(CHILDREN_SECONDS)
            time.sleep(0.05)
        if process.returncode and not self.stopping:
            say("The preparation failed (see above). Nothing more was started; the data is as it was.")
        if process.returncode == 0:
            freshness.keep(self.var)
        return process.returncode == 0 and not self.stopping

    def _wait_until_healthy(self) -> bool:
        deadline = time.monotonic() + HEALTHY_SECONDS
        web = next(child for child in self.children if child.name == "web")
        while not self.stopping:
            if _healthy(self.host, self.port):
                return True
            for child in self.children:
                child.watch(say)
            if time.monotonic() > deadline or web.deaths >= 3:
                say(f"The web server does not become healthy. Its last lines ({web.log}):\n{web.last_words()}")
                return False
            time.sleep(0.1)
        return False

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            say("Stopping …")
        self.stopping = True

    def _environment(self, mail_port: int) -> dict[str, str]:
        """Give the children's environment: the demo's own services, whatever the shell or a .env file says."""
        own = self._own_environment(mail_port)
        shared = "".join(f"{name}={value}\n" for name, value in own.items() if name not in PRIVATE)
        # Commands beside the running demo read this (desk.settings); what is secret or not theirs stays out.
        (self.var / "run" / "demo.env").write_text(shared)
        return os.environ | own

    def _own_environment(self, mail_port: int) -> dict[str, str]:
        hosts = {"localhost", "127.0.0.1", "[::1]", _shown(self.host), socket.gethostname()}
        return {
            MARK: str(self.var),
            "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or ",".join(sorted(hosts)),
            "CELERY_BROKER_URL": "filesystem://",
            "DATABASE_POOL": "",
            "DATABASE_URL": self.cluster.url(),
            "DEBUG": "",
            "DESK_DEMO": "1",
            "DESK_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "desk.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_HOST_USER": "",
            "EMAIL_PORT": str(mail_port),
            "EMAIL_USE_SSL": "",
            "EMAIL_USE_TLS": "",
            "MAIL_TRANSPORT": "",
            "MEDIA_ROOT": str(self.var / "media"),
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": "",
            "SECRET_KEY": env.kept_secret(self.var / "secret"),
            "SECURE_SSL_REDIRECT": "",
            "SITE_URL": self.address,
        }


def say(text: str) -> None:
    """Print one message for the person at the terminal."""
    with suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_taken_port(host: str, port: int) -> None:
    """Raise Refused when another program listens on the port."""
    taken = Refused(
        f"Port {port} on {host} is in use by another program. "
        f"Stop that program, or choose another port: make demo PORT={port + 1}"
    )
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((_shown(host), port)) == 0:
            raise taken
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refused(f"Port {port} needs more rights. Choose one above 1023: make demo PORT=8000") from None
        except OSError as error:
            raise Refused(
                f"{host}:{port} cannot be listened on ({error}). Choose another DESK_HOST or PORT."
            ) from error


def _commands(host: str, port: int, mail_port: int, var: Path) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "desk.celery"]
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws", "--http", "1"]
    web += ["--workers", os.environ.get("WEB_WORKERS") or "2", "--blocking-threads", "4"]
    web += ["--workers-kill-timeout", "4", "desk.wsgi:application"]
    return {
        "mail": [*python, "desk.mailcatcher", str(mail_port), str(var / "mail")],
        "web": [*python, *web],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip"],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""],
    }


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - compared, not listened on


def _healthy(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{_shown(host)}:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start(var: Path) -> int:
    """Run the demo in the foreground; one at a time for a clone."""
    host = env.text("DESK_HOST", "127.0.0.1")
    port = env.number("PORT", 8000, 1, 65535)
    run = var / "run"
    run.mkdir(parents=True, exist_ok=True)
    try:
        with locked(run / "supervisor.lock", wait=False):
            record = run / "supervisor.pid"
            record.write_text(str(os.getpid()))
            try:
                return Supervisor(var, host, port).run()
            finally:
                record.unlink(missing_ok=True)
    except BlockingIOError:
        raise Refused("A demo of this clone is already running. Stop it first: make stop") from None


def stop(var: Path) -> int:
    """Stop a running demo of this clone, and its database whoever started it."""
    run = var / "run"
    run.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + 20
    told = False
    while time.monotonic() < deadline:
        try:
            with locked(run / "supervisor.lock", wait=False):
                end_orphans(str(var))
                stopped = Cluster(home_for(var)).stop()
        except BlockingIOError:
            if not told:
                with suppress(OSError, ValueError):
                    os.kill(int((run / "supervisor.pid").read_text()), signal.SIGTERM)
                    told = True
            time.sleep(0.2)
        else:
            say("Stopped." if told or stopped else "Nothing was running.")
            return 0
    raise Refused("The running demo does not stop within 20 s. End it with Ctrl-C where it runs.")


def reset(var: Path) -> int:
    """Stop a running demo and delete all its data: database, files, mail, secret."""
    stop(var)
    Cluster(home_for(var)).destroy()
    for name in ("beat", "broker", "log", "mail", "media", "run/prepared", "secret"):
        path = var / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    say("The demo's data is deleted.")
    return 0


VERBS: dict[str, Callable[[Path], int]] = {"start": start, "stop": stop, "reset": reset}


def main(words: list[str] | None = None) -> int:
    """Read the verb and obey; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m desk.supervise", description="The demo in one command.")
    parser.add_argument("verb", nargs="?", choices=sorted(VERBS), default="start")
    verb = parser.parse_args(words).verb
    env.load_file(ROOT / ".env")
    var = Path(env.text("DESK_VAR", str(ROOT / "var"))).resolve()
    try:
        return VERBS[verb](var)
    except (Refused, EmbeddedError, env.BadEnvironment) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
