"""Pages of two lists laid beside each other: the stations that explain the difference, and their files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.listing import PER_PAGE
from risks import claims_page, policy
from risks.claims_compare import Count, Difference, Part, Row, Side
from risks.claims_lapse import lapse_limit
from risks.claims_lists import Listed, end_of, lists
from risks.claims_region import Chosen
from risks.claims_sources_views import address, asked
from risks.kinds import Kind
from tps.models import Election

HEADER = (
    "bagian",
    "kode_tps",
    "kode_desa",
    "desa",
    "kecamatan",
    "kabupaten",
    "sumber_a",
    "tingkat_a",
    "tanggal_a",
    "sumber_b",
    "tingkat_b",
    "tanggal_b",
)


@require_safe
@needs(Right.READ)
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Show which stations explain the difference between two lists: four parts with counts and paged rows."""
    election, chosen = asked(request, kind)
    if election is None:
        raise Http404(_("Belum ada pemilihan."))
    found = lists(election.pk, kind, chosen.code, rule=policy.speaking(), at=clock.now())
    difference = _difference(request, election, kind, chosen, found)
    part = _part(request)
    counts = difference.counts() if difference else []
    context = {
        "kind": kind,
        "kind_label": Kind(kind).label,
        "election": election,
        "chosen": chosen,
        "options": claims_page.side_options(found),
        "difference": difference,
        "picked": [_picked(side, found) for side in (difference.first, difference.second)] if difference else [],
        "counts": counts,
        "totals": {"first": sum(each.first for each in counts), "second": sum(each.second for each in counts)},
        "part": part,
        "tabs": _tabs(request, counts, part),
        "back": address("risk-sources", kind, chosen, election),
    }
    if difference:
        chosen_parts = [part] if part else Part.values
        count = sum(each.stations for each in counts if each.part in chosen_parts)
        context |= {"count": count, **_page(request, difference, chosen_parts, count)}
    return render(request, "risks/sources_compare.html", context)


@require_safe
@needs(Right.READ)
def compare_file(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Send the stations of one part, or of all four, as CSV or XLSX: exactly as many rows as the page counts."""
    election, chosen = asked(request, kind)
    if election is None or form not in {"csv", "xlsx"}:
        raise Http404
    found = lists(election.pk, kind, chosen.code, rule=policy.speaking(), at=clock.now())
    difference = _difference(request, election, kind, chosen, found)
    if difference is None:
        sentence = _("Pilih dua daftar yang dibandingkan. Tidak ada yang diekspor.")
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    part = _part(request)
    answer = csv_response if form == "csv" else xlsx_response
    return answer("beda-daftar", HEADER, _cells(difference, [part] if part else Part.values))


def _difference(
    request: HttpRequest, election: Election, kind: str, chosen: Chosen, found: list[Listed]
) -> Difference | None:
    first, second = (_side(request.GET.get(name, ""), found) for name in ("a", "b"))
    return Difference(election.pk, kind, chosen.code, first, second) if first and second else None


def _side(text: str, found: list[Listed]) -> Side | None:
    """Read a side such as "kpu" or "kpu@2024-01-31"; a source that has no list here, or a day that is none, is none."""
    code, _at, day = text.partition("@")
    newest = next((each for each in found if each.code == code and each.newest), None)
    if newest is None:
        return None
    try:
        until = date.fromisoformat(day) if day else None
    except ValueError:
        return None
    if until is not None and not 1 < until.year < 9999:
        return None
    end = end_of(until) if until and until < newest.last else None
    lapse = lapse_limit(policy.speaking(), clock.now(), end)
    return Side(newest.source_id, code, newest.name, lapse, until)


def _picked(side: Side, found: list[Listed]) -> str:
    """Give the choice that stands for a side; one without a date is its source's newest list."""
    return next((each.key for each in found if each.code == side.code and not side.until), side.key)


def _part(request: HttpRequest) -> str:
    part = request.GET.get("part", "")
    return part if part in Part.values else ""


def _page(request: HttpRequest, difference: Difference, parts: list[str], count: int) -> dict[str, Any]:
    paginator: Any = Paginator(range(count), PER_PAGE)
    page: Page = paginator.get_page(request.GET.get("page"))
    start = (page.number - 1) * PER_PAGE
    return {"page": page, "rows": difference.rows(parts, start, PER_PAGE) if count else []}


def _tabs(request: HttpRequest, counts: list[Count], part: str) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = [
        {"value": "", "label": _("Semua"), "count": sum(each.stations for each in counts)},
        *({"value": each.part, "label": str(each.part.label), "count": each.stations} for each in counts),
    ]
    for tab in tabs:
        query = request.GET.copy()
        query.pop("page", None)
        query["part"] = tab["value"]
        tab |= {"url": f"?{query.urlencode()}", "current": tab["value"] == part}
    return tabs


def _cells(difference: Difference, parts: list[str]) -> Iterator[list[Cell]]:
    for row in difference.stream(parts):
        yield [
            str(row.part.label),
            row.code,
            row.village_code,
            row.village,
            row.district,
            row.regency,
            difference.first.name,
            row.first_word,
            _day(row, first=True),
            difference.second.name,
            row.second_word,
            _day(row, first=False),
        ]


def _day(row: Row, *, first: bool) -> date | None:
    at = row.first_at if first else row.second_at
    return clock.local(at).date() if at else None
