"""The words of change for the ladder and the hours of reminders; each has all things reckoned anew."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.models import LadderStep, ReminderRules
from desk.coordination.reminders.actions.tick import disarm
from desk.coordination.reminders.kinds import Target

# The ladder with which a desk begins: hours from the due moment, who, whose contact (code of an agency), which role.
USUAL: tuple[tuple[int, Target, str, str], ...] = (
    (-24, Target.PERSON, "", ""),
    (0, Target.PERSON, "", ""),
    (24, Target.CONTACT, "", "Kepala"),
    (72, Target.CONTACT, "pemprov", "Sekretaris Daerah"),
)
COPIED = ("hours", "target", "user_id", "contact_agency_id", "role", "address", "urgent")


def set_up(*, actor: User | None, at: datetime) -> int:
    """Write everybody's ladder as a desk usually begins; gives how many steps, 0 when there is one already."""
    with transaction.atomic():
        # One after the other: the second press finds the ladder there.
        ReminderRules.objects.select_for_update().get_or_create(pk=1)
        if LadderStep.objects.standing().filter(agency__isnull=True).exists():
            return 0
        bodies = {agency.code: agency for agency in Agency.objects.all()}
        with acting(actor, "ladder.set-up"):
            for hours, target, body, role in USUAL:
                LadderStep.objects.create(hours=hours, target=target, contact_agency=bodies.get(body), role=role)
            disarm()
    return len(USUAL)


def add(step: LadderStep, *, actor: User, at: datetime, client_id: uuid.UUID | None) -> LadderStep:
    """Add a step; the first one of an agency's own ladder begins with a copy of everybody's steps."""
    known = LadderStep.objects.filter(client_id=client_id).first() if client_id else None
    if known:
        return known
    step.client_id = client_id
    try:
        with acting(actor, "ladder.change", agency=step.agency.code if step.agency else ""):
            _begin_own(step.agency)
            step.save(force_insert=True)
            disarm(step.agency_id)
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        return LadderStep.objects.get(client_id=client_id)
    return step


def change(step: LadderStep, *, actor: User, at: datetime) -> LadderStep:
    """Save a changed step as its form has merged it; a step that stands like that already is left alone."""
    with acting(actor, "ladder.change", agency=step.agency.code if step.agency else ""):
        stored = LadderStep.objects.select_for_update().get(pk=step.pk)
        if all(getattr(stored, name) == getattr(step, name) for name in COPIED):
            return stored
        step.version = stored.version + 1
        step.save(update_fields=[*COPIED, "version"])
        disarm(step.agency_id)
    return step


def remove(step_id: int, *, actor: User, at: datetime) -> None:
    """Take a step away; what it has said stays in the ledger."""
    with transaction.atomic():
        step = LadderStep.objects.select_for_update(of=("self",)).select_related("agency").get(pk=step_id)
        with acting(actor, "ladder.change", agency=step.agency.code if step.agency else ""):
            LadderStep.objects.filter(pk=step_id, removed_at__isnull=True).update(removed_at=at)
            disarm(step.agency_id)


def set_hours(row: ReminderRules, *, actor: User, at: datetime) -> None:
    """Save the hours and days by which the desk reminds."""
    with acting(actor, "ladder.hours"):
        row.save()
        disarm()


def _begin_own(agency: Agency | None) -> None:
    if agency is None or LadderStep.objects.standing().filter(agency=agency).exists():
        return
    for step in LadderStep.objects.standing().filter(agency__isnull=True):
        LadderStep.objects.create(agency=agency, **{name: getattr(step, name) for name in COPIED})
