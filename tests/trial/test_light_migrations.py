"""The tables that our own migrate makes are those of Django's own; the latter takes minutes."""

import difflib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from desk.embedded import tool
from tests.services import services

ROOT = Path(__file__).resolve().parents[2]
PLAIN = (
    "import django; django.setup();"
    "from django.core.management import call_command; from django.core.management.commands import migrate;"
    "call_command(migrate.Command(), verbosity=0)"
)


def schema(name: str, *words: str) -> list[str]:
    """Give the schema of a new database after a run of Python."""
    with psycopg.connect(services.cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address = services.cluster.url(name)
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)
    dump = subprocess.run(
        [str(tool("pg_dump")), "-s", "--no-owner", address], check=True, capture_output=True, text=True
    )
    return [line for line in dump.stdout.splitlines() if not line.startswith("\\")]


def test_what_is_put_off_makes_no_other_tables() -> None:
    ours = schema("light_desk", "manage.py", "migrate", "-v0")
    theirs = schema("plain_desk", "-c", PLAIN)
    assert len(theirs) > 10_000
    assert list(difflib.unified_diff(theirs, ours, lineterm="", n=0)) == []
