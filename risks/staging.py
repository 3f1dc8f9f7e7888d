"""A list's rows beside the ledger: COPY into a temporary table, then whole sets matched, compared and written.

What is compared and written happens in the caller's transaction, under an advisory lock for each election, so that two
lists that arrive at once meet in the right order. The temporary table belongs to this database session alone.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from desk import clock
from risks.kinds import HARMLESS, OPEN_STATUSES, SEVERITY_ORDER, Standing
from risks.rows import Error, Row
from risks.rules import SEVERITIES

LOCK = 0x4F4253  # "OBS": the first half of the advisory lock's key, the election's id is the second
# The rules as SQL, made from the same tables that the pure rules read.
_RANK = "CASE {0} " + " ".join(f"WHEN '{each.value}' THEN {rank}" for each, rank in SEVERITY_ORDER.items()) + " END"
_SEVERITY = (
    "CASE s.kind || '/' || s.grade "
    + " ".join(f"WHEN '{kind}/{grade}' THEN '{severity.value}'" for (kind, grade), severity in SEVERITIES.items())
    + " ELSE 'medium' END"
)
_ADVERSE = f"s.grade NOT IN ({', '.join(repr(each.value) for each in sorted(HARMLESS))})"
_OPEN = f"f.status IN ({', '.join(repr(each.value) for each in OPEN_STATUSES)})"

STAGE = """
DROP TABLE IF EXISTS pg_temp.list_stage;
CREATE TEMPORARY TABLE list_stage (
    row integer, code text, village text, number integer, kind text NOT NULL, grade text NOT NULL, day date,
    observed_at timestamptz, note text, key text, said text, station_id bigint, region_id text,
    withdrawn boolean NOT NULL DEFAULT false, observation_id bigint, fate text
)
"""
COPY = "COPY list_stage (row, code, village, number, kind, grade, day, observed_at, note, key, said) FROM STDIN"
BATCH = 4000
# From so many new statements on the planner's figures of before would mislead the pages that follow.
MANY = 1000
MATCH = (
    """
    UPDATE list_stage s SET station_id = t.id, withdrawn = t.withdrawn_at IS NOT NULL FROM tps_pollingstation t
    WHERE t.election_id = %(election)s AND t.code = s.code
    """,
    """
    UPDATE list_stage s SET station_id = t.id, withdrawn = t.withdrawn_at IS NOT NULL FROM tps_pollingstation t
    WHERE s.station_id IS NULL AND t.election_id = %(election)s AND t.region_id = s.village AND t.number = s.number
    """,
    "UPDATE list_stage SET region_id = village WHERE number = 0 AND village <> ''",
)
_LOST = "(station_id IS NULL AND region_id IS NULL) OR withdrawn"
LOST = f"SELECT row, code, said, withdrawn FROM list_stage WHERE {_LOST} ORDER BY row"  # noqa: S608
DROP_LOST = f"DELETE FROM list_stage WHERE {_LOST}"  # noqa: S608
# Everything is done once for each sort of place: a condition on either of two columns could use neither's index.
PLACES = ("station_id", "region_id")
_COMPARE = """
    UPDATE list_stage s SET observation_id = o.id, fate = CASE
        WHEN o.standing = 'accepted' OR %(standing)s = 'proposed' THEN 'unchanged' ELSE 'accept' END
    FROM risks_observation o
    WHERE o.election_id = %(election)s AND o.source_id = %(source)s AND o.{place} = s.{place}
        AND o.kind = s.kind AND o.grade = s.grade AND (o.observed_at AT TIME ZONE %(zone)s)::date = s.day
"""
COMPARE = (
    *(_COMPARE.replace("{place}", place) for place in PLACES),
    """
    UPDATE list_stage s SET fate = CASE WHEN again.turn = 1 THEN coalesce(s.fate, 'new') ELSE 'unchanged' END
    FROM (SELECT row, row_number() OVER (PARTITION BY station_id, region_id, kind, grade, day ORDER BY row) AS turn
        FROM list_stage) AS again
    WHERE again.row = s.row
    """,
)
COUNT = "SELECT fate, count(*) FROM list_stage GROUP BY fate"
PICTURE = """
SELECT s.kind, s.grade, left(coalesce(t.region_id, s.region_id), 5), count(*) FILTER (WHERE s.fate <> 'unchanged'),
    count(*)
FROM list_stage s LEFT JOIN tps_pollingstation t ON t.id = s.station_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
WORST = f"""
SELECT DISTINCT ON (s.{{place}}, s.kind) s.{{place}}, s.kind, {_SEVERITY} AS severity
FROM list_stage s WHERE s.fate <> 'unchanged' AND s.{{place}} IS NOT NULL AND {_ADVERSE}
ORDER BY s.{{place}}, s.kind, {_RANK.format(_SEVERITY)} DESC
"""  # noqa: S608 — built from our own enumerations
OPEN_FLAGS = f"""
INSERT INTO risks_flag (election_id, {{place}}, kind, severity, status, outcome, note, internal_note,
    severity_reason, reported_by_id, reported_at, since, changed_at, client_id)
SELECT %(election)s, w.{{place}}, w.kind, w.severity, 'reported', '', '', '', '', %(actor)s, %(at)s, %(at)s, %(at)s,
    gen_random_uuid()
FROM ({WORST}) AS w
ON CONFLICT DO NOTHING
"""  # noqa: S608
HOLD_FLAGS = f"""
SELECT f.id FROM risks_flag f WHERE f.election_id = %(election)s AND {_OPEN} AND (f.{{place}}, f.kind) IN
    (SELECT s.{{place}}, s.kind FROM list_stage s WHERE s.fate <> 'unchanged') ORDER BY f.id FOR UPDATE
"""  # noqa: S608
RAISE_FLAGS = f"""
UPDATE risks_flag f SET severity = w.severity, changed_at = %(at)s FROM ({WORST}) AS w
WHERE f.election_id = %(election)s AND f.{{place}} = w.{{place}} AND f.kind = w.kind AND f.status = 'reported'
    AND f.severity_source = 'grade' AND {_RANK.format("w.severity")} > {_RANK.format("f.severity")}
"""  # noqa: S608
_FLAG = f"""
LEFT JOIN risks_flag f ON f.election_id = %(election)s AND f.{{place}} = s.{{place}} AND f.kind = s.kind AND {_OPEN}
"""
INSERT = f"""
INSERT INTO risks_observation (election_id, {{place}}, kind, grade, source_id, channel, note, observed_at,
    recorded_at, recorded_by_id, standing, flag_id, list_import_id, row, client_id)
SELECT %(election)s, s.{{place}}, s.kind, s.grade, %(source)s, 'import', s.note, s.observed_at,
    %(at)s, %(actor)s, %(standing)s, CASE WHEN %(standing)s = 'accepted' THEN f.id END, %(list)s, s.row,
    md5(concat_ws('|', 'list', %(election)s, %(source)s, s.{{place}}, s.kind, s.grade, s.day))::uuid
FROM list_stage s {_FLAG} WHERE s.fate = 'new' AND s.{{place}} IS NOT NULL
ON CONFLICT (client_id) DO NOTHING
"""  # noqa: S608
ACCEPT = f"""
UPDATE risks_observation o SET standing = 'accepted', flag_id = f.id FROM list_stage s {_FLAG}
WHERE s.fate = 'accept' AND s.{{place}} IS NOT NULL AND o.id = s.observation_id
"""  # noqa: S608
PROPOSED = """
INSERT INTO list_stage (row, kind, grade, station_id, region_id, observation_id, fate)
SELECT o.row, o.kind, o.grade, o.station_id, o.region_id, o.id, 'accept' FROM risks_observation o
LEFT JOIN tps_pollingstation t ON t.id = o.station_id
WHERE o.list_import_id = %(list)s AND o.standing = 'proposed'
    AND left(coalesce(t.region_id, o.region_id), %(length)s) = %(within)s
ORDER BY o.id FOR UPDATE OF o
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a list does to the ledger: rows by fate, and risks opened."""

    created: int
    updated: int
    unchanged: int
    opened: int = 0

    @property
    def accepted(self) -> int:
        """Count the rows that were taken."""
        return self.created + self.updated + self.unchanged


class Stage:
    """The rows of one list: staged in batches, then held against the ledger inside one transaction."""

    def __init__(
        self, election_id: int, source_id: int, *, standing: str = Standing.ACCEPTED, filled_before: bool = False
    ) -> None:
        """Begin an empty stage for this transaction; with `filled_before` one that `staged` keeps and `lock` holds."""
        self.values: dict[str, Any] = {
            "election": election_id,
            "source": source_id,
            "standing": str(standing),
            "zone": settings.TIME_ZONE,
        }
        if not filled_before:
            self.lock()
            self.run(f"{STAGE} ON COMMIT DROP")

    def lock(self) -> None:
        """Let lists of this election go one after the other, until the transaction ends."""
        self.run("SELECT pg_advisory_xact_lock(%(lock)s, %(election)s)", lock=LOCK)

    def fill(self, rows: Iterable[Row | Error], at: datetime, progress: Callable[[int], None]) -> Iterator[Error]:
        """Copy the parsed rows in, batch by batch; gives the errors among them as they come.

        A day stands for its beginning in the province's zone, never for a later moment. `progress` gets the number of
        rows read so far after each batch and may raise to stop.
        """
        starts: dict[date, datetime] = {}
        rows = iter(rows)
        count = 0
        while batch := list(islice(rows, BATCH)):
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for row in batch:
                    if isinstance(row, Error):
                        continue
                    if row.day not in starts:
                        starts[row.day] = min(clock.day_window(row.day).start, at)
                    copy.write_row((*row[:4], str(row.kind), *row[5:7], starts[row.day], row.note, *row[8:]))
            count += len(batch)
            yield from (row for row in batch if isinstance(row, Error))
            progress(count)
        self.run("ANALYZE list_stage")

    def fill_with_proposals(self, list_id: int, within: str) -> int:
        """Bring in the proposals of a list that lie in a dotted region code; give their number."""
        return self.run(PROPOSED, list=list_id, within=within, length=len(within))

    def match(self) -> list[Error]:
        """Find each row's station; give the rows that have none and leave them out."""
        for sql in MATCH:
            self.run(sql)
        lost = self.rows(LOST)
        self.run(DROP_LOST)
        return [
            Error(
                row,
                "kode_tps",
                code or said,
                _("TPS ini sudah ditarik dari pemilihan ini.")
                if withdrawn
                else _("TPS ini tidak ada dalam daftar TPS pemilihan ini."),
            )
            for row, code, said, withdrawn in lost
        ]

    def compare(self) -> Counts:
        """Hold the rows against the ledger: new, proposed before and now accepted, or said already."""
        for sql in COMPARE:
            self.run(sql)
        fates = dict(self.rows(COUNT))
        return Counts(fates.get("new", 0), fates.get("accept", 0), fates.get("unchanged", 0))

    def picture(self) -> list[dict[str, Any]]:
        """Count the rows by kind, grade and kabupaten/kota, for the preview and the report."""
        names = ("kind", "grade", "regency", "new", "rows")
        return [dict(zip(names, each, strict=True)) for each in self.rows(PICTURE)]

    def write(self, *, actor_id: int | None, at: datetime, list_id: int | None) -> int:
        """Write new rows and accept proposed ones, with their risks; give how many risks were opened."""
        self.values |= {"actor": actor_id, "at": at, "list": list_id}
        opened = written = 0
        for place in PLACES:
            if self.values["standing"] == Standing.ACCEPTED:
                opened += self.run(OPEN_FLAGS.format(place=place))
                self.run(HOLD_FLAGS.format(place=place))
                self.run(RAISE_FLAGS.format(place=place))
                self.run(ACCEPT.format(place=place))
            written += self.run(INSERT.format(place=place))
        if written >= MANY:
            self.run("ANALYZE (SKIP_LOCKED) risks_observation, risks_flag")
        return opened

    def rows(self, sql: str, **more: Any) -> list[tuple[Any, ...]]:
        """Give the answer of a query."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values | more)
            return cursor.fetchall()

    def run(self, sql: str, **more: Any) -> int:
        """Do something with the staged rows; give how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values | more)
            return cursor.rowcount


@contextmanager
def staged(election_id: int, source_id: int, *, standing: str = Standing.ACCEPTED) -> Iterator[Stage]:
    """Give an empty stage that may be filled before the transaction begins, and clear it away afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
    try:
        yield Stage(election_id, source_id, standing=standing, filled_before=True)
    finally:
        # After a lost connection or inside a broken transaction the table goes by itself.
        if connection.connection is not None and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS pg_temp.list_stage, pg_temp.list_names, pg_temp.list_waiting")
