"""The import of a full roster, beside bare csv, COPY and upsert into the same tables, indexes and triggers."""

import csv
import sys
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tests.bench.kit import Line, beside, line, peak_memory, write_roster
from tps.actions.rosters import load_file
from tps.cells import cell
from tps.loading import Loaded
from tps.models import Election, PollingStation, Region

BARE = "csv.reader, COPY, upsert"
COLUMNS = "election_id, region_id, number, code, special, address, latitude, longitude, position_source, cell"


def measure() -> list[Line]:
    """Time the first and the second import of 33,324 rows and the memory of the command."""
    election = Election.objects.create(code="bench", name="Bench", polling_date=date(2024, 2, 14), current=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        count = write_roster(path)
        lines = beside(
            f"import_tps {count} rows, first",
            lambda: expect(ours(path, election), created=count),
            BARE,
            lambda: bare(path, election),
            before=empty,
        )
        empty()
        expect(ours(path, election), created=count)
        lines += beside(
            f"import_tps {count} rows, again",
            lambda: expect(ours(path, election), created=0),
            BARE,
            lambda: bare(path, election),
        )
        empty()
        command = [sys.executable, "manage.py", "import_tps", str(path), "--election", "bench", "--json"]
        lines.append(line("import_tps peak memory", peak_memory(*command), "MB", "the issue's bound", 200))
    empty()
    Election.objects.all().delete()
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


def bare(path: Path, election: Election) -> None:
    """Do the same barely: no check, no report, every station drawn at its district's very centre."""
    villages = {
        code.replace(".", ""): code for code in Region.objects.filter(level="village").values_list("pk", flat=True)
    }
    centres = {
        code: (north, east, cell(north, east))
        for code, north, east in Region.objects.filter(level="district").values_list("pk", "latitude", "longitude")
    }
    with transaction.atomic(), connection.cursor() as cursor, path.open(newline="", encoding="utf-8") as file:
        cursor.execute(
            "CREATE TEMPORARY TABLE bare (region_id text, number smallint, code text, special boolean, "
            "latitude double precision, longitude double precision, cell bigint) ON COMMIT DROP"
        )
        reader = csv.reader(file)
        next(reader)
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in reader:
                village = villages[row[5]]
                copy.write_row((village, row[7], row[0], row[8], *centres[village[:8]]))
        cursor.execute(
            f"INSERT INTO tps_pollingstation ({COLUMNS}) SELECT %s, region_id, number, code, special, '', latitude, "
            "longitude, 'district-centre', cell FROM bare ON CONFLICT (election_id, code) DO UPDATE SET "
            "region_id = EXCLUDED.region_id, number = EXCLUDED.number, special = EXCLUDED.special "
            "WHERE (tps_pollingstation.region_id, tps_pollingstation.number, tps_pollingstation.special) "
            "IS DISTINCT FROM (EXCLUDED.region_id, EXCLUDED.number, EXCLUDED.special)",
            [election.pk],
        )


def empty() -> None:
    """Take every station out again."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE tps_pollingstation, tps_pollingstationevent, tps_rosterimport CASCADE")
    assert not PollingStation.objects.exists()
