"""Rows of the recap; each thing has a module of its own."""

from desk.recap.models.calls import CallClaim
from desk.recap.models.legs import CourierLeg, HandOver, HandOverSignature
from desk.recap.models.plans import FallbackPlan, PlanSheets
from desk.recap.models.relocation import CarryOver, Relocation, RelocationItem
from desk.recap.models.sightings import FormCount, FormSighting, FormStanding, Pulse
from desk.recap.models.sirekap import SirekapAddress, SirekapOddity, SirekapReading
from desk.recap.models.totals import StationVotes, TotalsSwitch, TotalsView

__all__ = [
    "CallClaim",
    "CarryOver",
    "CourierLeg",
    "FallbackPlan",
    "FormCount",
    "FormSighting",
    "FormStanding",
    "HandOver",
    "HandOverSignature",
    "PlanSheets",
    "Pulse",
    "Relocation",
    "RelocationItem",
    "SirekapAddress",
    "SirekapOddity",
    "SirekapReading",
    "StationVotes",
    "TotalsSwitch",
    "TotalsView",
]
