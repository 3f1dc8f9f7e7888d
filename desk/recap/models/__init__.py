"""Rows of the recap; each thing has a module of its own."""

from desk.recap.models.sightings import FormCount, FormSighting, FormStanding, Pulse

__all__ = ["FormCount", "FormSighting", "FormStanding", "Pulse"]
