"""The words of change for duty contacts: added, changed, taken out in a file, removed, forgotten after their time."""

import uuid
from datetime import datetime, timedelta

import pgtrigger
from django.db import IntegrityError
from django.db.models import Q

from desk import clock
from desk.agencies.models import Agency, Contact, ContactExport
from desk.context import Actor, acting


def save_contact(contact: Contact, *, actor: Actor | None, at: datetime, client_id: uuid.UUID | None = None) -> Contact:
    """Save a new or changed contact of an agency; a new one that was sent before is given as it stands."""
    agency = contact.agency
    action = "contact.change" if contact.pk else "contact.add"
    if contact.pk is None:
        contact.client_id = client_id
    try:
        with acting(actor, action, place=agency.region_code, agency=agency.code):
            contact.save()
    except IntegrityError:
        # The same form arrived twice, perhaps at the same moment: the constraint lets one through.
        known = Contact.objects.filter(agency=agency, client_id=client_id).first() if client_id else None
        if known is None:
            raise
        return known
    return contact


def remove_contact(contact: Contact, *, actor: Actor | None, at: datetime) -> None:
    """Delete a contact; history keeps that it was there."""
    agency = contact.agency
    with acting(actor, "contact.remove", place=agency.region_code, agency=agency.code):
        contact.delete()


def note_export(*, form: str, number: int, filters: str, actor: Actor, at: datetime) -> ContactExport:
    """Write down that somebody takes contacts out of the desk in a file."""
    with acting(actor, "contact.export"):
        return ContactExport.objects.create(
            username=actor.get_username(), form=form, contacts=number, filters=filters[:300], taken_at=at
        )


def forget_expired(at: datetime, keep_days: int) -> int:
    """Delete the contacts that ended more than some days ago, and blank how to reach them in history too.

    History keeps that there was a contact of a role, who wrote it and when; gives how many were deleted.
    """
    last = clock.local(at).date() - timedelta(days=keep_days)
    old = Contact.objects.filter(valid_until__lt=last)
    agencies = Agency.objects.filter(contacts__in=old).distinct()
    number = 0
    for agency in agencies:
        with acting(None, "contact.expire", place=agency.region_code, agency=agency.code):
            number += old.filter(agency=agency).delete()[0]
    _blank_history(at - timedelta(days=keep_days), last)
    return number


def _blank_history(before: datetime, last) -> None:  # type: ignore[no-untyped-def]
    events = Contact.pgh_event_model.objects  # type: ignore[attr-defined]
    gone = events.exclude(pgh_obj_id__in=Contact.objects.values("pk"))
    stale = gone.filter(Q(valid_until__lt=last) | Q(pgh_label="delete", pgh_created_at__lt=before))
    known = events.filter(pgh_obj_id__in=stale.values("pgh_obj_id")).exclude(phone="", email="")
    if not known.exists():
        return
    # History is never rewritten but for this: what UU PDP no longer lets us keep.
    with pgtrigger.ignore(f"{events.model._meta.label}:append_only"):
        known.update(phone="", email="")
