"""The filters of the list of agencies: from an address to rows, and back to the filter bar."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Left
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.agencies.kinds import AgencyKind, AgencyLevel
from desk.agencies.models import Agency
from desk.agencies.querysets import AgencyQuerySet

REGENCY = 5  # characters of a dotted code
COLUMNS = {"kind": "kind", "level": "level", "region": "place", "parent": "parent__code"}
GROUPS = tuple(COLUMNS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    text: str
    chosen: dict[str, tuple[str, ...]]
    inactive: bool

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        kinds = tuple(each for each in query.getlist("kind") if each in AgencyKind.values)
        levels = tuple(each for each in query.getlist("level") if each in AgencyLevel.values)
        regions = tuple(each for each in query.getlist("region") if all(p.isdigit() for p in each.split(".")))
        parents = tuple(each.lower()[:40] for each in query.getlist("parent") if each.isprintable() and each)
        return cls(
            text=query.get("q", "").replace("\x00", "")[:100],
            chosen={"kind": kinds, "level": levels, "region": regions, "parent": parents},
            inactive=query.get("inactive") == "1",
        )

    def rows(self, rows: AgencyQuerySet) -> AgencyQuerySet:
        """Keep what the address asks for."""
        rows = rows.matching(self.text).annotate(place=Left("region_code", REGENCY))
        for group in GROUPS:
            if self.chosen[group]:
                rows = rows.filter(**{f"{COLUMNS[group]}__in": self.chosen[group]})
        return rows if self.inactive else rows.filter(active=True)

    def facts(self) -> list[dict[str, Any]]:
        """Give what the filter bar counts: a few columns of the agencies that the text fits, hundreds at most."""
        columns = ("kind", "level", "place", "parent__code", "parent__name", "active")
        rows = Agency.objects.matching(self.text).annotate(place=Left("region_code", REGENCY))
        return list(rows.order_by().values(*columns))

    def bar(self, facts: list[dict[str, Any]], region_names: dict[str, str]) -> list[dict[str, Any]]:
        """Give the filter bar, with how many rows each value would show."""
        parents = sorted({(row["parent__name"], row["parent__code"]) for row in facts if row["parent__code"]})
        regions = sorted({row["place"] for row in facts if row["place"]})
        labels: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
            "kind": (_("Jenis"), list(AgencyKind.choices)),
            "level": (_("Tingkat"), list(AgencyLevel.choices)),
            "region": (_("Wilayah"), [(code, region_names.get(code, code)) for code in regions]),
            "parent": (_("Bagian dari"), [(code, name) for name, code in parents]),
        }
        bar = [
            {"name": group, "label": label, "options": self._options(group, choices, facts)}
            for group, (label, choices) in labels.items()
        ]
        closed = sum(not row["active"] for row in facts)
        option = {"value": "1", "label": _("termasuk yang tidak aktif"), "count": closed, "selected": self.inactive}
        return [*bar, {"name": "inactive", "label": _("Tidak aktif"), "options": [option]}]

    def _options(self, group: str, choices: list[tuple[str, Any]], facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        others = [each for each in GROUPS if each != group and self.chosen[each]]
        left = (
            row
            for row in facts
            if (self.inactive or row["active"]) and all(row[COLUMNS[each]] in self.chosen[each] for each in others)
        )
        counts = Counter(row[COLUMNS[group]] for row in left)
        return [
            {"value": value, "label": label, "count": counts[value], "selected": value in self.chosen[group]}
            for value, label in choices
        ]
