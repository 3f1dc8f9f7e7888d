"""Pages for reading published indices: the list with its export, and a region's part."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from risks import indices_rows
from risks.claims_querysets import IndexQuerySet
from risks.claims_region import named
from risks.indices_reading import instruments, scores_of
from risks.instruments import NOT_OURS
from risks.models import IndexScore
from tps import codes
from tps.models import Region
from tps.querysets import lies_within

SORTS = {
    "region": ("region_id", "instrument_id", "pk"),
    "score": ("score", "region_id", "pk"),
    "instrument": ("instrument__code", "-instrument__version", "region_id", "pk"),
    "published": ("published_on", "region_id", "pk"),
}
HEADER = (
    "instrumen",
    "versi",
    "kode_wilayah",
    "wilayah",
    "skor",
    "kategori",
    "sumber",
    "tanggal_terbit",
    "dimensi",
    "dicatat_oleh",
    "dicatat",
)


@require_safe
@needs(Right.READ)
def indices(request: HttpRequest) -> HttpResponse:
    """List the published scores; filters, sort and page live in the address."""
    user = person(request)
    rows, region, unknown = _wanted(request, user)
    found = listing(rows.for_table(), request.GET, sorts=SORTS, default="region")
    context = {
        "page": found.page,
        "count": found.count,
        "filters": [_instrument_group(request, user)],
        "region": named(region),
        "narrowed": bool(region or request.GET.get("instrument")),
        "unknown": unknown,
        "instruments": instruments(),
        "may_write": user.may_somewhere(Right.JUDGE_RISK),
        "not_ours": NOT_OURS,
    }
    return render(request, "risks/indices.html", context)


@require_safe
@needs(Right.READ)
def indices_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send exactly the filtered scores as CSV or XLSX."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    rows, _region, unknown = _wanted(request, person(request))
    if unknown:
        sentence = _("Saringan tidak dikenal: %(filters)s. Tidak ada yang diekspor.") % {"filters": ", ".join(unknown)}
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    answer = csv_response if form == "csv" else xlsx_response
    return answer("indeks", HEADER, _cells(rows.for_table().order_by("region_id", "pk")))


@require_safe
@needs(Right.READ)
def of_region(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region's published scores, as a part of its page or on their own."""
    region = get_object_or_404(Region, pk=code)
    place = person(request).reading_place
    require(place is not None and (not place or code == place or code.startswith(f"{place}.")))
    context = {"region": region, "scores": scores_of(region, [])}
    return page_or_fragment(request, "risks/indices_of_region.html", "risks/_indices.html", context)


def _wanted(request: HttpRequest, user: User) -> tuple[IndexQuerySet, str, list[str]]:
    rows: IndexQuerySet = IndexScore.objects.within(user.reading_place)
    unknown = []
    region = request.GET.get("region", "").replace("\0", "").strip()[:20]
    if region:
        try:
            region = codes.dotted(region)
            rows = rows.filter(lies_within(region))
        except ValueError:
            unknown.append(f"region={region}")
            region = ""
    given = [each for each in request.GET.getlist("instrument") if each]
    known = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 10]
    unknown += [f"instrument={each[:20]}" for each in given if not (each.isascii() and each.isdigit())]
    return rows.filter(instrument__in=known) if known else rows, region, unknown


def _instrument_group(request: HttpRequest, user: User) -> dict[str, Any]:
    chosen = request.GET.getlist("instrument")
    counted = (
        IndexScore.objects.within(user.reading_place)
        .order_by("instrument__code", "-instrument__version")
        .values("instrument_id", "instrument__code", "instrument__version")
        .annotate(number=Count("pk"))
    )
    options = [
        {
            "value": str(each["instrument_id"]),
            "label": f"{each['instrument__code'].upper()} {each['instrument__version']}",
            "count": each["number"],
            "selected": str(each["instrument_id"]) in chosen,
            "icon": "",
        }
        for each in counted
    ]
    return {"name": "instrument", "label": _("Instrumen"), "options": options, "single": False}


def _cells(rows: IndexQuerySet) -> Iterator[list[Cell]]:
    for each in rows.iterator(chunk_size=1000):
        yield [
            each.instrument.code,
            each.instrument.version,
            each.region_id,
            each.region.name,
            float(each.score) if each.score is not None else None,
            each.category,
            each.source,
            each.published_on,
            " | ".join(indices_rows.written(each.parts).splitlines()),
            str(each.recorded_by or ""),
            each.recorded_at,
        ]
