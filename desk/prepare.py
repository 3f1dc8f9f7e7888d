"""What has to be true before the first process starts: tables, cache, catalogues, static files, the demo's rows."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from desk import catalogues, celery, env


def migrate() -> bool:
    """Bring the tables up to this code, in one go under a lock; True when there was something to do."""
    with connection.cursor() as cursor:
        # Two processes that start at once would otherwise create the same tables.
        cursor.execute("SELECT pg_advisory_lock(hashtext('desk.prepare.migrate'))")
        try:
            executor = MigrationExecutor(connection)
            waiting = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if waiting:
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('desk.prepare.migrate'))")
    return waiting


def collect_static() -> bool:
    """Collect the static files when any of them changed since the last time; True when they did."""
    marks = hashlib.sha256(str(settings.STORAGES["staticfiles"]["BACKEND"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            marks.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    record = Path(settings.VAR) / "run" / "static"
    root = Path(settings.STATIC_ROOT)
    if root.is_dir() and record.is_file() and record.read_text() == marks.hexdigest():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(marks.hexdigest())
    return True


def main() -> None:
    """Prepare this installation; with DESK_DEMO the simulated election is loaded into an empty database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    catalogues.compile_all()
    django.setup()
    # What the demo queues goes to this project's broker.
    celery.app.set_default()
    if migrate():
        _say("Tables are up to date.")
    if collect_static():
        _say("Static files are collected.")
    if settings.DEMO:
        stations = env.number("DEMO_STATIONS", 33324, 1, 2_000_000)
        call_command("seed_demo", "--if-empty", "--stations", str(stations))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
