"""The map's page: everything that its address says stands in the page before a script runs."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.jurisdiction_kinds import Body
from desk.map import totals
from desk.map.filters import ANY_RISK, NO_RISK, POSITIONS, Filters, Unclear, read_filters, read_measure
from desk.map.layers import reading as layers
from desk.map.layers.kinds import Layer
from desk.map.measures.kinds import Measure
from desk.map.measures.reading import first_report
from desk.map.station_views import SORTS
from desk.map.tiles.reading import basemap
from risks.kinds import Kind, Severity, Status
from tps import boundaries
from tps.kinds import Level, PositionSource
from tps.middleware import election_for
from tps.models import PollingStation, Region

REGENCY = 5  # characters of a dotted regency code
WEEKS_BACK = 12
Option = dict[str, Any]


@require_safe
@needs(Right.READ)
def page(request: HttpRequest) -> HttpResponse:
    """Show the map with its filters, legend and list; the scripts bring it to life."""
    election = election_for(request)
    if not election:
        return render(request, "map/empty.html")
    reading_place = person(request).reading_place or ""
    today = clock.local(clock.now()).date()
    filters, problem = _filters(request.GET, reading_place, today)
    counts = totals.legend(election.pk, filters)
    sources = PollingStation.objects.of(election.pk).within(reading_place).values_list("position_source", flat=True)
    bodies = [(each.code, each.label) for each in Agency.objects.active().order_by("code")]
    context = {
        "election": election,
        "problem": problem,
        "filters": filters,
        "kinds": _options(Kind, filters.kinds, counts["kinds"]),
        "severities": _options(Severity, filters.severities, counts["severities"], worst_first=True),
        "statuses": _options(Status, filters.statuses, {}),
        "owners": _named(bodies, filters.owners),
        "informants": _named(bodies, filters.sources),
        "risks": _named([(ANY_RISK, _("Ada risiko terbuka")), (NO_RISK, _("Tanpa risiko terbuka"))], (filters.risk,)),
        "positions": _named(
            [(each, PositionSource("" if each == "none" else each).label) for each in POSITIONS], filters.positions
        ),
        "more": sum(map(len, (filters.statuses, filters.owners, filters.sources, filters.positions)))
        + bool(filters.text)
        + bool(filters.risk)
        + filters.special
        + filters.missing,
        "regencies": _places(reading_place),
        "place": filters.place,
        "reading_place": reading_place,
        "measures": _named(Measure.choices, (_measure(request.GET),)),
        "levels": _named([(each.value, each.label) for each in Level], (request.GET.get("level", ""),)),
        "layers": _layers(election.pk, reading_place, today, request.GET),
        "sort": request.GET.get("sort") if request.GET.get("sort") in SORTS else SORTS[0],
        "boundaries": boundaries.sources(today),
        "sources": set(sources.distinct().order_by()),
        "now": clock.now(),
        "may_import": person(request).may_somewhere(Right.IMPORT),
        "recorded": first_report(election.pk),
        "days": {"first": today - timedelta(weeks=WEEKS_BACK), "last": today, "chosen": filters.day},
        "basemap": basemap(),
    }
    return render(request, "map/page.html", context)


def _filters(query: QueryDict, reading_place: str, today: date) -> tuple[Filters, str]:
    """Read the filters of a link; one that cannot be followed shows the whole picture and says why."""
    try:
        return read_filters(query, reading_place, today=today), ""
    except (Unclear, PermissionDenied) as problem:
        return Filters(place=reading_place), str(problem)


def _measure(query: QueryDict) -> str:
    try:
        return read_measure(query)
    except Unclear:
        return str(Measure.FLAGGED.value)


def _layers(election_id: int, place: str, today: date, query: QueryDict) -> list[Option]:
    """Give the switches of the layers, each with its count; jurisdictions have one for each body that has any."""
    counts = layers.counts(election_id, place, today)
    found: list[Option] = [
        {"value": each.value, "label": each.label, "count": counts[each], "selected": each in query.getlist("layer")}
        for each in Layer
    ]
    for each in found:
        if each["value"] == Layer.JURISDICTIONS:
            each["bodies"] = [
                {
                    "value": body.value,
                    "label": body.label,
                    "count": counts[f"body.{body}"],
                    "selected": body in query.getlist("body"),
                }
                for body in Body
                if f"body.{body}" in counts
            ]
    return found


def _options(
    words: type[TextChoices], chosen: tuple[str, ...], counts: dict[str, int], *, worst_first: bool = False
) -> list[Option]:
    """Give the rows of a filter: value, word, count and whether it is chosen; no choice at all means every one."""
    order = list(reversed(words.choices)) if worst_first else words.choices
    return [
        {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen}
        for value, label in order
    ]


def _named(words: Any, chosen: tuple[str, ...]) -> list[Option]:
    return [{"value": value, "label": label, "selected": value in chosen} for value, label in words]


def _places(reading_place: str) -> list[Option]:
    """Give the regencies that a person may read, each with its districts, for the region filter."""
    rows = Region.objects.within(reading_place).filter(level__in=[Level.REGENCY, Level.DISTRICT]).order_by("code")
    found: dict[str, Option] = {}
    for code, name, level in rows.values_list("code", "name", "level"):
        if level == Level.REGENCY:
            found[code] = {"code": code, "name": name, "districts": []}
        elif code[:REGENCY] in found:
            found[code[:REGENCY]]["districts"].append((code, name))
    return list(found.values())
