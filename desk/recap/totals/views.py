"""Pages of vote totals, for few: each look is written down, and all that shows a number says that it is no result."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import Cell, csv_response
from desk.recap.board.asking import Asked, asked
from desk.recap.models import StationVotes, TotalsView
from desk.recap.models.totals import TotalsWay
from desk.recap.totals import access, actions
from desk.recap.totals.forms import SwitchForm
from desk.recap.totals.reading import Line, Totals, totals
from tps.middleware import election_for
from tps.models import Race

LATEST = 10
MARKS = 60  # so many that a long page on a narrow screen is marked to its end
private = cache_control(private=True, no_store=True)


@require_safe
@private
@access.where_allowed
@needs(Right.VOTE_TOTALS)
def show(request: HttpRequest) -> HttpResponse:
    """Show the totals of one race in a place, with who looked last."""
    wanted, race = _wanted(request)
    at = clock.now()
    found = _looked(request, wanted, race, TotalsWay.PAGE, at)
    url = reverse("vote-totals")
    chosen = wanted.query(race=race.code)
    context = {
        "election": wanted.election,
        "asked": wanted,
        "race": race,
        "found": found,
        "lines": [
            (
                line,
                url + wanted.query(region=line.code, race=race.code) if wanted.level != "village" else "",
                _numbered(found, line),
            )
            for line in found.lines
        ],
        "sums": _numbered(found, found.whole),
        "marks": range(MARKS),
        "trail": wanted.trail(url),
        "tabs": [
            {"url": url + wanted.query(race=each.code), "label": each.name, "current": each == race}
            for each in wanted.races
        ],
        "query": chosen,
        "switch": access.switch_of(wanted.election),
        "may_switch": person(request).may(Right.SWITCH_TOTALS),
        "views": TotalsView.objects.filter(election=wanted.election).select_related("viewed_by", "race")[:LATEST],
        "at": at,
    }
    return render(request, "recap/totals/show.html", context)


@require_safe
@private
@access.where_allowed
@needs(Right.VOTE_TOTALS)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the same as a CSV file, in which each line says that it is no result."""
    wanted, race = _wanted(request)
    at = clock.now()
    found = _looked(request, wanted, race, TotalsWay.CSV, at)
    header = (
        "keterangan", "kode", "wilayah_atau_tps", "surat_suara", "tps_termasuk", "tps_seharusnya", "tps_janggal",
        *(f"nomor_{each}" for each in found.columns), "per_wib",
    )  # fmt: skip
    name = f"bukan-hasil-resmi-{race.code}-{timezone.localtime(at):%Y%m%d-%H%M}"
    return csv_response(name, header, _cells(found, race, at))


@require_http_methods(["GET", "HEAD", "POST"])
@private
@access.where_allowed
@needs(Right.SWITCH_TOTALS)
def switch(request: HttpRequest) -> HttpResponse:
    """Show whether an election's totals are on, and turn them on or off with a reason."""
    election = election_for(request)
    if election is None:
        raise Http404
    row = access.switch_of(election)
    on = bool(row and row.on)
    form = SwitchForm(request.POST or None, initial={"on": "0" if on else "1"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        gone = actions.turn(election, on=data["on"], reason=data["reason"], actor=person(request), at=clock.now())
        if data["on"]:
            messages.success(request, _("Jumlah suara dinyalakan untuk %(name)s.") % {"name": election.name})
        else:
            words = _("Jumlah suara dimatikan; angka dari %(n)d formulir dihapus.")
            messages.success(request, words % {"n": gone})
        return redirect(reverse("vote-totals-switch") + _of(request))
    context = {
        "election": election,
        "row": row,
        "on": on,
        "form": form,
        "kept": StationVotes.objects.filter(election=election).count(),
        "query": _of(request),
    }
    return render(request, "recap/totals/switch.html", context, status=422 if form.errors else 200)


def _wanted(request: HttpRequest) -> tuple[Asked, Race]:
    """Give what is asked for, the first race when none is; 404 where nobody has turned the election's totals on."""
    wanted = asked(request)
    if wanted is None or not wanted.races or not access.is_on(wanted.election):
        raise Http404
    return wanted, wanted.race or wanted.races[0]


def _looked(request: HttpRequest, wanted: Asked, race: Race, way: TotalsWay, at: datetime) -> Totals:
    actions.seen(wanted.election, race, wanted.place, way, actor=person(request), at=at)
    return totals(wanted.election.pk, race, wanted.place)


def _numbered(found: Totals, line: Line) -> list[tuple[str, int | None]]:
    return list(zip(found.columns, line.numbers(found.columns), strict=True))


def _cells(found: Totals, race: Race, at: datetime) -> Iterator[list[Cell]]:
    mark = _("BUKAN HASIL RESMI")
    for line in found.lines:
        yield [
            mark, line.code, line.name, race.name, line.included, line.expected, line.odd,
            *line.numbers(found.columns), at,
        ]  # fmt: skip
    whole = found.whole
    yield [
        mark, whole.code, _("Jumlah"), race.name, whole.included, whole.expected, whole.odd,
        *whole.numbers(found.columns), at,
    ]  # fmt: skip


def _of(request: HttpRequest) -> str:
    given = request.GET.get("election", "")
    return f"?{urlencode({'election': given})}" if given else ""
