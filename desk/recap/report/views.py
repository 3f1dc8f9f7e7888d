"""The page of what worked, and the list of stations nobody saw."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.recap.board.asking import asked
from desk.recap.reach import reach
from desk.recap.report.reading import never_seen, report
from risks.policy import speaking

HEADER = ("kode_tps", "tps", "desa", "kecamatan", "kabupaten")


@require_safe
@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """Show what worked in a place."""
    wanted, at = asked(request), clock.now()
    if wanted is None or not wanted.races:
        return render(request, "recap/empty.html", {"election": wanted.election if wanted else None})
    reached = reach(wanted.election.pk, rule=speaking(), at=at)
    context = {
        "asked": wanted,
        "election": wanted.election,
        "report": report(wanted.election.pk, wanted.place, reached),
        "trail": wanted.trail(reverse("recap-report")),
        "query": wanted.query(race=""),
        "at": at,
    }
    return render(request, "recap/report.html", context)


@require_safe
@needs(Right.READ)
def never(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the stations of which nobody saw any form as a CSV or XLSX file."""
    wanted, at = asked(request), clock.now()
    cells: Iterable[tuple[Cell, ...]] = ()
    if wanted is not None:
        cells = (
            (
                each.code, str(each), each.region.name, str(each.region.parent or ""),
                str(each.region.parent.parent or "") if each.region.parent else "",
            )
            for each in never_seen(wanted.election.pk, wanted.place).iterator(chunk_size=500)
        )  # fmt: skip
    name = f"tps-tanpa-laporan-{timezone.localtime(at):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)
