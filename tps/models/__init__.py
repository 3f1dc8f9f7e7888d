"""Regions, elections, polling stations and the imports that bring them."""

from tps.models.boundaries import Boundary, BoundarySet
from tps.models.comparisons import RosterComparison, RosterDifference
from tps.models.elections import Election, Race, Stage
from tps.models.findings import ColumnMapping, KeptCorrection, RosterFinding
from tps.models.imports import RosterImport
from tps.models.names import NameTerm, PlaceName
from tps.models.regions import Region, RegionAlias
from tps.models.stations import PollingStation

__all__ = [
    "Boundary",
    "BoundarySet",
    "ColumnMapping",
    "Election",
    "KeptCorrection",
    "NameTerm",
    "PlaceName",
    "PollingStation",
    "Race",
    "Region",
    "RegionAlias",
    "RosterComparison",
    "RosterDifference",
    "RosterFinding",
    "RosterImport",
    "Stage",
]
