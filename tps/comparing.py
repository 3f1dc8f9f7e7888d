"""Two rosters side by side, in SQL: each is read into a temporary table, then every station is looked at once.

Stations are matched by their code. A field that one of the two lists does not have at all is not compared, and
neither list is taken for the right one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from desk.files.copies import unharmed
from tps import columns, rows, tables, workbooks
from tps.kinds import DifferenceKind, DifferentField
from tps.loading import villages
from tps.models import Election, RosterComparison, RosterImport
from tps.staging import TWICE, Stage, staged

SIDES = ("compare_first", "compare_second")
SAME_PLACE = 1  # metres: nearer than that two positions are the same
_TAKEN = (
    "code, region_id, number, special, voters, voters_male, voters_female, address, opens_at, closes_at, "
    "latitude, longitude"
)
_FILE = f"CREATE TEMPORARY TABLE %s AS SELECT {_TAKEN} FROM roster_stage WHERE ok"  # noqa: S608
# A position that is only the district's centre says nothing, so it is not held against a real one.
_NOW = """
CREATE TEMPORARY TABLE %s AS
SELECT code, region_id, number, special, voters, voters_male, voters_female, address, opens_at, closes_at,
    CASE WHEN real THEN latitude END AS latitude, CASE WHEN real THEN longitude END AS longitude
FROM (
    SELECT *, position_source <> 'district-centre' AS real FROM tps_pollingstation
    WHERE election_id = %%(election)s AND withdrawn_at IS NULL
) AS stations
"""
# Which column of a roster says something about which field.
_SAYS: dict[str, tuple[str, ...]] = {
    DifferentField.VOTERS: ("voters", "voters_male", "voters_female"),
    DifferentField.ADDRESS: ("address",),
    DifferentField.HOURS: ("opens_at", "closes_at"),
    DifferentField.POSITION: ("latitude", "longitude"),
}
_TOLD = """jsonb_strip_nulls(jsonb_build_object(
    'village', {0}.region_id, 'number', {0}.number, 'special', {0}.special, 'voters', {0}.voters,
    'male', {0}.voters_male, 'female', {0}.voters_female, 'address', nullif({0}.address, ''),
    'opens', to_char({0}.opens_at, 'HH24:MI'), 'closes', to_char({0}.closes_at, 'HH24:MI'),
    'latitude', {0}.latitude, 'longitude', {0}.longitude))"""
# The way along the sphere, in metres, between two positions in degrees.
_METRES = """2 * 6371008.8 * asin(least(1, sqrt(
    power(sind((b.latitude - a.latitude) / 2), 2)
    + cosd(a.latitude) * cosd(b.latitude) * power(sind((b.longitude - a.longitude) / 2), 2))))"""
_WRITE = f"""
INSERT INTO tps_rosterdifference (comparison_id, kind, code, region, number, fields, before, after, metres)
SELECT %(comparison)s,
    CASE WHEN b.code IS NULL THEN 'first' WHEN a.code IS NULL THEN 'second' ELSE 'changed' END,
    coalesce(b.code, a.code), coalesce(b.region_id, a.region_id), coalesce(b.number, a.number),
    CASE WHEN a.code IS NULL OR b.code IS NULL THEN '{{}}' ELSE differing END,
    CASE WHEN a.code IS NOT NULL THEN {_TOLD.format("a")} END,
    CASE WHEN b.code IS NOT NULL THEN {_TOLD.format("b")} END,
    CASE WHEN 'position' = ANY (differing) THEN metres END
FROM {SIDES[0]} a FULL JOIN {SIDES[1]} b ON a.code = b.code
CROSS JOIN LATERAL (
    SELECT CASE WHEN %(position)s AND num_nulls(a.latitude, b.latitude) = 0 THEN {_METRES} END AS metres
) AS way
CROSS JOIN LATERAL (
    SELECT array_remove(ARRAY[
        CASE WHEN a.region_id <> b.region_id THEN 'village' END,
        CASE WHEN a.number <> b.number THEN 'number' END,
        CASE WHEN %(special)s AND a.special <> b.special THEN 'special' END,
        CASE WHEN %(voters)s AND (a.voters, a.voters_male, a.voters_female)
            IS DISTINCT FROM (b.voters, b.voters_male, b.voters_female) THEN 'voters' END,
        CASE WHEN %(address)s AND coalesce(a.address, '') <> coalesce(b.address, '') THEN 'address' END,
        CASE WHEN %(hours)s AND (a.opens_at, a.closes_at) IS DISTINCT FROM (b.opens_at, b.closes_at) THEN 'hours' END,
        CASE WHEN %(position)s AND (metres >= {SAME_PLACE} OR (a.latitude IS NULL) <> (b.latitude IS NULL))
            THEN 'position' END
    ], NULL) AS differing
) AS which
WHERE a.code IS NULL OR b.code IS NULL OR cardinality(differing) > 0
"""  # noqa: S608 — no value of anybody's is put into the text
_SIZES = f"SELECT (SELECT count(*) FROM {SIDES[0]}), (SELECT count(*) FROM {SIDES[1]})"  # noqa: S608
_KINDS = "SELECT kind, count(*) FROM tps_rosterdifference WHERE comparison_id = %(comparison)s GROUP BY 1"
_FIELDS = """
SELECT field, count(*) FROM tps_rosterdifference, unnest(fields) AS field
WHERE comparison_id = %(comparison)s GROUP BY 1
"""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Side:
    """One list that was read: how many rows it refused, and which fields it has something to say about."""

    rejected: int
    says: frozenset[str]


@contextmanager
def tables_of_both() -> Iterator[None]:
    """Clear away what was read of both lists, before and afterwards."""
    _drop()
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback and connection.is_usable():
            _drop()


def read_file(roster: RosterImport, place: int, most_bytes: int, progress: Progress) -> Side:
    """Read the kept file of an import as its first or second side (0 or 1), as the import itself read it.

    Raises tps.tables.Unreadable, desk.files.copies.Unsteady and desk.files.room.NoRoom.
    """
    mapping = roster.mapping or {}
    with (
        unharmed(roster.file) as file,
        workbooks.opened(file, most_bytes, columns.fits(mapping), roster.sheet) as (text, table),
        staged(roster.election_id) as stage,
    ):
        layout = columns.layout(table.header, mapping)
        total = table.lines - table.header_line
        parsed = rows.read(tables.records(text, table), table, layout, villages(roster.election), roster.place)
        rejected = sum(1 for _error in stage.fill(parsed, {}, lambda done: progress(done, max(done, total))))
        rejected += len(stage.rows(TWICE))
        _take(stage, _FILE, place)
    says = {field for field, names in _SAYS.items() if any(name in layout.places for name in names)}
    return Side(rejected, frozenset(says | {DifferentField.SPECIAL}))


def read_stations(election: Election, place: int) -> Side:
    """Take the stations of an election as they stand now as a side; withdrawn ones are left out."""
    _take(Stage(election.pk), _NOW, place)
    return Side(0, frozenset(DifferentField.values))


def write(comparison: RosterComparison, first: Side, second: Side) -> dict[str, Any]:
    """Write down every difference and give the counts; what an earlier attempt wrote is replaced."""
    says = first.says & second.says
    values: dict[str, Any] = {"comparison": comparison.pk}
    values |= {each: each in says for each in ("special", "voters", "address", "hours", "position")}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tps_rosterdifference WHERE comparison_id = %(comparison)s", values)
        for side in SIDES:
            cursor.execute(f"ANALYZE {side}")
        cursor.execute(_WRITE, values)
        cursor.execute(_SIZES)
        sizes = cursor.fetchone()
        cursor.execute(_KINDS, values)
        kinds = dict(cursor.fetchall())
        cursor.execute(_FIELDS, values)
        fields = dict(cursor.fetchall())
    both = sizes[0] - kinds.get(DifferenceKind.FIRST, 0)
    return {
        "sizes": list(sizes),
        "rejected": [first.rejected, second.rejected],
        "kinds": {each: kinds.get(each, 0) for each in DifferenceKind.values},
        "both": both,
        "same": both - kinds.get(DifferenceKind.CHANGED, 0),
        "fields": {each: fields.get(each, 0) for each in DifferentField.values},
        "silent": [each for each in DifferentField.values if each in _SAYS and each not in says],
    }


def _take(stage: Stage, query: str, place: int) -> None:
    stage.rows(query % SIDES[place])


def _drop() -> None:
    with connection.cursor() as cursor:
        for side in SIDES:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{side}")
