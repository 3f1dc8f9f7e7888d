"""Pages of whom to call next."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.recap.board import pulse
from desk.recap.board.asking import asked
from desk.recap.board.calling import to_call
from desk.recap.policy import deadlines
from desk.recap.reach import reach
from risks.policy import speaking
from tps.models import Election

HEADER = (
    "urutan",
    "kode_tps",
    "tps",
    "desa",
    "kecamatan",
    "kabupaten",
    "risiko_terburuk",
    "formulir_kurang",
    "terakhir_terdengar_wib",
)


@require_safe
@needs(Right.READ)
def calls(request: HttpRequest) -> HttpResponse:
    """Show whom to call next in a place, the riskiest and longest silent first."""
    wanted = asked(request)
    if wanted is None or not wanted.races:
        return page_or_fragment(request, "recap/calls.html", "recap/_calls.html", {"calls": [], "election": None})
    now, election = clock.now(), wanted.election
    limits = deadlines(election.polling_date)
    version = pulse.lagging(election.pk)
    # Who was called twenty minutes ago comes back, so the picture is no older than a minute.
    etag = pulse.tag(now, "calls", election.pk, version, wanted.place, int(now.timestamp()) // 60,
                     translation.get_language(), wants_fragment(request))  # fmt: skip

    def draw() -> HttpResponse:
        short = wants_fragment(request)
        found = to_call(
            election.pk,
            wanted.place,
            races=len(wanted.races),
            at=now,
            without=not_yet(election, now),
            number=10 if short else 100,
        )
        context = {"calls": found, "election": election, "at": now, "limits": limits, "asked": wanted,
                   "query": wanted.query(), "etag": etag, "trail": wanted.trail(reverse("recap-calls")),
                   "may_enter": person(request).may_somewhere(Right.LOG_RECAP)}  # fmt: skip
        return render(request, "recap/_calls.html" if short else "recap/calls.html", context)

    return pulse.unless_seen(request, etag, draw) if wants_fragment(request) else draw()


@require_safe
@needs(Right.READ)
def calls_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the next five hundred stations to call as a CSV or XLSX file."""
    wanted, now = asked(request), clock.now()
    found = []
    if wanted is not None and wanted.races:
        election = wanted.election
        without = not_yet(election, now)
        found = to_call(election.pk, wanted.place, races=len(wanted.races), at=now, without=without, number=500)
    cells: Iterable[tuple[Cell, ...]] = (
        (
            number, each.station.code, str(each.station), each.station.region.name,
            each.station.region.parent.name if each.station.region.parent else "",
            each.station.region.parent.parent.name
            if each.station.region.parent and each.station.region.parent.parent
            else "",
            each.severity or None, each.missing, each.latest,
        )
        for number, each in enumerate(found, 1)
    )  # fmt: skip
    name = f"telepon-berikutnya-{timezone.localtime(now):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)


def not_yet(election: Election, at: datetime) -> list[int]:
    """Give the stations that nobody can call yet: out of reach, and their own deadline has not passed."""
    if at >= deadlines(election.polling_date).unreachable:
        return []
    return list(reach(election.pk, rule=speaking(), at=at).unreachable)
