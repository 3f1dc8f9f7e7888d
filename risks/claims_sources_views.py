"""Pages of numbers that contradict each other: side by side, and the stations that explain the difference."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right, Role
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import PER_PAGE
from risks import claims_page, summaries
from risks.claims_compare import Count, Difference, Part, Row, Side
from risks.claims_lists import Listed, lists
from risks.claims_region import Chosen, choose
from risks.indices_reading import scores_of
from risks.kinds import Kind
from tps.middleware import election_for
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
def sources(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what every source says of a kind in a region: lists and claims side by side, never added up."""
    election, chosen = _asked(request, kind)
    user = person(request)
    context: dict[str, Any] = {
        "kind": kind,
        "kind_label": Kind(kind).label,
        "election": election,
        "chosen": chosen,
        "kinds": _kinds(kind, chosen, election),
    }
    if election:
        found = claims_page.answer(election.pk, kind, chosen)
        own = [each for each in summaries.open_by_kind(election.pk, chosen.code) if each.kind == kind]
        context |= {
            "answer": found,
            "options": claims_page.side_options([line.listed for line in found.lines if line.listed]),
            "adverse_words": claims_page.grade_words(kind),
            "own": own[0] if own else None,
            "may_record": user.role == Role.LIAISON or user.may(Right.LOG_RISK, place=chosen.code),
            "may_open_lists": user.may_somewhere(Right.IMPORT) and user.role != Role.LIAISON,
            "scores": scores_of(chosen.region, chosen.below) if kind == Kind.CONFLICT and chosen.region else None,
        }
    return page_or_fragment(request, "risks/sources.html", "risks/_sources.html", context)


@require_safe
@needs(Right.READ)
def compare(request: HttpRequest, kind: str) -> HttpResponse:
    """Show which stations explain the difference between two lists: four parts with counts and paged rows."""
    election, chosen = _asked(request, kind)
    if election is None:
        raise Http404(_("Belum ada pemilihan."))
    found = lists(election.pk, kind, chosen.code)
    difference = _difference(
        request, election, kind, chosen, {each.code: (each.source_id, each.name) for each in found}
    )
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
        "back": _address("risk-sources", kind, chosen, election),
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
    election, chosen = _asked(request, kind)
    if election is None or form not in {"csv", "xlsx"}:
        raise Http404
    found = lists(election.pk, kind, chosen.code)
    difference = _difference(
        request, election, kind, chosen, {each.code: (each.source_id, each.name) for each in found}
    )
    if difference is None:
        sentence = _("Pilih dua daftar yang dibandingkan. Tidak ada yang diekspor.")
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    part = _part(request)
    answer = csv_response if form == "csv" else xlsx_response
    return answer("beda-daftar", HEADER, _cells(difference, [part] if part else Part.values))


def _asked(request: HttpRequest, kind: str) -> tuple[Election | None, Chosen]:
    if kind not in Kind.values:
        raise Http404
    return election_for(request) or None, choose(request, person(request))


def _difference(
    request: HttpRequest, election: Election, kind: str, chosen: Chosen, known: dict[str, tuple[int, str]]
) -> Difference | None:
    first, second = (_side(request.GET.get(name, ""), known) for name in ("a", "b"))
    return Difference(election.pk, kind, chosen.code, first, second) if first and second else None


def _side(text: str, known: dict[str, tuple[int, str]]) -> Side | None:
    """Read a side such as "kpu" or "kpu@2024-01-31"; a source that has no list here, or a day that is none, is none."""
    code, _at, day = text.partition("@")
    if code not in known:
        return None
    try:
        until = date.fromisoformat(day) if day else None
    except ValueError:
        return None
    if until is not None and not 1 < until.year < 9999:
        return None
    return Side(known[code][0], code, known[code][1], until)


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


def _kinds(kind: str, chosen: Chosen, election: Election | None) -> list[dict[str, Any]]:
    return [
        {
            "url": _address("risk-sources", each.value, chosen, election),
            "label": each.label,
            "current": each == kind,
            "count": None,
        }
        for each in Kind
    ]


def _address(name: str, kind: str, chosen: Chosen, election: Election | None) -> str:
    query = {"region": chosen.code, "election": election.code if election else ""}
    return f"{reverse(name, args=[kind])}?{urlencode({key: value for key, value in query.items() if value})}"


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
