"""The list of stations as a page and as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import SavedList
from desk.accounts.roles import Right
from desk.accounts.saved_views import offered, opening
from desk.agencies.models import Agency
from desk.export import csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from desk.map import register, register_counts
from desk.map.answers import json_text
from desk.map.filters import ANY_RISK, NO_POSITION, NO_RISK
from risks.kinds import Kind, Severity, Status
from tps import search
from tps.kinds import PositionSource
from tps.middleware import election_for
from tps.models import PollingStation
from tps.querysets import StationQuerySet

COLUMNS = (
    "pk",
    "code",
    "number",
    "region__name",
    "region__parent__name",
    "region__parent__parent__name",
    "voters",
    "special",
    "missing_since",
    "position_source",
)
POSITIONS = dict(PositionSource.choices)


@require_safe
@needs(Right.READ)
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations of the election, filtered, sorted and in pages."""
    views = offered(request, SavedList.STATIONS)
    if start := opening(request, views):
        return start
    election = election_for(request)
    if not election:
        return render(request, "tps/empty.html")
    question = _question(request)
    counts = register_counts.counts(election.pk, question)
    found = register.rows(election.pk, question)
    # Counted before names are joined to the rows; mostly the counts beside the filters know it already.
    number = found.count() if question.by_roster else counts.found
    if request.GET.get("sort", "").removeprefix("-") == "risk":
        found = register.with_worst(found)
    shown = listing(found.values(*COLUMNS), request.GET, sorts=register.SORTS, default="code", count=number)
    page = list(shown.page)
    risks = register.risks_of(election.pk, [station["pk"] for station in page]) if counts.flagged else {}
    context = {
        "election": election,
        "views": views,
        "listing": shown,
        "rows": [_row(station, risks.get(station["pk"], {})) for station in page],
        "question": question,
        "counts": counts,
        "filters": _filters(question, counts),
        "meant": search.meant(question.text, question.place or "") if question.text and not counts.all else [],
        "search": {"name": "q", "label": _("Kode, desa, atau nomor TPS"), "value": question.text},
        "election_query": f"?{urlencode({'election': wanted})}" if (wanted := request.GET.get("election", "")) else "",
        "may_import": person(request).may_somewhere(Right.IMPORT),
        "now": clock.now(),
    }
    return page_or_fragment(request, "tps/list.html", "tps/_list.html", context)


@require_safe
@needs(Right.READ)
def stations_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the list as CSV, with the list's filters."""
    return csv_response(_name(request), register.columns(), _table(request))


@require_safe
@needs(Right.READ)
def stations_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Give the list as XLSX, with the list's filters."""
    return xlsx_response(_name(request), register.columns(), _table(request))


@require_safe
@needs(Right.READ)
def stations_geojson(request: HttpRequest) -> HttpResponseBase:
    """Give the stations that have a position as GeoJSON, with the list's filters; the others are counted apart."""
    election, found = _wanted(request)
    response = StreamingHttpResponse(_collection(election, found), content_type="application/geo+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(request)}.geojson"'
    return response


def _collection(election: int | None, found: StationQuerySet) -> Iterator[str]:
    unplaced = found.unplaced().count() if election else 0
    yield f'{{"type":"FeatureCollection","unplaced":{unplaced},"features":['
    comma = ""
    batch: list[str] = []
    for feature in register.features(election, found) if election else ():
        batch.append(json_text(feature))
        if len(batch) == 500:
            yield comma + ",".join(batch)
            comma, batch = ",", []
    yield (comma if batch else "") + ",".join(batch) + "]}"


def _question(request: HttpRequest) -> register.Question:
    return register.read(request.GET, person(request).reading_place or "")


def _wanted(request: HttpRequest) -> tuple[int | None, StationQuerySet]:
    election = election_for(request)
    if not election:
        return None, PollingStation.objects.none()
    return election.pk, register.rows(election.pk, _question(request)).order_by("region_id", "number")


def _table(request: HttpRequest) -> Iterator[tuple[Any, ...]]:
    election, found = _wanted(request)
    return register.table(election, found) if election else iter(())


def _name(request: HttpRequest) -> str:
    election = election_for(request)
    return f"tps-{election.code}-{clock.local(clock.now()):%Y%m%d}" if election else "tps"


def _row(station: dict[str, Any], risks: dict[str, str]) -> dict[str, Any]:
    """Give a row as plain words: fifty rows of model lookups would cost more than the queries."""
    number, village = station["number"], station["region__name"]
    return {
        "code": station["code"],
        "name": f"TPS {number:03d} {village}",
        "district": station["region__parent__name"],
        "regency": station["region__parent__parent__name"],
        "voters": station["voters"],
        "special": station["special"],
        "missing": station["missing_since"],
        "position": POSITIONS[station["position_source"]],
        "worst": register.worst(risks),
        "kinds": sorted(risks),
    }


def _filters(question: register.Question, counts: register_counts.Counts) -> list[dict[str, Any]]:
    """Give the filter bar: regions down to the village, risks, where positions come from, marks of the roster."""
    above, below = register.path_and_children(question.place or "")
    positions = [(each.value, each.label) for each in PositionSource if each.value] + [
        (NO_POSITION, PositionSource.NONE.label)
    ]
    any_risk = [(ANY_RISK, _("Ada risiko terbuka")), (NO_RISK, _("Tanpa risiko terbuka"))]
    flagged = {ANY_RISK: counts.flagged, NO_RISK: counts.all - counts.flagged}
    return [
        _places(question, above, below, counts.regions),
        _options("risk", _("Risiko"), any_risk, (question.risk,), flagged, single=True),
        _options("kind", _("Jenis"), Kind.choices, question.kinds, counts.kinds, icons=True),
        _options(
            "severity", _("Keparahan"), Severity.choices[::-1], question.severities, counts.severities, icons=True
        ),
        _options("status", _("Status risiko"), Status.choices, question.statuses, None),
        *_agencies(question),
        _options("position", _("Posisi"), positions, question.positions, counts.positions),
        {
            "name": "special",
            "label": _("Lokasi khusus"),
            "options": [_option("1", _("Hanya lokasi khusus"), counts.special, question.special)],
        },
        {
            "name": "missing",
            "label": _("Hilang dari berkas"),
            "options": [_option("1", _("Hanya yang hilang dari berkas terakhir"), counts.missing, question.missing)],
        },
        *_area(question),
    ]


def _agencies(question: register.Question) -> list[dict[str, Any]]:
    """Give the filters by who said it and by who is in charge."""
    bodies = [(each.code, each.label) for each in Agency.objects.active().order_by("code")]
    return [
        _options("source", _("Sumber"), bodies, question.sources, None),
        _options("owner", _("Penanggung jawab"), bodies, question.owners, None),
    ]


def _area(question: register.Question) -> list[dict[str, Any]]:
    """Give the area drawn on the map as a filter that can only be taken off."""
    if question.area is None:
        return []
    label = _("Bentuk yang digambar di peta")
    return [{"name": "area", "label": label, "options": [_option(question.area.text, label, None, True)]}]


def _places(
    question: register.Question, above: list[register.Named], below: list[register.Named], counts: dict[str, int]
) -> dict[str, Any]:
    options = [_option("", _("Semua wilayah"), None, not question.place)]
    options += [_option(code, name, None, code == question.place) for code, name in above]
    options += [_option(code, f"– {name}", counts.get(code, 0), False) for code, name in below]
    return {"name": "region", "label": _("Wilayah"), "options": options, "single": True}


def _options(
    name: str,
    label: str,
    choices: list[tuple[str, Any]],
    chosen: tuple[str, ...],
    counts: dict[str, int] | None,
    *,
    icons: bool = False,
    single: bool = False,
) -> dict[str, Any]:
    options = [
        {
            **_option(value, word, None if counts is None else counts.get(value, 0), value in chosen),
            "icon": value if icons else "",
        }
        for value, word in choices
    ]
    return {"name": name, "label": label, "options": options, "single": single}


def _option(value: str, label: Any, count: int | None, selected: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "selected": selected}
