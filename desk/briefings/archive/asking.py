"""What an archive's address asks for: the rows, the chosen filters, and the words of search."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict

from desk.briefings.querysets import BriefingQuerySet

FIELDS = {"agency": "agency__code__in", "state": "state__in", "edition": "edition__in"}
_ITEM = re.compile(r"^[A-Za-z]{1,3}-\d{3,9}$")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address."""

    text: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)

    def within(self, rows: BriefingQuerySet) -> BriefingQuerySet:
        """Narrow rows to what is asked for; the number of a risk or task finds the issues that name it."""
        for name, values in self.chosen.items():
            if values:
                rows = rows.filter(**{FIELDS[name]: values})
        if self.text:
            rows = rows.naming(self.text.upper()) if _ITEM.match(self.text) else rows.found_by(self.text)
        return rows


def asked_of(query: QueryDict) -> Asked:
    """Read an address."""
    return Asked(query.get("q", "").strip()[:120], {name: query.getlist(name) for name in FIELDS})
