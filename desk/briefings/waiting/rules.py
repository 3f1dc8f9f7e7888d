"""When a draft that nobody has authorised speaks. Pure: every moment is zone-aware."""

from datetime import datetime

from desk.briefings.kinds import Step
from desk.coordination.reminders.rules import Rules, speaks_at


def due_steps(authorise_by: datetime, escalate_hours: int, at: datetime, rules: Rules) -> tuple[str, ...]:
    """Give the steps whose moment has come: the reminder at the due moment, the escalation so many hours later.

    Both respect the desk's quiet hours and the shorter distances of polling days.
    """
    found = []
    for step, hours in ((Step.REMINDER, 0), (Step.ESCALATION, escalate_hours)):
        when = speaks_at(hours, authorise_by, rules, urgent=True)
        if when is not None and when <= at:
            found.append(step.value)
    return tuple(found)
