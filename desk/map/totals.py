"""Counts of all stations that pass the filters, wherever the map looks: those without a position, the legend."""

from dataclasses import replace

from desk.map import sql
from desk.map.filters import Filters
from desk.map.sql import KINDS, OF_KIND, SEVERITIES, SUMS


def unplaced(election_id: int, filters: Filters) -> int:
    """Count the stations that pass the filters but have no position at all; a drawn area is not asked about them."""
    free = replace(filters, area=None)
    where, values = sql.stations(election_id, free)
    risks, risk_values = sql.risks_of_stations(election_id, free)
    only = f" AND s.id IN (SELECT station_id FROM ({risks}) risk)" if free.by_risk else ""  # noqa: S608
    rows = sql.rows(
        f"SELECT count(*) FROM tps_pollingstation s WHERE {where} AND s.cell IS NULL{only}",  # noqa: S608 — as above
        [*values, *(risk_values if free.by_risk else [])],
    )
    return int(rows[0][0])


def legend(election_id: int, filters: Filters) -> dict[str, dict[str, int]]:
    """Count the stations with wanted risks by kind and by severity, for the legend; kinds and severities overlap.

    Each is counted as if none of kinds and severities were chosen, so that it says what a choice would find. Withdrawn
    stations are few and found by an index of their own; without filters of stations the others are not read at all.
    """
    free = replace(filters, kinds=(), severities=(), risk="")
    wanted, values = sql.risks(election_id, free)
    only, more = _only_there(election_id, free)
    severities = ", ".join(f"max((f.severity = '{word}')::int) AS s{rank}" for rank, word in SEVERITIES.items())
    sums = ", ".join(f"coalesce(sum(s{rank}), 0)" for rank in SEVERITIES)
    rows = sql.rows(
        f"""
        SELECT {SUMS}, {sums} FROM (
            SELECT {OF_KIND}, {severities} FROM ({wanted}) AS f WHERE f.station_id IS NOT NULL AND {only}
            GROUP BY f.station_id
        ) AS own
        """,  # noqa: S608 — as above
        [*values, *more],
    )
    numbers = [int(number or 0) for number in rows[0]]
    kinds = zip(KINDS, numbers[: len(KINDS)], strict=True)
    words = zip(SEVERITIES.values(), numbers[len(KINDS) :], strict=True)
    return {
        "kinds": {kind: count for kind, count in kinds if count},
        "severities": {severity: count for severity, count in words if count},
    }


def _only_there(election_id: int, filters: Filters) -> sql.Statement:
    if filters.place or filters.text or filters.area or filters.by_roster:
        where, values = sql.stations(election_id, filters)
        return f"f.station_id IN (SELECT s.id FROM tps_pollingstation s WHERE {where})", values  # noqa: S608 — as above
    gone = "s.id = f.station_id AND s.election_id = %s AND s.withdrawn_at IS NOT NULL"
    return f"NOT EXISTS (SELECT 1 FROM tps_pollingstation s WHERE {gone})", [election_id]  # noqa: S608 — as above
