"""The stations of a layer beside the ledger: which are known already, which are new, and the proposals written."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from desk import clock
from risks.kinds import OPEN_STATUSES
from risks.staging import COMPARE, COUNT, WORST, Counts, Stage

COPY = "COPY list_stage (row, kind, grade, day, observed_at, note, station_id) FROM STDIN"
_AGAIN = """
INSERT INTO list_stage (row, kind, grade, day, observed_at, note, station_id)
SELECT z.row, %(kind)s, z.grade, %(day)s, %(seen)s,
    'Zona ' || CASE z.name WHEN '' THEN '' ELSE z.name || ', ' END || %(label)s || ', fitur ' || z.row, t.id
FROM risks_hazardzone z CROSS JOIN LATERAL unnest(z.stations) AS inside(id)
JOIN tps_pollingstation t ON t.id = inside.id AND t.withdrawn_at IS NULL
WHERE z.layer_id = %(layer)s
"""
_FRESH = "UPDATE list_stage SET fate = 'new' WHERE fate IS NULL"
_OPEN = ", ".join(repr(each.value) for each in OPEN_STATUSES)
_REGIONS = f"""
WITH flagged AS (
    SELECT DISTINCT station_id FROM risks_flag
    WHERE election_id = %(election)s AND kind = %(kind)s AND status IN ({_OPEN}) AND station_id IS NOT NULL
), said AS (
    SELECT DISTINCT station_id FROM risks_observation
    WHERE election_id = %(election)s AND kind = %(kind)s AND standing = 'accepted' AND station_id IS NOT NULL
)
SELECT left(t.region_id, 8), count(*), count(flagged.station_id),
    count(said.station_id) FILTER (WHERE flagged.station_id IS NULL),
    count(*) FILTER (WHERE flagged.station_id IS NULL AND said.station_id IS NULL),
    count(*) FILTER (WHERE s.fate <> 'unchanged')
FROM list_stage s JOIN tps_pollingstation t ON t.id = s.station_id
LEFT JOIN flagged ON flagged.station_id = s.station_id LEFT JOIN said ON said.station_id = s.station_id
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 — built from our own enumerations


TO_OPEN = f"""
SELECT count(*) FROM ({WORST.format(place="station_id")}) AS w WHERE NOT EXISTS (
    SELECT 1 FROM risks_flag f
    WHERE f.election_id = %(election)s AND f.station_id = w.station_id AND f.kind = w.kind AND f.status IN ({_OPEN})
)
"""  # noqa: S608


class Inside(NamedTuple):
    """A station inside a zone: its id, the zone's feature number, the grade and what is noted."""

    station: int
    row: int
    grade: str
    note: str


class ZoneStage(Stage):
    """The stations of one layer inside one transaction, each of them once."""

    def fill_inside(
        self, found: Iterable[Inside], kind: str, day: date, at: datetime, seen: datetime | None = None
    ) -> None:
        """Bring the stations in; `seen` is when it was seen.

        Without it the day stands for its beginning in the province's zone, never for a later moment.
        """
        self.values["kind"] = str(kind)
        seen = seen or min(clock.day_window(day).start, at)
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for each in found:
                copy.write_row((each.row, str(kind), each.grade, day, seen, each.note, each.station))
        self.run("ANALYZE list_stage")

    def fill_from_layer(self, layer_id: int, label: str, kind: str, day: date, at: datetime) -> None:
        """Bring the stations in that a layer was found to hold, the ones withdrawn since left out."""
        self.values["kind"] = str(kind)
        seen = min(clock.day_window(day).start, at)
        self.run(_AGAIN, layer=layer_id, label=label, day=day, seen=seen)
        self.run("ANALYZE list_stage")

    def compare(self) -> Counts:
        """Hold the stations against the ledger; a station stands here once, so nothing repeats within the layer."""
        self.run(COMPARE[0])
        self.run(_FRESH)
        fates = dict(self.rows(COUNT))
        return Counts(fates.get("new", 0), fates.get("accept", 0), fates.get("unchanged", 0))

    def to_open(self) -> int:
        """Count the stations at which the new and accepted statements will open a risk."""
        return int(self.rows(TO_OPEN)[0][0])

    def regions(self) -> list[dict[str, Any]]:
        """Count by kecamatan: inside, with an open risk of the kind, spoken of without one, neither, to be proposed."""
        names = ("code", "inside", "flagged", "said", "fresh", "proposed")
        return [dict(zip(names, each, strict=True)) for each in self.rows(_REGIONS)]
