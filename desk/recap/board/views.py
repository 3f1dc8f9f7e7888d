"""Pages of the night: the board, the wallboard, whom to call next, and one station's forms."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.recap.board import pulse
from desk.recap.board.asking import Asked, asked
from desk.recap.board.reading import Line, board
from desk.recap.board.station import forms, village
from desk.recap.policy import deadlines
from desk.recap.reach import reach
from risks.policy import speaking
from tps.middleware import election_for
from tps.models import PollingStation, Race

HEADER = (
    "kode_wilayah",
    "wilayah",
    "kelompok",
    "tps",
    "formulir_seharusnya",
    "ada_laporan",
    "terkirim",
    "tampak",
    "dibawa_ke_ppk_atau_manual",
    "tidak_diketahui",
    "belum_ada_laporan",
    "terlambat",
    "tps_tanpa_sinyal",
    "tps_tanpa_sinyal_dengan_rencana",
    "laporan_berbeda",
    "per_wib",
)


@require_safe
@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """Show the board of a place; asked for by htmx only its figures, and those only when something changed."""
    wanted = asked(request)
    if wanted is None or not wanted.races:
        return render(request, "recap/empty.html", {"election": wanted.election if wanted else None})
    return _picture(request, wanted, page="recap/board.html", fragment="recap/_board.html", mode="board")


@require_safe
@needs(Right.READ)
def wall(request: HttpRequest) -> HttpResponse:
    """Show the board for a wall: large, dark, without anything to press."""
    wanted = asked(request)
    if wanted is None or not wanted.races:
        return render(request, "recap/empty.html", {"election": wanted.election if wanted else None})
    return _picture(request, wanted, page="recap/wall.html", fragment="recap/_wall.html", mode="wall")


def _picture(request: HttpRequest, wanted: Asked, *, page: str, fragment: str, mode: str) -> HttpResponse:
    now, election = clock.now(), wanted.election
    polled = wants_fragment(request)
    version = pulse.lagging(election.pk) if polled else pulse.version(election.pk)
    limits = deadlines(election.polling_date)
    etag = pulse.tag(
        now, mode, election.pk, version, wanted.place, wanted.race_ids, limits.phase(now), wanted.reading,
        translation.get_language(), person(request).role,
    )  # fmt: skip

    def draw() -> HttpResponse:
        context = {**_context(request, wanted, now, version), "etag": etag}
        return render(request, fragment if polled else page, context)

    return pulse.unless_seen(request, etag, draw) if polled else draw()


def _context(request: HttpRequest, wanted: Asked, at: datetime, version: int) -> dict[str, Any]:
    election, url = wanted.election, reverse("recap")
    limits = deadlines(election.polling_date)
    reached = reach(election.pk, rule=speaking(), at=at)
    context: dict[str, Any] = {
        "election": election,
        "asked": wanted,
        "at": at,
        "limits": limits,
        "tabs": wanted.race_tabs(url),
        "trail": wanted.trail(url),
        "query": wanted.query(),
        "may_enter": person(request).may_somewhere(Right.LOG_RECAP),
    }
    if wanted.level == "village":
        rows = village(election.pk, wanted.place, wanted.race_ids)
        shown = [each for each in wanted.races if each.pk in wanted.race_ids]
        return context | {
            "rows": [
                (
                    row,
                    list(zip(shown, row.forms, strict=True)),
                    row.station.pk in reached.blank,
                    row.station.pk in reached.unreachable,
                )
                for row in rows
            ],
            "shown_races": shown,
        }
    found = board(
        election.pk, wanted.place, races=wanted.race_ids, reach=reached, deadlines=limits, at=at, version=version
    )
    below = [(line, wanted.query(region=line.code)) for line in found.lines]
    listed, query = reverse("recap-list"), wanted.query()
    lines = [(line, url + each, f"{listed}{each}&") for line, each in below]
    return context | {
        "board": found,
        "lines": lines,
        "listed": f"{listed}{query}&" if query else f"{listed}?",
        "late": at >= limits.reachable,
    }


@require_safe
@needs(Right.READ)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the board of a place as a CSV or XLSX file; stations out of reach stand on lines of their own."""
    now, wanted = clock.now(), asked(request)
    lines: Iterable[Line] = ()
    if wanted is not None and wanted.races and wanted.level != "village":
        election = wanted.election
        found = board(
            election.pk, wanted.place, races=wanted.race_ids, reach=reach(election.pk, rule=speaking(), at=now),
            deadlines=deadlines(election.polling_date), at=now, version=pulse.version(election.pk),
        )  # fmt: skip
        lines = found.lines
    cells = (row for line in lines for row in _cells(line, now))
    name = f"rekap-{timezone.localtime(now):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)


def _cells(line: Line, at: datetime) -> Iterable[tuple[Cell, ...]]:
    groups = (
        (_("terjangkau"), line.stations - line.unreachable_stations, line.reachable),
        (_("tidak terjangkau"), line.unreachable_stations, line.unreachable),
    )
    for word, stations, each in groups:
        yield (
            line.code, line.name, word, stations, each.expected, each.reported, each.sent, each.visible,
            each.carried, each.unknown, each.silent, each.overdue, line.blank, line.planned, line.disputed, at,
        )  # fmt: skip


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show the forms of one station with all that was said of them, for the station's page."""
    election = election_for(request)
    stations = PollingStation.objects.within(person(request).reading_place or "").select_related("region", "election")
    station = get_object_or_404(stations, election_id=election.pk if election else 0, code=code)
    races = Race.objects.filter(election=station.election_id).order_by("order", "code")
    context = {
        "station": station,
        "forms": forms(station, races),
        "may_enter": person(request).may(Right.LOG_RECAP, place=station.region_id),
        "at": clock.now(),
    }
    return page_or_fragment(request, "recap/of.html", "recap/_of.html", context)
