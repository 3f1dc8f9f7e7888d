"""The pages that show jurisdictions: the list with gaps and overlaps, one of them, its drawing."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.coordination import jurisdiction_reading as reading
from desk.coordination.jurisdiction_area import feature
from desk.coordination.jurisdiction_duty import orders
from desk.coordination.jurisdiction_filters import Wanted
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.models import Jurisdiction
from desk.export import Cell, csv_response, xlsx_response
from desk.files.access import door
from desk.files.models import StoredFile
from desk.htmx import page_or_fragment
from desk.listing import listing
from tps import codes
from tps.middleware import election_for
from tps.models import Region

SORTS = {
    "name": ("name", "pk"),
    "kind": ("kind", "name", "pk"),
    "agency": ("agency__name", "name", "pk"),
    "since": ("valid_from", "name", "pk"),
}
HEADER = (
    "nomor", "nama", "jenis", "kode_instansi", "instansi", "wilayah", "kecuali", "poligon", "tps", "berlaku_sejak",
    "berlaku_sampai", "dasar", "simulasi", "versi",
)  # fmt: skip


@require_safe
@needs(Right.READ)
def jurisdictions(request: HttpRequest) -> HttpResponse:
    """List the jurisdictions with their stations, and tell where they leave gaps or overlap."""
    wanted, today = Wanted.of(request.GET), clock.local(clock.now()).date()
    found = listing(wanted.rows(today), request.GET, sorts=SORTS, default="kind")
    holding = list(Jurisdiction.objects.valid(today).filter(agency__active=True).select_related("agency"))
    census = _census(request, {row.pk: row for row in [*holding, *found.page]}.values())
    current = {row.pk for row in holding}
    told = _told(census, current)
    context = {
        "listing": found,
        "filters": wanted.bar(today),
        "search": {"name": "q", "label": _("Cari nama atau instansi"), "value": wanted.text},
        "lines": [{"row": row, "stations": _inside(census, row), "area": words} for row, words in _areas(found.page)],
        **told,
        "any": bool(holding),
        "today": today,
        "may_change": person(request).may(Right.STRUCTURE),
    }
    return page_or_fragment(request, "jurisdictions/list.html", "jurisdictions/_list.html", context)


@require_safe
@needs(Right.READ)
def jurisdictions_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    today = clock.local(clock.now()).date()
    rows = list(Wanted.of(request.GET).rows(today).order_by("kind", "name", "pk"))
    return answer("wilayah-kerja", HEADER, _cells(rows, _census(request, rows)))


@require_safe
@needs(Right.READ)
def jurisdiction(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one jurisdiction: its area on a map and in words, its stations, overlaps, and the risks it answers for."""
    found = get_object_or_404(Jurisdiction.objects.select_related("agency", "file"), pk=pk)
    today = clock.local(clock.now()).date()
    others = Jurisdiction.objects.valid(today).filter(kind=found.kind, agency__active=True).exclude(pk=pk)
    census = _census(request, [found, *others.select_related("agency")])
    names = _names([found])
    user = person(request)
    context = {
        "found": found,
        "election": election_for(request),
        "stations": _inside(census, found),
        "includes": [(code, names.get(code, "")) for code in found.includes],
        "excludes": [(code, names.get(code, "")) for code in found.excludes],
        "overlaps": [
            (each.two if each.one.pk == pk else each.one, each.stations)
            for each in (census.overlaps() if census else [])
            if pk in {each.one.pk, each.two.pk}
        ],
        "answers": [
            {"kind": kind, "step": order.index(found.kind) + 1}
            for kind, order in orders().items()
            if found.kind in order
        ],
        "standing": _standing(found, today),
        "stations_url": f"{reverse('jurisdiction-stations')}?in={pk}",
        "may_change": user.may(Right.STRUCTURE),
        "may_history": user.may(Right.HISTORY, agency=found.agency.code),
    }
    return render(request, "jurisdictions/detail.html", context)


@require_safe
@needs(Right.READ)
def jurisdiction_shape(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what a map needs: the polygon as a Feature, and by district whether all or part of it belongs."""
    found = get_object_or_404(Jurisdiction, pk=pk)
    area = reading.ground(found)
    districts = {}
    touched = _above(found.includes)
    for code in Region.objects.at_level("district").values_list("code", flat=True):
        said = area.says(code)
        if said is True:
            districts[code] = "part" if area.pierced(code) else "whole"
        elif code in touched:
            districts[code] = "part"
    answer = {**json.loads(feature(found.geometry)), "districts": districts}
    return HttpResponse(json.dumps(answer), content_type="application/geo+json")


@door
def opens_shape_files(user: User, stored: StoredFile) -> bool:
    """Let those who may read the desk open the file from which a shape came."""
    return user.may_somewhere(Right.READ) and Jurisdiction.objects.filter(file=stored).exists()


def _above(found: list[str]) -> set[str]:
    return {code[:8] for code in found if codes.level(code) == "village"}


def _census(request: HttpRequest, rows: Any) -> reading.Census | None:
    election = election_for(request)
    if election is None:
        return None
    return reading.Census(list(rows), reading.stations(election.pk, person(request).reading_place or ""))


def _inside(census: reading.Census | None, row: Jurisdiction) -> int | None:
    # Without an election, or with one that has no stations yet, nothing is known: that is not 0.
    return census.inside(row) if census is not None and census.total else None


def _told(census: reading.Census | None, current: set[int]) -> dict[str, Any]:
    """Give gaps and overlaps among what holds today; the page may show past areas too."""
    if census is None or not census.total:
        return {"gaps": [], "overlaps": []}
    overlaps = [each for each in census.overlaps() if {each.one.pk, each.two.pk} <= current]
    gaps = census.gaps(current)
    return {"gaps": [(body, Body(body).label, number) for body, number in gaps.items()], "overlaps": overlaps}


def _names(rows: Sequence[Jurisdiction]) -> dict[str, str]:
    wanted = {code for row in rows for code in [*row.includes, *row.excludes]}
    return dict(Region.objects.filter(code__in=wanted).values_list("code", "name"))


def _areas(rows: Any) -> Iterator[tuple[Jurisdiction, str]]:
    """Give each row with its area in a few words."""
    found = list(rows)
    names = _names(found)
    for row in found:
        named = [names.get(code, code) for code in row.includes]
        parts = [", ".join(named[:3]) + (_(" dan %(n)d lainnya") % {"n": len(named) - 3} if len(named) > 3 else "")]
        if row.excludes:
            parts.append(_("tanpa %(n)d wilayah") % {"n": len(row.excludes)})
        if row.geometry:
            parts.append(_("poligon"))
        yield row, " · ".join(part for part in parts if part)


def _standing(row: Jurisdiction, today: Any) -> str:
    if row.valid_from > today:
        return "coming"
    return "past" if row.valid_until and row.valid_until < today else "valid"


def _cells(rows: list[Jurisdiction], census: reading.Census | None) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.pk,
            row.name,
            str(Body(row.kind).label),
            row.agency.code,
            row.agency.name,
            " ".join(row.includes),
            " ".join(row.excludes),
            bool(row.geometry),
            _inside(census, row),
            row.valid_from,
            row.valid_until,
            row.basis,
            row.simulated,
            row.version,
        ]
