"""Rows of the recap; each thing has a module of its own."""

from desk.recap.models.calls import CallClaim
from desk.recap.models.sightings import FormCount, FormSighting, FormStanding, Pulse

__all__ = ["CallClaim", "FormCount", "FormSighting", "FormStanding", "Pulse"]
