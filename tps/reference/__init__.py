"""Facts of Banten shipped with the project, read from the files beside this module (origins: NOTICE)."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class RegionRow(NamedTuple):
    """A province, regency, district or village under its dotted Kemendagri code."""

    code: str
    name: str
    level: str


class CrosswalkRow(NamedTuple):
    """A code that was replaced; a date that nobody has verified is None."""

    old_code: str
    new_code: str
    valid_from: date | None
    valid_until: date | None
    source: str


class DistrictCentre(NamedTuple):
    """An approximate centre of a district in WGS 84 degrees, good to about 3 km."""

    code: str
    name: str
    latitude: float
    longitude: float


class VillageStations(NamedTuple):
    """A village's simulated share of its regency's stations; `special` of them are numbered 901 to 909."""

    code: str
    stations: int
    special: int


class StationCount(NamedTuple):
    """Published numbers of stations and voters of one area in the two elections of 2024."""

    code: str
    name: str
    tps_pemilu_2024: int
    voters_pemilu_2024: int
    tps_pilkada_2024: int
    voters_pilkada_2024: int


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_text(name).splitlines())


def _date(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


@cache
def regions() -> tuple[RegionRow, ...]:
    """All 1,716 regions of Banten, ordered by code, so that a parent comes before its children."""
    return tuple(RegionRow(row["code"], row["name"], row["level"]) for row in _rows("regions.csv"))


@cache
def crosswalk() -> tuple[CrosswalkRow, ...]:
    """Old codes with the codes that replaced them; a date is None where it was not verified."""
    return tuple(
        CrosswalkRow(
            row["old_code"],
            row["new_code"],
            _date(row["valid_from"]),
            _date(row["valid_until"]),
            row["source"],
        )
        for row in _rows("crosswalk.csv")
    )


@cache
def district_centres() -> tuple[DistrictCentre, ...]:
    """One approximate centre for each of the 155 districts, (latitude, longitude) in WGS 84 degrees."""
    return tuple(
        DistrictCentre(row["code"], row["name"], float(row["latitude"]), float(row["longitude"]))
        for row in _rows("district_centres.csv")
    )


@cache
def village_stations() -> tuple[VillageStations, ...]:
    """Pemilu 2024's stations spread over the villages by simulation; the regencies' sums are real."""
    return tuple(
        VillageStations(row["code"], int(row["stations"]), int(row["special"])) for row in _rows("village_stations.csv")
    )


@cache
def _counts() -> tuple[StationCount, ...]:
    return tuple(
        StationCount(
            row["regency_code"],
            row["regency"],
            int(row["tps_pemilu_2024"]),
            int(row["voters_pemilu_2024"]),
            int(row["tps_pilkada_2024"]),
            int(row["voters_pilkada_2024"]),
        )
        for row in _rows("station_counts.csv")
    )


def station_counts() -> tuple[StationCount, ...]:
    """The published counts of the eight regencies and cities."""
    return tuple(row for row in _counts() if "." in row.code)


def province_count() -> StationCount:
    """The published counts of the province, which need not equal the sum of the eight."""
    return next(row for row in _counts() if "." not in row.code)


def coast() -> dict[str, Any]:
    """The coarse land around Banten as a GeoJSON FeatureCollection, (longitude, latitude) in degrees."""
    outline: dict[str, Any] = json.loads(_text("coast.geojson"))
    return outline


def province() -> dict[str, Any]:
    """The province as far as land and sea belong to it, drawn by hand, good to about 5 km; shaped like the coast."""
    outline: dict[str, Any] = json.loads(_text("province.geojson"))
    return outline
