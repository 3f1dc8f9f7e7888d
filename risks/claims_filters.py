"""The filters of the list of claims: read from the address, applied, and counted beside each value."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict
from django.utils.translation import gettext as _

from risks.claims_querysets import ClaimQuerySet
from risks.kinds import Kind
from risks.models import Unit
from tps import codes
from tps.querysets import lies_within

STANDING, REPLACED, WITHDRAWN, ALL = "standing", "replaced", "withdrawn", "all"
STATES = {
    STANDING: Q(withdrawn_at__isnull=True, successor__isnull=True),
    REPLACED: Q(successor__isnull=False),
    WITHDRAWN: Q(withdrawn_at__isnull=False),
    ALL: Q(),
}
OTHER = "-"  # claims whose source is none of the agencies


@dataclass(slots=True)
class Filters:
    """What the list is narrowed to; words of the address that mean nothing stand in `unknown`."""

    kinds: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    region: str = ""
    state: str = STANDING
    text: str = ""
    unknown: list[str] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """Tell whether anything is narrowed; that only standing claims are listed is no narrowing."""
        return any((self.kinds, self.units, self.sources, self.region, self.text, self.state != STANDING))


def parse(query: QueryDict) -> Filters:
    """Read the filters of an address; what is not known is set aside with its name."""
    found = Filters(text=query.get("q", "").replace("\0", "").strip()[:100])
    for name, known, into in (("kind", Kind.values, found.kinds), ("unit", Unit.values, found.units)):
        for each in filter(None, query.getlist(name)):
            if each in known:
                into.append(each)
            else:
                found.unknown.append(f"{name}={each[:40]}")
    found.sources = [each.strip().lower()[:40] for each in query.getlist("source") if each.strip()]
    state = query.get("state", "") or STANDING
    if state in STATES:
        found.state = state
    else:
        found.unknown.append(f"state={state[:40]}")
    region = query.get("region", "").strip()
    if region:
        try:
            found.region = codes.dotted(region)
        except ValueError:
            found.unknown.append(f"region={region[:40]}")
    return found


def narrow(rows: ClaimQuerySet, filters: Filters, but: str = "") -> ClaimQuerySet:
    """Apply the filters; `but` leaves one of them out, for the counts beside its values."""
    if filters.kinds and but != "kind":
        rows = rows.filter(kind__in=filters.kinds)
    if filters.units and but != "unit":
        rows = rows.filter(unit__in=filters.units)
    if filters.sources and but != "source":
        other = Q(source__isnull=True) if OTHER in filters.sources else Q(pk__in=[])
        rows = rows.filter(Q(source__code__in=filters.sources) | other)
    if but != "state":
        rows = rows.filter(STATES[filters.state])
    rows = rows.filter(lies_within(filters.region))
    return rows.saying(filters.text) if filters.text else rows


def groups(rows: ClaimQuerySet, filters: Filters) -> list[dict[str, Any]]:
    """Give the filter bar, each value with what it would find (4 queries)."""
    kinds = _tally(rows, filters, "kind", "kind")
    units = _tally(rows, filters, "unit", "unit")
    states = narrow(rows, filters, "state").aggregate(
        **{name: Count("pk", filter=where) if where else Count("pk") for name, where in STATES.items()}
    )
    shown = Coalesce(NullIf("source__short", Value("")), "source__name")
    told = narrow(rows, filters, "source").order_by().values("source__code", shown=shown).annotate(number=Count("pk"))
    sources = sorted(
        (each["shown"] or _("Sumber lain"), each["source__code"] or OTHER, each["number"]) for each in told
    )
    words = {STANDING: _("Berlaku"), REPLACED: _("Sudah diganti"), WITHDRAWN: _("Ditarik"), ALL: _("Semua")}
    return [
        _group(
            "kind", _("Jenis"), [(value, label, kinds.get(value, 0)) for value, label in Kind.choices], filters.kinds
        ),
        _group(
            "unit", _("Satuan"), [(value, label, units.get(value, 0)) for value, label in Unit.choices], filters.units
        ),
        _group("source", _("Sumber"), [(code, name, number) for name, code, number in sources], filters.sources),
        _group(
            "state",
            _("Kedudukan"),
            [("" if name == STANDING else name, word, states[name]) for name, word in words.items()],
            ["" if filters.state == STANDING else filters.state],
            single=True,
        ),
    ]


def _tally(rows: ClaimQuerySet, filters: Filters, name: str, column: str) -> dict[str, int]:
    counted = narrow(rows, filters, name).order_by().values(column).annotate(number=Count("pk"))
    return {row[column]: row["number"] for row in counted}


def _group(
    name: str, label: str, options: list[tuple[str, Any, int]], chosen: list[str], *, single: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "single": single,
        "options": [
            {"value": value, "label": word, "count": count, "selected": value in chosen, "icon": ""}
            for value, word, count in options
        ],
    }
