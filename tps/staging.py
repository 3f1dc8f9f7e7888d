"""A roster's rows beside the stations: COPY into a temporary table, checks and one upsert over whole sets.

The temporary table belongs to this database session alone, so imports never meet in it; what is written to the
stations happens in the caller's transaction, under an advisory lock for each election.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tps.cells import cell
from tps.kinds import FindingKind
from tps.rows import Error, Row

LOCK = 0x545053  # "TPS": the first half of the advisory lock's key, the election's id is the second
BATCH = 4000
# From so many new or changed stations on the planner's figures of before would mislead the pages that follow.
MANY = 1000
NULL = "\\N"
STAGE = """
CREATE TEMPORARY TABLE roster_stage (
    row integer NOT NULL, code text NOT NULL, ok boolean NOT NULL, region_id text, number smallint, special boolean,
    voters integer, voters_male integer, voters_female integer, address text, opens_at time, closes_at time,
    latitude double precision, longitude double precision, position_source text, cell bigint
)"""
COPY = "COPY roster_stage FROM STDIN"
BARE = f"{NULL}\t{NULL}\t{NULL}\t\t{NULL}\t{NULL}"
REJECTED = "\t".join([NULL] * 13)

# What each staged row would make of its station. What a person has set or corrected stays, an empty cell changes
# nothing, and the three figures of voters come together or not at all, because they must add up.
_VALUES = {
    "region_id": "s.region_id",
    "number": "s.number",
    "special": "CASE WHEN marked THEN s.special ELSE coalesce(t.special, s.number >= 901) END",
    "voters": "CASE WHEN counted THEN s.voters ELSE t.voters END",
    "voters_male": "CASE WHEN counted THEN s.voters_male ELSE t.voters_male END",
    "voters_female": "CASE WHEN counted THEN s.voters_female ELSE t.voters_female END",
    "address": "CASE WHEN addressed THEN s.address ELSE coalesce(t.address, '') END",
    "opens_at": "CASE WHEN timed THEN coalesce(s.opens_at, t.opens_at) ELSE t.opens_at END",
    "closes_at": "CASE WHEN timed THEN coalesce(s.closes_at, t.closes_at) ELSE t.closes_at END",
    "latitude": "CASE WHEN moved THEN s.latitude ELSE t.latitude END",
    "longitude": "CASE WHEN moved THEN s.longitude ELSE t.longitude END",
    "position_source": "CASE WHEN moved THEN s.position_source ELSE t.position_source END",
    "cell": "CASE WHEN moved THEN s.cell ELSE t.cell END",
}
PLAN = f"""
SELECT s.row, t.id, s.code, {", ".join(f"{value} AS {name}" for name, value in _VALUES.items())},
    t.id IS NOT NULL AND NOT moved AND s.position_source = 'import'
        AND (s.latitude, s.longitude) IS DISTINCT FROM (t.latitude, t.longitude) AS kept,
    t.withdrawn_at IS NOT NULL AS withdrawn,
    t.id IS NOT NULL AND (t.corrected <> '{{}}' OR t.position_source IN ('survey', 'manual')) AS held,
    t.id IS NULL OR ({", ".join(f"t.{name}" for name in _VALUES)}, t.missing_since)
        IS DISTINCT FROM ({", ".join(_VALUES.values())}, NULL::timestamptz) AS changes
FROM roster_stage s
LEFT JOIN tps_pollingstation t ON t.election_id = %(election)s AND t.code = s.code
CROSS JOIN LATERAL (
    SELECT num_nonnulls(s.voters, s.voters_male, s.voters_female) > 0 AND (free OR 'voters' <> ALL (t.corrected))
            AS counted,
        s.address <> '' AND (free OR 'address' <> ALL (t.corrected)) AS addressed,
        free OR 'hours' <> ALL (t.corrected) AS timed,
        s.special IS NOT NULL AND (free OR 'special' <> ALL (t.corrected)) AS marked,
        t.latitude IS NULL OR s.position_source = 'import' AND t.position_source NOT IN ('survey', 'manual') AS moved
    FROM (SELECT t.id IS NULL OR t.corrected = '{{}}' AS free) AS hand
) AS rule
WHERE s.ok
"""  # noqa: S608 — no value of anybody's is put into the text
COUNT = f"""
SELECT count(*), count(*) FILTER (WHERE id IS NULL), count(*) FILTER (WHERE id IS NOT NULL AND changes),
    count(*) FILTER (WHERE kept), count(*) FILTER (WHERE withdrawn), count(*) FILTER (WHERE held)
FROM ({PLAN}) AS plan
"""  # noqa: S608 — no value of anybody's is put into the text
_COLUMNS = ", ".join(_VALUES)
_NEW = ", ".join(f"EXCLUDED.{name}" for name in _VALUES)
_OLD = ", ".join(f"tps_pollingstation.{name}" for name in _VALUES)
UPSERT = f"""
WITH plan AS MATERIALIZED ({PLAN}),
written AS (
    INSERT INTO tps_pollingstation (election_id, code, {_COLUMNS}, origin_id)
    SELECT %(election)s, code, {_COLUMNS}, %(origin)s FROM plan WHERE changes
    ON CONFLICT (election_id, code) DO UPDATE SET ({_COLUMNS}, missing_since) = ({_NEW}, NULL)
    WHERE ({_OLD}, tps_pollingstation.missing_since) IS DISTINCT FROM ({_NEW}, NULL::timestamptz)
    RETURNING xmax = 0 AS new
)
SELECT (SELECT count(*) FROM plan), count(*) FILTER (WHERE new), count(*) FILTER (WHERE NOT new),
    (SELECT count(*) FROM plan WHERE kept), (SELECT count(*) FROM plan WHERE withdrawn),
    (SELECT count(*) FROM plan WHERE held)
FROM written
"""  # noqa: S608
# The first of several rows for one place in a village stays, whichever code they spell it with.
TWICE = """
WITH twice AS (
    SELECT region_id, number, min(row) AS first FROM roster_stage WHERE ok GROUP BY 1, 2 HAVING count(*) > 1
)
UPDATE roster_stage s SET ok = false FROM twice
WHERE s.ok AND s.region_id = twice.region_id AND s.number = twice.number AND s.row <> twice.first
RETURNING s.row, s.code, twice.first
"""
TAKEN = """
UPDATE roster_stage s SET ok = false FROM tps_pollingstation t
WHERE s.ok AND t.election_id = %(election)s AND t.region_id = s.region_id AND t.number = s.number AND t.code <> s.code
RETURNING s.row, s.code, t.code
"""
# A roster speaks for an area when it names at least half of the stations known there; a list of three corrections
# does not make the other 3,992 stations of its regency missing.
MISSING = """
WITH known AS (
    SELECT t.id, t.code, t.region_id, t.missing_since, named.code IS NOT NULL AS present
    FROM tps_pollingstation t LEFT JOIN (SELECT DISTINCT code FROM roster_stage) AS named ON named.code = t.code
    WHERE t.election_id = %(election)s AND t.withdrawn_at IS NULL
), spoken AS (
    SELECT left(region_id, size) AS area FROM known CROSS JOIN (VALUES (5), (8), (13)) AS sizes (size)
    GROUP BY 1 HAVING 2 * count(*) FILTER (WHERE present) >= count(*)
)
SELECT id, code, missing_since IS NULL FROM known
WHERE NOT present AND EXISTS (
    SELECT 1 FROM spoken WHERE area IN (left(region_id, 5), left(region_id, 8), left(region_id, 13))
)
ORDER BY code
"""
ABSENT = """
SELECT 1 FROM tps_pollingstation t
WHERE t.election_id = %(election)s AND t.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM roster_stage s WHERE s.code = t.code)
LIMIT 1
"""

Drawn = Callable[[str], tuple[float, float, int]]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the rows did to the stations, or would do; `held` are those of which a person has set something."""

    accepted: int
    created: int
    updated: int
    kept: int
    withdrawn: int
    held: int

    @property
    def unchanged(self) -> int:
        """Give the accepted rows that already were as the file has them."""
        return self.accepted - self.created - self.updated


class Stage:
    """The staged rows of one file for one election."""

    def __init__(self, election_id: int) -> None:
        self.election_id = election_id

    def fill(self, rows: Iterable[Row | Error], drawers: dict[str, Drawn], progress: Progress) -> Iterator[Error]:
        """Copy the rows in, batch by batch; gives the errors among them as they come.

        `drawers` maps dotted district codes to where their stations without a position are drawn; `progress` gets
        the number of rows read so far after each batch and may raise to stop.
        """
        rows = iter(rows)
        count = 0
        while batch := list(islice(rows, BATCH)):
            errors = [row for row in batch if isinstance(row, Error)]
            text = "".join([_line(row, drawers) for row in batch])
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                copy.write(text)
            count += len(batch)
            yield from errors
            progress(count)
        self._run("ANALYZE roster_stage")

    def lock(self) -> None:
        """Let imports into this election go one after the other, until the transaction ends."""
        lock(self.election_id)

    def reject(self) -> list[Error]:
        """Take out rows for a place that another row or another station already has."""
        twice = [
            Error(
                row,
                "kode_tps",
                code,
                _("TPS ini sudah ada di baris %(row)d berkas yang sama.") % {"row": first},
                kind=FindingKind.DUPLICATE.value,
            )
            for row, code, first in self._run(TWICE)
        ]
        taken = [
            Error(
                row,
                "kode_tps",
                code,
                _("Nomor ini di desa yang sama sudah dipakai TPS dengan kode %(code)s.") % {"code": other},
                kind=FindingKind.DUPLICATE.value,
            )
            for row, code, other in self._run(TAKEN)
        ]
        return twice + taken

    def plan(self) -> Counts:
        """Count what the rows would do, and change nothing."""
        return Counts(*self._run(COUNT)[0])

    def write(self, origin: int | None = None) -> Counts:
        """Create the new stations, marked with the import they come from, and change those that differ."""
        # With checks of keys put off to the commit the time grows with the square of the rows when many are new and
        # many change, whose history is written row by row: half and half, 33,324 rows took 20 seconds instead of 3.
        self._run("SET CONSTRAINTS ALL IMMEDIATE")
        written = Counts(*self._run(UPSERT, origin=origin)[0])
        self._run("SET CONSTRAINTS ALL DEFERRED")
        if written.created + written.updated >= MANY:
            self._run("ANALYZE (SKIP_LOCKED) tps_pollingstation")
        return written

    def missing(self) -> list[tuple[int, str, bool]]:
        """Give (id, code, newly) of the stations that the roster should name and does not; ask before writing."""
        return self._run(MISSING) if self._run(ABSENT) else []

    def mark_missing(self, ids: list[int], at: datetime) -> None:
        """Remember since when stations are missing; nothing is ever deleted."""
        self._run("UPDATE tps_pollingstation SET missing_since = %(at)s WHERE id = ANY(%(ids)s)", at=at, ids=ids)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Ask something about the staged rows."""
        return self._run(query, **values)

    def _run(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, {"election": self.election_id, **values})
            return cursor.fetchall() if cursor.description else []


def lock(election_id: int) -> None:
    """Let whatever changes many stations of an election go one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, election_id])


@contextmanager
def staged(election_id: int) -> Iterator[Stage]:
    """Give an empty stage and clear it away afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.roster_stage")
        cursor.execute(STAGE)
    try:
        yield Stage(election_id)
    finally:
        # After a lost connection or inside a broken transaction the table goes by itself.
        if connection.connection is not None and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS pg_temp.roster_stage")


def _line(row: Row | Error, drawers: dict[str, Drawn]) -> str:
    """Write one row as a line of COPY's text format."""
    if isinstance(row, Error):
        return f"{row.row}\t{row.code}\tf\t{REJECTED}\n"
    number, code, village, station, special, voters, male, female, address, opens, closes, latitude, longitude = row
    if voters is None and not address and opens is None and closes is None and male is None and female is None:
        more = BARE
    else:
        text = address.replace("\\", "\\\\")
        more = "\t".join([_text(voters), _text(male), _text(female), text, _text(opens), _text(closes)])
    mark = NULL if special is None else "t" if special else "f"
    if latitude is not None and longitude is not None:
        place = f"{latitude!r}\t{longitude!r}\timport\t{cell(latitude, longitude)}"
    elif drawer := drawers.get(village[:8]):
        north, east, drawn = drawer(code)
        place = f"{north!r}\t{east!r}\tdistrict-centre\t{drawn}"
    else:
        place = f"{NULL}\t{NULL}\t\t{NULL}"
    return f"{number}\t{code}\tt\t{village}\t{station}\t{mark}\t{more}\t{place}\n"


def _text(value: object) -> str:
    return NULL if value is None else str(value)
