"""A whole country at a glance: stations summed up by square, and whatever has changed since read as it stands.

Triggers mark the square of every change in the change's own transaction; nobody waits for anybody. A reader takes the
sums of unmarked squares that lie wholly in the box and groups the stations of all others, so that the answer is exact
at any moment. A job sums marked squares up again: one statement, one snapshot, so that no change falls between.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from desk.map import sql
from desk.map.box import Box
from desk.map.filters import Filters
from desk.map.models import SquareMark, SquareSet
from desk.map.sql import KINDS
from tps.cells import BITS, grid
from tps.models import PollingStation

KEPT = 12  # squares of about 10 km: the finest that any view up to zoom 10 is grouped by
SHIFT = 2 * (BITS - KEPT)
WORTH = 10_000  # stations from which summing up pays
LOCK = 0x5A11  # any number of our own
MOST_MARKS = 2000  # more changed squares than this are not worth looking up one by one
COLUMNS = tuple(kind.replace("-", "_") for kind in KINDS)
PLAIN = Filters()
_NAMES = (
    "election_id", "square", "x", "y", "total", "latitude", "longitude", "station", "first_region", "last_region",
    "flagged", "worst", *COLUMNS,
)  # fmt: skip
# Whole numbers stay such: a sum of bigint is numeric, which no answer can carry.
_SUMS = ", ".join(f"sum({name})::bigint AS {name}" for name in COLUMNS)
_OWN = ", ".join(f"coalesce(sum(k{place}), 0) AS {name}" for place, name in enumerate(COLUMNS))
_SUMMED = f"""
    count(*) AS total, sum(s.latitude) AS latitude, sum(s.longitude) AS longitude, min(s.id) AS station,
    min(s.region_id COLLATE "C") AS first_region, max(s.region_id COLLATE "C") AS last_region,
    count(risk.station_id) AS flagged, coalesce(max(risk.worst), 0) AS worst, {_OWN}
"""


def begin(election_id: int, *, at: datetime) -> None:
    """Sum up an election: from now on changes are marked; those under way are waited for, then all is read once."""
    SquareSet.objects.get_or_create(election_id=election_id, defaults={"made_at": at})
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever began to write before the marks were wanted ends first; nobody is kept waiting afterwards.
        cursor.execute("LOCK TABLE tps_pollingstation, risks_flag IN SHARE MODE")
    _sum(election_id, None)
    SquareSet.objects.filter(election_id=election_id).update(ready=True)


def refresh(election_id: int) -> int:
    """Sum up the squares in which something has changed; gives how many marks that settled."""
    marks = list(SquareMark.objects.filter(election_id=election_id).values_list("pk", flat=True)[: 50 * MOST_MARKS])
    if marks:
        _sum(election_id, marks)
    return len(marks)


def wanting(election_ids: Iterable[int]) -> list[int]:
    """Give the elections whose squares want summing up: marked ones, and large ones that have none yet."""
    there = dict(SquareSet.objects.values_list("election_id", "ready"))
    marked = set(SquareMark.objects.values_list("election_id", flat=True).distinct())
    return [
        each
        for each in election_ids
        if each in marked or (not there.get(each, False) and (each in there or _large(each)))
    ]


def usable(election_id: int, filters: Filters, bits: int) -> bool:
    """Tell whether a view can be read from the sums: no filter, coarse enough, and not much has changed since."""
    if bits > KEPT or filters != PLAIN:
        return False
    if not SquareSet.objects.filter(election_id=election_id, ready=True).exists():
        return False
    return SquareMark.objects.filter(election_id=election_id)[: MOST_MARKS + 1].count() <= MOST_MARKS


def rows(election_id: int, box: Box, bits: int) -> list[tuple[object, ...]]:
    """Give the squares of a grid of 2**bits an axis in a box, as desk.map.stations.squares_in does; one statement."""
    left, top = grid(box.north, box.west, KEPT)
    right, bottom = grid(box.south, box.east, KEPT)
    risks, risk_values = sql.risks_of_stations(election_id, PLAIN, "station_id = ANY(ARRAY(SELECT id FROM live))")
    coarse = 2 * (KEPT - bits)
    statement = f"""
        WITH changed AS (SELECT DISTINCT square FROM desk_map_squaremark WHERE election_id = %s),
        known AS (
            SELECT q.*, q.x > %s AND q.x < %s AND q.y > %s AND q.y < %s
                AND NOT EXISTS (SELECT 1 FROM changed WHERE changed.square = q.square) AS whole
            FROM desk_map_square q
            WHERE q.election_id = %s AND q.x BETWEEN %s AND %s AND q.y BETWEEN %s AND %s
        ), near AS (SELECT square FROM known WHERE NOT whole UNION SELECT square FROM changed),
        live AS MATERIALIZED (
            -- OFFSET 0: each square by the index of cells; left alone, the planner reads the whole nation for fifty.
            SELECT s.* FROM near CROSS JOIN LATERAL (
                SELECT s.id, s.cell, s.latitude, s.longitude, s.region_id FROM tps_pollingstation s
                WHERE s.election_id = %s AND s.withdrawn_at IS NULL
                    AND s.cell >= near.square << {SHIFT} AND s.cell < (near.square + 1) << {SHIFT}
                    AND s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s
                OFFSET 0
            ) s
        ), risk AS ({risks}), summed AS (
            SELECT square >> {coarse} AS square, total, latitude, longitude, station, first_region, last_region,
                flagged, worst, {", ".join(COLUMNS)} FROM known WHERE whole
            UNION ALL
            SELECT s.cell >> {SHIFT + coarse}, {_SUMMED}
            FROM live s LEFT JOIN risk ON risk.station_id = s.id GROUP BY 1
        )
        SELECT square, sum(total)::bigint, sum(latitude) / sum(total), sum(longitude) / sum(total), min(station),
            min(first_region COLLATE "C"), max(last_region COLLATE "C"), sum(flagged)::bigint, max(worst), {_SUMS}
        FROM summed GROUP BY 1
    """  # noqa: S608 — the pieces are constants of our own; every value is a parameter
    edges = [left, right, top, bottom]
    inside = [box.south, box.north, box.west, box.east]
    return sql.rows(statement, [election_id, *edges, election_id, *edges, election_id, *inside, *risk_values])


def _large(election_id: int) -> bool:
    placed = PollingStation.objects.filter(election_id=election_id, cell__isnull=False).order_by()
    return placed[WORTH : WORTH + 1].exists()


def _sum(election_id: int, marks: list[int] | None) -> None:
    """Write the sums of the marked squares, or of all, and settle the marks, in one statement that sees one moment."""
    some = marks is not None
    marked = " AND id = ANY(%s)" if some else ""
    taken = [marks] if some else []
    risks, risk_values = sql.risks_of_stations(election_id, PLAIN)
    source = "tps_pollingstation s"
    if some:
        source = (
            f"wanted JOIN tps_pollingstation s ON s.cell >= wanted.square << {SHIFT}"
            f" AND s.cell < (wanted.square + 1) << {SHIFT}"
        )
    gone = " AND EXISTS (SELECT 1 FROM wanted WHERE wanted.square = q.square)" if some else ""
    changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])
    statement = f"""
        WITH settled AS (DELETE FROM desk_map_squaremark WHERE election_id = %s{marked} RETURNING square),
        wanted AS (SELECT DISTINCT square FROM settled),
        risk AS ({risks}),
        fresh AS MATERIALIZED (
            SELECT s.cell >> {SHIFT} AS square, {_SUMMED} FROM {source} LEFT JOIN risk ON risk.station_id = s.id
            WHERE s.election_id = %s AND s.withdrawn_at IS NULL AND s.cell IS NOT NULL GROUP BY 1
        ), emptied AS (
            DELETE FROM desk_map_square q WHERE q.election_id = %s{gone}
                AND NOT EXISTS (SELECT 1 FROM fresh WHERE fresh.square = q.square)
        )
        INSERT INTO desk_map_square ({", ".join(_NAMES)})
        SELECT %s, square, {_axis("square")}, {_axis("(square >> 1)")}, total, latitude, longitude, station,
            first_region, last_region, flagged, worst, {", ".join(COLUMNS)}
        FROM fresh ON CONFLICT (election_id, square) DO UPDATE SET {changes}
    """  # noqa: S608 — as above
    with transaction.atomic(), connection.cursor() as cursor:
        # One at a time: an older picture must never be written over a newer one.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, election_id])
        cursor.execute(statement, [election_id, *taken, *risk_values, election_id, election_id, election_id])


def _axis(number: str) -> str:
    """Give every second bit of a Morton number, as SQL: its column (or, shifted by one, its row)."""
    return " + ".join(f"(({number} >> {2 * bit} & 1) << {bit})" for bit in range(KEPT))
