"""The words of change for agencies and their contacts."""

import uuid
from datetime import datetime

from django.db import IntegrityError

from desk.agencies.models import Agency, Contact
from desk.agencies.reference import agencies
from desk.context import Actor, acting


def load_reference(*, actor: Actor | None, at: datetime) -> int:
    """Bring in the agencies of the shipped table that are not there yet; gives how many were new.

    What people have changed of an agency stays as they changed it; a short name is filled in where there never was one
    and the agency still bears the shipped name.
    """
    with acting(actor, "agencies.load-reference"):
        known = set(Agency.objects.values_list("code", flat=True))
        fresh = [Agency(**row._asdict()) for row in agencies() if row.code not in known]
        Agency.objects.bulk_create(fresh, ignore_conflicts=True)
        shorts = {row.code: row for row in agencies() if row.short and row.code in known}
        wanting = Agency.objects.filter(code__in=shorts, short="").exclude(events__short__gt="")
        filled = [agency for agency in wanting if agency.name == shorts[agency.code].name]
        for agency in filled:
            agency.short = shorts[agency.code].short
        Agency.objects.bulk_update(filled, ["short"])
    return len(fresh)


def save_agency(agency: Agency, *, actor: Actor | None, at: datetime) -> Agency:
    """Save a new or changed agency."""
    with acting(actor, "agency.change" if agency.pk else "agency.add", place=agency.region_code, agency=agency.code):
        agency.save()
    return agency


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
