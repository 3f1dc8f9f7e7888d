"""An import done barely: csv.reader, COPY and one upsert into the same tables, with their indexes and triggers.

No check, no report, no positions of one's own: every station is drawn at its district's very centre. Run by its bare
name with a file, it is the baseline of the import's memory.
"""

import csv
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection, transaction

from tps.cells import cell
from tps.models import Election, Region

COLUMNS = "election_id, region_id, number, code, special, address, latitude, longitude, position_source, cell"


def load(path: Path, election: Election) -> None:
    """Load a roster in KPU's shape."""
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


if __name__ == "__main__":
    load(Path(sys.argv[1]), Election.objects.get(code="bench"))
