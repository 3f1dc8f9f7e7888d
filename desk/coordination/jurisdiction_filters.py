"""The filters of the list of jurisdictions: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.jurisdiction_querysets import JurisdictionQuerySet
from desk.coordination.models import Jurisdiction

STATES = ("valid", "coming", "past")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    text: str
    kinds: tuple[str, ...]
    agencies: tuple[str, ...]
    state: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address; without a state what holds today is meant."""
        state = query.get("state", "valid")
        return cls(
            text=query.get("q", "").replace("\x00", "")[:100],
            kinds=tuple(each for each in query.getlist("kind") if each in Body.values),
            agencies=tuple(each.lower()[:40] for each in query.getlist("agency") if each.isprintable()),
            state=state if state in (*STATES, "all") else "valid",
        )

    def base(self, on: date) -> JurisdictionQuerySet:
        """Keep what text, agency and state ask for: the rows that the counts beside the kinds count."""
        rows: JurisdictionQuerySet = Jurisdiction.objects.matching(self.text)
        if self.agencies:
            rows = rows.filter(agency__code__in=self.agencies)
        return rows.standing("" if self.state == "all" else self.state, on)

    def rows(self, on: date) -> JurisdictionQuerySet:
        """Keep what the whole address asks for, with the agencies along."""
        base = self.base(on)
        return (base.filter(kind__in=self.kinds) if self.kinds else base).select_related("agency")

    def bar(self, on: date) -> list[dict[str, Any]]:
        """Give the filter bar, with how many rows each kind would show."""
        counts = dict(self.base(on).order_by().values_list("kind").annotate(n=Count("pk")))
        words = {"valid": _("berlaku"), "coming": _("belum berlaku"), "past": _("sudah berakhir"), "all": _("semua")}
        return [
            {
                "name": "kind",
                "label": _("Jenis"),
                "options": [
                    {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in self.kinds}
                    for value, label in Body.choices
                    if counts.get(value) or value in self.kinds
                ],
            },
            {
                "name": "state",
                "label": _("Masa berlaku"),
                "single": True,
                "options": [
                    {
                        "value": "" if value == "valid" else value,
                        "label": word,
                        "count": None,
                        "selected": value == self.state,
                    }
                    for value, word in words.items()
                ],
            },
        ]
