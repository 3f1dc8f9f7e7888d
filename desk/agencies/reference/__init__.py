"""Agencies of Banten shipped with the project: our own table, without persons or phone numbers."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class AgencyRow(NamedTuple):
    """An agency: lower-case code, full name, short name ("" if the same), kind, level, region code, parent's code."""

    code: str
    name: str
    short: str
    kind: str
    level: str
    region_code: str
    parent: str


@cache
def agencies() -> tuple[AgencyRow, ...]:
    """The agencies of the province and of its eight regencies and cities."""
    text = files(__name__).joinpath("agencies.csv").read_text(encoding="utf-8")
    return tuple(AgencyRow(**row) for row in csv.DictReader(text.splitlines()))
