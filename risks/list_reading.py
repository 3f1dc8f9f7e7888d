"""What the page of a list shows of its names: those to be agreed to, to be chosen, unknown, and settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from risks.list_naming import paths
from risks.models import ListImport, ListName, NameFit, PlaceMatch

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Option:
    """A village that a name may mean: its dotted code and its name with those above it."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """A name of a list with the villages that it may mean, or the one that a person has settled, and who and when."""

    name: ListName
    options: tuple[Option, ...]
    match: PlaceMatch | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one fit: how many, in how many rows, and the first of them."""

    fit: str
    names: int
    rows: int
    lines: tuple[Line, ...]

    @property
    def choosable(self) -> bool:
        """Tell whether there is anything to choose among the lines."""
        return any(line.options for line in self.lines)


def names_of(made: ListImport) -> dict[str, Names]:
    """Give the names of a list by their fit, the first fifty of each; nothing for a fit that no name has."""
    counted = made.names.order_by().values_list("fit").annotate(Count("pk"), Sum("rows"))
    counts = {fit: (number, rows) for fit, number, rows in counted}
    found = {fit: list(made.names.filter(fit=fit)[:SHOWN]) for fit in NameFit.values if fit in counts}
    every = [each for names in found.values() for each in names]
    shown = paths({code for each in every for code in _codes(each)}) if every else {}
    matches = {each.text: each for each in _matches(made, found.get(NameFit.SETTLED, []))}
    return {
        fit: Names(fit, *counts[fit], tuple(_line(each, shown, matches) for each in names))
        for fit, names in found.items()
    }


def _codes(name: ListName) -> Iterable[str]:
    return [name.region_id] if name.region_id else name.candidates


def _matches(made: ListImport, settled: list[ListName]) -> Iterable[PlaceMatch]:
    if not settled:
        return []
    rows = PlaceMatch.objects.filter(source=made.source_id, text__in=[each.text for each in settled])
    return rows.select_related("decided_by")


def _line(name: ListName, shown: dict[str, str], matches: dict[str, Any]) -> Line:
    options = tuple(Option(code, shown[code]) for code in _codes(name) if code in shown)
    return Line(name, options, matches.get(name.text))
