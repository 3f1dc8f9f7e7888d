"""The stations inside a layer of hazard zones: as a list, as a file, and on the preview's map."""

import math
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import csv_response, xlsx_response
from desk.listing import PER_PAGE
from risks import zone_reading
from risks.kinds import Grade
from risks.models import HazardLayer
from risks.zone_reading import CHANGES, STATES, Line, Question, Stations
from risks.zone_scope import readable
from tps.models import Region

HEADER = (
    "kode_tps", "nomor", "desa", "kecamatan", "kabupaten_kota", "tingkat", "zona", "fitur", "lintang", "bujur",
    "catatan",
)  # fmt: skip


@require_safe
@needs(Right.IMPORT)
def hazard_stations(request: HttpRequest, pk: int) -> HttpResponse:
    """List the stations inside a layer, or those that left since the version before."""
    found = _layer(request, pk)
    question = _question(request, found)
    page = Paginator(Stations(found, question), PER_PAGE).get_page(request.GET.get("page"))
    place = Region.objects.filter(code=question.within).first() if question.within else None
    context = {
        "found": found,
        "page": page,
        "rows": [_shown(each) for each in page],
        "question": question,
        "place": place,
        "filters": _filters(found, question),
    }
    return render(request, "zones/stations.html", context)


@require_safe
@needs(Right.IMPORT)
def hazard_stations_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give exactly the listed stations as CSV or XLSX."""
    found = _layer(request, pk)
    answer = csv_response if kind == "csv" else xlsx_response
    rows = Stations(found, _question(request, found))
    return answer(f"zona-{found.pk}-tps", HEADER, (_cells(each) for each in rows))


@require_safe
@needs(Right.IMPORT)
def hazard_shapes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the zones of a layer as GeoJSON, drawn lightly."""
    return HttpResponse(zone_reading.drawing(_layer(request, pk)), content_type="application/geo+json")


@require_safe
@needs(Right.IMPORT)
def hazard_dots(request: HttpRequest, pk: int) -> JsonResponse:
    """Give the stations inside in `?bbox=w,s,e,n` as points, or counted in squares when there are too many."""
    found = _layer(request, pk)
    box = _box(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"error": _("bbox harus empat angka: barat, selatan, timur, utara.")}, status=400)
    return JsonResponse(Stations(found, _question(request, found)).dots(box))


def _layer(request: HttpRequest, pk: int) -> HazardLayer:
    return get_object_or_404(readable(person(request)), pk=pk)


def _question(request: HttpRequest, found: HazardLayer) -> Question:
    within = request.GET.get("region", "")
    state, change = request.GET.get("state", ""), request.GET.get("change", "")
    return Question(
        within=within if all(part.isdigit() for part in within.split(".")) else "",
        state=state if state in STATES else "",
        change=change if change in CHANGES and found.supersedes_id else "",
    )


def _box(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(each) for each in text.split(","))
    except ValueError:
        return None
    if not all(math.isfinite(each) for each in (west, south, east, north)) or west >= east or south >= north:
        return None
    return west, south, east, north


def _filters(found: HazardLayer, question: Question) -> list[dict[str, Any]]:
    states = (("", _("Semua")), *_states().items())
    groups = [("state", _("Catatan"), states, question.state)]
    if found.supersedes_id:
        changes = (("", _("Semua di dalam")), ("entered", _("Baru masuk")), ("left", _("Keluar")))
        groups.append(("change", _("Perubahan"), changes, question.change))
    return [
        {
            "name": name,
            "label": label,
            "single": True,
            "options": [
                {"value": value, "label": words, "count": None, "selected": value == now} for value, words in options
            ],
        }
        for name, label, options, now in groups
    ]


def _states() -> dict[str, str]:
    return {
        "flagged": _("sudah ada risiko terbuka"),
        "said": _("sudah ada pengamatan"),
        "fresh": _("baru"),
    }


def _shown(line: Line) -> dict[str, Any]:
    grade = Grade(line.grade).label if line.grade else "–"
    return {**line._asdict(), "grade_label": grade, "state_label": _states()[line.state]}


def _cells(line: Line) -> tuple[Any, ...]:
    return (
        line.code,
        line.number,
        line.village,
        line.district,
        line.regency,
        line.grade,
        line.zone,
        line.row,
        line.latitude,
        line.longitude,
        _states()[line.state],
    )
