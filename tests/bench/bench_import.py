"""The import of a full roster beside bare csv, COPY and upsert into the same tables, indexes and triggers."""

import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.db import connection
from django.utils import timezone
from openpyxl import Workbook

from tests.bench import bombs
from tests.bench.kit import NATION, PROVINCE, Line, Run, beside, line, peak_and_time
from tests.bench.nation import write_roster
from tests.bench.server import bare_import
from tests.bench.worlds import address, regions_only
from tps.actions.rosters import load_file
from tps.loading import Loaded
from tps.models import Election, PollingStation

BARE = "csv.reader, COPY, upsert"
HERE = Path(__file__).parent


def measure(run: Run) -> list[Line]:
    """Time the first and the second import and weigh the command, at each size; then workbooks."""
    lines: list[Line] = []
    for size in run.sizes:
        with regions_only(size) as election, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roster.csv"
            count = write_roster(path, size)
            lines += rosters(path, count, election, run)
            if size <= PROVINCE:
                lines += workbooks(path, count, election, run)
    return lines


def rosters(path: Path, count: int, election: Election, run: Run) -> list[Line]:
    """Time and weigh the import of one file."""
    big = count >= NATION
    lines = beside(
        f"import {count} rows, first",
        lambda: expect(ours(path, election), created=count),
        BARE,
        lambda: bare_import.load(path, election),
        before=empty,
        turns=min(run.slow, 3) if big else run.turns,
        bound=2,
    )
    empty()
    expect(ours(path, election), created=count)
    lines += beside(
        f"import {count} rows, again",
        lambda: expect(ours(path, election), created=0),
        BARE,
        lambda: bare_import.load(path, election),
        turns=min(run.slow, 3) if big else run.turns,
    )
    empty()
    most, _seconds = child("manage.py", "import_tps", str(path), "--election", "bench", "--json")
    empty()
    least, _seconds = child(str(HERE / "server" / "bare_import.py"), str(path))
    empty()
    return [*lines, line(f"import {count} rows, peak memory", most, "MB", BARE, least, bound=3)]


def workbooks(path: Path, count: int, election: Election, run: Run) -> list[Line]:
    """Time the same roster as a workbook beside itself as CSV, and the refusal of a workbook that is a bomb."""
    book = path.with_suffix(".xlsx")
    as_workbook(path, book)

    def load(file: Path) -> None:
        empty()
        expect(ours(file, election), created=count)

    lines = beside(
        f"import {count} rows, XLSX, first",
        lambda: load(book),
        "the same rows as CSV",
        lambda: load(path),
        turns=run.slow,
    )
    empty()
    most, _seconds = child("manage.py", "import_tps", str(book), "--election", "bench", "--json")
    lines.append(line(f"import {count} rows, XLSX, peak memory", most, "MB", "the issue's bound", 300, bound=1))
    bomb = path.with_name("bomb.xlsx")
    bombs.write(bomb)
    idle, started = child("manage.py", "import_tps", "--help")
    most, seconds = child("manage.py", "import_tps", str(bomb), "--election", "bench", "--json", status=1)
    lines.append(line("XLSX bomb (3.6 MB, 1 GiB unpacked), refused", seconds, "s", "the issue's bound", 2, bound=1))
    lines.append(line("XLSX bomb, refused (start aside)", seconds, "s", "import_tps --help", started))
    lines.append(line("XLSX bomb, peak memory", most, "MB", "import_tps --help", idle, bound=1.5))
    empty()
    return lines


def ours(path: Path, election: Election) -> Loaded:
    """Import as the command does."""
    with path.open("rb") as file:
        return load_file(
            file,
            path.name,
            election,
            actor=None,
            at=timezone.now(),
            most_bytes=settings.IMPORT_COMMAND_BYTES,
            write=True,
        )


def expect(loaded: Loaded, *, created: int) -> None:
    """Hold a measured import to its result."""
    found = (loaded.counts.created, loaded.counts.updated, loaded.rejected)
    assert found == (created, 0, 0), found


def child(*words: str, status: int = 0) -> tuple[float, float]:
    """Run a program of Python's beside this database; gives its peak memory in MB and its seconds."""
    beside_us = {
        "DATABASE_URL": address(str(connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "desk.settings",
        "PYTHONPATH": str(HERE.parent.parent),
    }
    with mock.patch.dict(os.environ, beside_us):
        return peak_and_time(sys.executable, *words, status=status)


def as_workbook(source: Path, target: Path) -> None:
    """Write a roster's rows as a workbook of texts, as KPU's offices send them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Daftar TPS")
    with source.open(encoding="utf-8") as file:
        for row in file:
            sheet.append(row.rstrip("\r\n").split(","))
    book.save(target)


def empty() -> None:
    """Take every station out again."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tps_pollingstation, tps_pollingstationevent, tps_rosterimport CASCADE")
    assert not PollingStation.objects.exists()
