"""Agencies of Banten shipped with the project: our own table, without persons or phone numbers."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class AgencyRow(NamedTuple):
    """An agency with its lower-case code, kind, level (province or regency) and dotted region code."""

    code: str
    name: str
    kind: str
    level: str
    region_code: str


@cache
def agencies() -> tuple[AgencyRow, ...]:
    """The agencies of the province and of its eight regencies and cities."""
    text = files(__name__).joinpath("agencies.csv").read_text(encoding="utf-8")
    return tuple(
        AgencyRow(row["code"], row["name"], row["kind"], row["level"], row["region_code"])
        for row in csv.DictReader(text.splitlines())
    )
