"""Pages of comparisons: choose two lists, follow the work, read and download what differs."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.listing import listing
from tps import codes, differences
from tps.actions import comparisons
from tps.compare_forms import CompareForm
from tps.import_views import may_import
from tps.kinds import DifferenceKind, DifferentField
from tps.models import Region, RosterComparison

SORTS = {
    "place": ("region", "number", "code"),
    "code": ("code",),
    "metres": ("metres", "region", "number", "code"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two lists; also lists the comparisons that are kept."""
    user = person(request)
    require(may_import(user))
    form = CompareForm(request.POST or None, initial={name: request.GET.get(name, "") for name in ("first", "second")})
    if request.method == "POST" and form.is_valid():
        first, second = form.lists
        made = comparisons.ask(first, second, client_id=form.cleaned_data["client_id"], actor=user, at=clock.now())
        return redirect("comparison", made.pk)
    kept = RosterComparison.objects.select_related(*_NAMES, "job", "asked_by")
    context = {"form": form, "kept": kept[: comparisons.KEPT]}
    return render(request, "imports/compare.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Right.IMPORT)
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a comparison is, or what it found."""
    require(may_import(person(request)))
    row = _found(pk)
    context: dict[str, Any] = {"comparison": row, "names": _names(row), "here": request.get_full_path()}
    if row.result is not None:
        place, kind, field = _asked(request)
        inside = row.differences.within(place)
        rows = _narrowed(inside, kind, field)
        found = listing(rows, request.GET, sorts=SORTS, default="place")
        context |= {
            "result": row.result,
            "page": found.page,
            "count": found.count,
            "regions": differences.regions(inside, place),
            "rows": differences.told(found.page.object_list),
            "fields": [(each, row.result["fields"].get(each.value, 0)) for each in DifferentField],
            "silent": [DifferentField(each).label for each in row.result["silent"]],
            "filters": _filters(row, place, kind, field),
            "narrowed": bool(place or kind or field),
        }
    return render(request, "imports/comparison.html", context)


@require_safe
@needs(Right.IMPORT)
def comparison_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the differences that the page lists, with its filters, as CSV or XLSX."""
    require(may_import(person(request)))
    row = _found(pk)
    if row.result is None or kind not in {"csv", "xlsx"}:
        raise Http404
    place, which, field = _asked(request)
    answer = csv_response if kind == "csv" else xlsx_response
    rows = _narrowed(row.differences.within(place), which, field).order_by(*SORTS["place"])
    return answer(f"perbandingan-tps-{row.pk}", differences.HEADER, _lines(rows))


@require_POST
@needs(Right.IMPORT)
def comparison_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare anew after a failed attempt."""
    user = person(request)
    require(may_import(user))
    comparisons.again(_found(pk), actor=user, at=clock.now())
    return redirect("comparison", pk)


_NAMES = ("first__file", "first__election", "second__file", "second__election", "election")


def _found(pk: int) -> RosterComparison:
    return get_object_or_404(RosterComparison.objects.select_related(*_NAMES, "job", "asked_by"), pk=pk)


def _names(row: RosterComparison) -> tuple[str, str]:
    first = f"{row.first.file.name} ({row.first.election.name})"
    if row.second is None:
        return first, _("TPS sekarang: %s") % row.election.name
    return first, f"{row.second.file.name} ({row.second.election.name})"


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    place, kind, field = (request.GET.get(name, "") for name in ("region", "kind", "field"))
    try:
        place = codes.dotted(place) if place else ""
    except ValueError:
        place = ""
    return (
        place,
        kind if kind in DifferenceKind.values else "",
        field if field in DifferentField.values else "",
    )


def _narrowed(rows: Any, kind: str, field: str) -> Any:
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(fields__contains=[field]) if field else rows


def _lines(rows: Any) -> Iterator[tuple[Cell, ...]]:
    names = dict(Region.objects.values_list("pk", "name"))
    for row in rows.iterator(chunk_size=2000):
        yield differences.line(row, names)


def _filters(row: RosterComparison, place: str, kind: str, field: str) -> list[dict[str, Any]]:
    result = row.result or {}
    above = [*codes.ancestors(place), place] if place else []
    named = dict(Region.objects.filter(pk__in=above).values_list("pk", "name"))
    places = [("", _("Semua wilayah")), *((code, named.get(code, code)) for code in above)]
    return [
        {"name": "region", "label": _("Wilayah"), "single": True, "options": _options(places, place, {})},
        {
            "name": "kind",
            "label": _("Perbedaan"),
            "single": True,
            "options": _options([("", _("Semua")), *DifferenceKind.choices], kind, result["kinds"]),
        },
        {
            "name": "field",
            "label": _("Yang berbeda"),
            "single": True,
            "options": _options([("", _("Semua")), *DifferentField.choices], field, result["fields"]),
        },
    ]


def _options(choices: list[tuple[str, Any]], chosen: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": label, "count": counts.get(value), "selected": value == chosen}
        for value, label in choices
    ]
