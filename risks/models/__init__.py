"""The ledger of observations and the desk's own flags."""

from risks.models.batches import Batch, BatchAction, BatchItem
from risks.models.claims import Claim, Unit
from risks.models.evidence import Evidence, EvidenceType
from risks.models.flags import Flag
from risks.models.imports import ListImport
from risks.models.indices import IndexScore, Instrument
from risks.models.list_matches import ListName, NameFit, PlaceMatch, WordMatch
from risks.models.observations import Observation
from risks.models.playbooks import Factor, FactorCheck, Playbook, PlaybookAction
from risks.models.transitions import Transition
from risks.models.zones import HazardLayer, HazardZone

__all__ = [
    "Batch",
    "BatchAction",
    "BatchItem",
    "Claim",
    "Evidence",
    "EvidenceType",
    "Factor",
    "FactorCheck",
    "Flag",
    "HazardLayer",
    "HazardZone",
    "IndexScore",
    "Instrument",
    "ListImport",
    "ListName",
    "NameFit",
    "Observation",
    "PlaceMatch",
    "Playbook",
    "PlaybookAction",
    "Transition",
    "Unit",
    "WordMatch",
]
