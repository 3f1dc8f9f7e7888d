"""The suite's migrated database: made once for a set of migrations, kept below var/, restored and copied from then on.

Walking through all migrations takes longer than most files of tests; a copy of their result takes a moment.
"""

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from desk.embedded import tool
from desk.folders import locked
from tests.services import services

ROOT = Path(__file__).resolve().parent.parent
NAME = "template_desk"
MOST_KEPT = 12


def copy_to(name: str) -> None:
    """Make the database `name` as a copy of the migrated one."""
    address = services.cluster.url("postgres")
    with locked(services.folder / "template.lock"), psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
            _prepare_role()
            fill(services.cluster.url(NAME))
        words = "CREATE DATABASE {} TEMPLATE {}"
        connection.execute(sql.SQL(words).format(sql.Identifier(name), sql.Identifier(NAME)))


def _prepare_role() -> None:
    """Let the product's role set the foreign keys aside, as tests.emptying does; end and name what would never end."""
    with psycopg.connect(host=str(services.cluster.sockets), user="postgres", dbname="postgres") as connection:
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO desk")
        connection.execute("ALTER ROLE desk SET statement_timeout = '5min'")


def fill(address: str) -> None:
    """Bring an empty database to the state after all migrations: from what is kept, else by walking through them.

    Whoever comes while another walks waits for what that one keeps.
    """
    kept = ROOT / "var" / "tests" / f"{_fingerprint()}.dump"
    if _restored(kept, address):
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with locked(kept.parent / "lock"):
        if not _restored(kept, address):
            _walk(kept, address)


def _restored(kept: Path, address: str) -> bool:
    return kept.is_file() and _run(str(tool("pg_restore")), "--no-owner", "-1", "-d", address, str(kept))


def _walk(kept: Path, address: str) -> None:
    environment = {"SECRET_KEY": secrets.token_hex(32)} | os.environ
    environment |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    # As every installation does it before it starts.
    walk = "import django; django.setup(); from desk import prepare; assert prepare.migrate()"
    subprocess.run([sys.executable, "-c", walk], cwd=ROOT, env=environment, check=True)
    with psycopg.connect(address) as connection:
        # Tests make the agencies that they speak of.
        connection.execute("TRUNCATE agencies_agency, agencies_agencyevent CASCADE")
    fresh = kept.with_suffix(f".{os.getpid()}")
    if _run(str(tool("pg_dump")), "-Fc", "--no-owner", "-f", str(fresh), address):
        fresh.replace(kept)
    for old in sorted(kept.parent.glob("*.dump"), key=lambda path: -path.stat().st_mtime)[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def _run(*words: str) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def _fingerprint() -> str:
    """Give another word whenever a migration, what it loads, or a library that writes tables has changed."""
    digest = hashlib.sha256(sys.version.encode())
    paths = [path for top in ("desk", "tps", "risks") for path in (ROOT / top).rglob("*") if path.is_file()]
    wanted = [path for path in paths if {"migrations", "reference"} & set(path.parts) and path.suffix != ".pyc"]
    for path in [*sorted(wanted), ROOT / "requirements" / "dev.txt", ROOT / "desk" / "settings.py"]:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]
