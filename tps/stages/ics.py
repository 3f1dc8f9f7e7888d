"""Stages as a calendar file (RFC 5545): whole days, no person and no contact."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tps.models import Stage


def render(stages: Sequence[Stage], *, site: str, at: datetime) -> bytes:
    """Give a calendar of stages; `site` is the address that links begin with."""
    calendar = Calendar()
    calendar.add("prodid", "-//Desk Pemilu//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Tahapan pemilihan"))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for stage in stages:
        event = Event()
        event.add("uid", f"stage-{stage.pk}@desk-pemilu")
        event.add("dtstamp", at)
        event.add("dtstart", stage.starts_on)
        # The day after the last one, as the format asks.
        event.add("dtend", stage.ends_on + timedelta(days=1))
        event.add("summary", stage.name)
        event.add("description", stage.legal_basis)
        event.add("url", f"{site}/stages/")
        event.add("transp", "TRANSPARENT")
        if stage.region:
            event.add("location", stage.region.name)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def etag(stages: Sequence[Stage], *more: object) -> str:
    """Give a tag that changes with any word or day of the stages."""
    facts = [(s.pk, s.name, s.legal_basis, s.starts_on, s.ends_on, s.region_id) for s in stages]
    return f'"{hashlib.sha256(repr((facts, more)).encode()).hexdigest()[:32]}"'
