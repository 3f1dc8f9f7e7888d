"""The register counted by likelihood and impact: each cell with the address that lists exactly the risks it counts."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict

from risks import filters
from risks.assessing import Impact, Likelihood, Thresholds
from risks.filters import RATED, UNRATED, Filters
from risks.querysets import FlagQuerySet
from risks.reading_links import leading_to


@dataclass(frozen=True, slots=True)
class Figure:
    """Some risks: how many, and where they are listed ("" for none)."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class HeatCell(Figure):
    """One likelihood with one impact; `level` is the severity that the desk's thresholds give their product."""

    level: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One likelihood: its word and a cell for each impact, with their sum."""

    value: int
    label: str
    cells: list[HeatCell]
    total: Figure


@dataclass(frozen=True, slots=True)
class Heat:
    """The grid from the likeliest down, impacts from slight to severe, and the risks that nobody has rated."""

    impacts: list[tuple[int, str]]
    rows: list[HeatRow]
    sums: list[Figure]
    rated: Figure
    unrated: Figure
    every: Figure


def heat(flags: FlagQuerySet, chosen: Filters, query: QueryDict, *, election_id: int, thresholds: Thresholds) -> Heat:
    """Count the risks that the filters find by likelihood and impact (1 query)."""
    found = filters.narrow(flags, chosen, election_id=election_id)
    counted = {
        (likelihood, impact): number
        for likelihood, impact, number in found.order_by()
        .values_list("likelihood", "impact")
        .annotate(number=Count("pk"))
    }
    unrated = counted.pop((None, None), 0)
    rows = []
    for value, label in reversed(Likelihood.choices):
        cells = []
        for impact in Impact.values:
            number = counted.get((value, impact), 0)
            url = _url(query, number, likelihood=str(value), impact=str(impact))
            cells.append(HeatCell(number, url, thresholds.severity(value, impact).value))
        number = sum(each.number for each in cells)
        rows.append(HeatRow(value, str(label), cells, Figure(number, _url(query, number, likelihood=str(value)))))
    sums = []
    for impact in Impact.values:
        number = sum(counted.get((each, impact), 0) for each in Likelihood.values)
        sums.append(Figure(number, _url(query, number, impact=str(impact))))
    rated = sum(counted.values())
    return Heat(
        [(value, str(label)) for value, label in Impact.choices],
        rows,
        sums,
        Figure(rated, _url(query, rated, rating=RATED)),
        Figure(unrated, _url(query, unrated, rating=UNRATED)),
        Figure(rated + unrated, _url(query, rated + unrated)),
    )


def _url(query: QueryDict, number: int, **changed: object) -> str:
    return leading_to("risks", query, **changed) if number else ""
