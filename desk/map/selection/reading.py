"""Reads what lies in an area drawn on the map: exactly the stations that the register finds by the same address."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from desk.map import register, sql
from desk.map.filters import Filters
from desk.map.sql import SEVERITIES
from tps.kinds import PositionSource

MOST_TASKS = 2000  # as many as can be given at once (desk.coordination.actions.tasks_bulk)
MOST_SAID = 20_000  # as many as one action on many risks may change (risks.actions.bulk_frame)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The stations of an area: how many, their voters as far as known, by worst wanted risk, by how they were placed.

    `voters` is None where nobody's are known; `unknown` are the stations whose voters are not.
    """

    stations: int
    voters: int | None
    unknown: int
    approximate: int
    flagged: int
    severities: dict[str, int]


def chosen(election_id: int, question: register.Question) -> Chosen:
    """Count what lies in the question's area; three queries."""
    rows = register.rows(election_id, question)
    sums = rows.order_by().aggregate(
        number=Count("pk"),
        known=Count("voters"),
        total=Sum("voters"),
        approximate=Count("pk", filter=Q(position_source=PositionSource.DISTRICT_CENTRE)),
    )
    worst = _worst(election_id, question)
    return Chosen(
        stations=sums["number"],
        voters=sums["total"],
        unknown=sums["number"] - sums["known"],
        approximate=sums["approximate"],
        flagged=sum(worst.values()),
        severities=worst,
    )


def number(election_id: int, question: register.Question) -> int:
    """Count the stations of an area, whosever remit they lie in."""
    return register.rows(election_id, question).order_by().count()


def codes(election_id: int, question: register.Question, most: int) -> list[str]:
    """Give the codes of the stations of an area, up to one more than `most`."""
    rows = register.rows(election_id, question).order_by("region_id", "number")
    return list(rows.values_list("code", flat=True)[: most + 1])


def stations(election_id: int, question: register.Question, remit: str, most: int) -> list[tuple[int, str]]:
    """Give ids and codes of the stations of an area that lie in a dotted region code, up to one more than `most`."""
    rows = register.rows(election_id, question).within(remit).order_by("region_id", "number")
    return list(rows.values_list("pk", "code")[: most + 1])


def _worst(election_id: int, filters: Filters) -> dict[str, int]:
    """Count the stations of an area by their worst wanted risk, gravest first."""
    risks, values = sql.risks_of_stations(election_id, filters)
    where, own = sql.stations(election_id, filters)
    found = dict(
        sql.rows(
            f"""
            SELECT risk.worst, count(*) FROM ({risks}) AS risk JOIN tps_pollingstation s ON s.id = risk.station_id
            WHERE {where} GROUP BY 1
            """,  # noqa: S608 — the pieces are constants; every value is a parameter
            [*values, *own],
        )
    )
    return {SEVERITIES[rank]: found[rank] for rank in sorted(found, reverse=True)}
