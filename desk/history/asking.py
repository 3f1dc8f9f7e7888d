"""Reads what a person asks of history from the address of the page."""

from datetime import date, timedelta

from django.http import QueryDict
from django.utils.dateparse import parse_date

from desk import clock
from desk.history import registry
from desk.history.events import Asked, Cursor


def asked_of(query: QueryDict) -> Asked:
    """Give what is looked for; what cannot be read is left out, days are reporting days of the province."""
    kinds = tuple(kind for kind in query.getlist("kind") if kind in registry.event_models())
    person = query.get("person", "")
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    return Asked(
        kinds=kinds,
        person=int(person) if person.isdecimal() and len(person) < 10 else None,
        start=clock.day_window(first).start if first else None,
        end=clock.day_window(last + timedelta(days=1)).start if last else None,
        text=query.get("q", "").strip()[:100],
    )


def cursor_of(text: str) -> Cursor:
    """Read a cursor from the address; parts that make no sense are left out."""
    found = {}
    for part in text.split(","):
        kind, _sep, number = part.partition(":")
        if kind in registry.event_models() and number.isdecimal() and len(number) < 19:
            found[kind] = int(number)
    return found


def cursor_text(cursor: Cursor) -> str:
    """Write a cursor for the address."""
    return ",".join(f"{kind}:{number}" for kind, number in sorted(cursor.items()))


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None
