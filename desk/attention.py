"""What needs somebody, for Beranda's first card: each with its number, its detail and a link to exactly its rows."""

from collections.abc import Callable, Iterator
from datetime import datetime

from desk import (
    attention_briefings,
    attention_contacts,
    attention_fallback,
    attention_files,
    attention_grants,
    attention_meetings,
    attention_playbooks,
    attention_readiness,
    attention_referrals,
    attention_reminders,
    attention_risks,
    attention_tasks,
)
from desk.attention_words import Item
from desk.home import Viewer

# One line for each thing that may need somebody; those of one gravity stand in this order.
READERS: tuple[Callable[[Viewer, datetime], Iterator[Item]], ...] = (
    attention_fallback.late_couriers,
    attention_risks.unattended_risks,
    attention_referrals.asked,
    attention_tasks.overdue,
    attention_referrals.of_desk,
    attention_risks.waiting,
    attention_risks.standing_still,
    attention_playbooks.without_any,
    attention_readiness.readiness,
    attention_fallback.without_plan,
    attention_fallback.undecided_sites,
    attention_grants.late,
    attention_files.proposals,
    attention_tasks.back,
    attention_tasks.confirming,
    attention_reminders.holes,
    attention_reminders.waiting_mail,
    attention_tasks.new_tasks,
    attention_tasks.mentions,
    attention_meetings.of_meetings,
    attention_briefings.drafts,
    attention_briefings.due_briefings,
    attention_briefings.mail,
    attention_files.jobs,
    attention_files.missing,
    attention_contacts.ending,
)
ORDER = {"critical": 0, "high": 1, "medium": 2, "low": 3}


def items(viewer: Viewer, at: datetime) -> list[Item]:
    """Give what waits for this viewer, the gravest first."""
    found = [item for read in READERS for item in read(viewer, at)]
    return sorted(found, key=lambda item: ORDER[item.tone])
