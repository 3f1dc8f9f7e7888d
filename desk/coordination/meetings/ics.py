"""A meeting as a calendar's request or cancellation (RFC 5545, 5546), and as an entry of a person's feed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress, vText

from desk.coordination.meetings.kinds import MeetingState, Method
from desk.coordination.models import Meeting
from desk.post.actions import Addressee


def invitation(
    meeting: Meeting,
    people: Iterable[Addressee],
    *,
    method: Method,
    sequence: int,
    at: datetime,
    organizer: str,
    site: str,
) -> bytes:
    """Give the calendar file that goes with a mail; the UID stays, `sequence` tells which is newer."""
    calendar = Calendar()
    calendar.add("prodid", "-//Desk Pemilu//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    event = entry(meeting, site=site, at=at, sequence=sequence)
    if method == Method.CANCEL:
        event["STATUS"] = vText("CANCELLED")
    name, address = parseaddr(organizer)
    host = vCalAddress(f"mailto:{address}")
    host.params["CN"] = vText(name or "Desk Pemilu")
    event["ORGANIZER"] = host
    for each in people:
        guest = vCalAddress(f"mailto:{each.address}")
        guest.params["CN"] = vText(each.name or each.address)
        guest.params["ROLE"] = vText("REQ-PARTICIPANT")
        if method == Method.REQUEST:
            guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
            guest.params["RSVP"] = vText("TRUE")
        event.add("attendee", guest, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def entry(meeting: Meeting, *, site: str, at: datetime | None = None, sequence: int | None = None) -> Event:
    """Give a meeting as one event; without a moment it is stamped with its last change."""
    link = f"{site}/meetings/{meeting.pk}/"
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence if sequence is None else sequence)
    event.add("dtstamp", _utc(at or meeting.changed_at))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", meeting.title)
    event.add("location", meeting.where)
    about = [f"{meeting.get_kind_display()} · {meeting.host.name}", *([meeting.link] if meeting.link else []), link]
    event.add("description", "\n".join(about))
    event.add("url", link)
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
