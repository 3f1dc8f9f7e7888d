"""Briefings: one paper for one agency and period, drafted, reviewed, authorised, frozen, delivered."""

from desk.briefings.models.amendment import Amendment
from desk.briefings.models.briefing import WEEKDAYS, Briefing, Recipient, Schedule
from desk.briefings.models.handling import Handling
from desk.briefings.models.nudge import Nudge

__all__ = ["WEEKDAYS", "Amendment", "Briefing", "Handling", "Nudge", "Recipient", "Schedule"]
