"""Days as lists write them. Pure."""

import re
from datetime import date, datetime

_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[ T].*)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$")
_NAMED = re.compile(r"^(\d{1,2})[ -]([a-z]{3,9})[ -](\d{4})$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ENGLISH = {"may": "mei", "aug": "agu", "oct": "okt", "dec": "des", "ags": "agu", "nop": "nov"}


def parsed(text: str) -> date | None:
    """Give the day that a cell names (2024-01-25, 25/1/2024, 25 Januari 2024), None when it names none."""
    try:
        if found := _YEAR_FIRST.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _NAMED.match(text):
            start = found[2][:3].lower()
            month = _ENGLISH.get(start, start)
            return date(int(found[3]), _MONTHS.index(month) + 1, int(found[1]))
        return datetime.fromisoformat(text).date() if len(text) > 10 else None
    except ValueError:
        return None
