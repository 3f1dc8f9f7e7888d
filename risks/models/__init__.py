"""The ledger of observations and the desk's own flags."""

from risks.models.evidence import Evidence, EvidenceType
from risks.models.flags import Flag
from risks.models.imports import ListImport
from risks.models.observations import Observation

__all__ = ["Evidence", "EvidenceType", "Flag", "ListImport", "Observation"]
