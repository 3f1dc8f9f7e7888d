"""The list behind each count of the board: exactly the forms or stations that it counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.export import Cell, csv_response
from desk.listing import PER_PAGE
from desk.recap.board.asking import Asked, asked
from desk.recap.listed.kinds import OF_STATIONS, Group, What
from desk.recap.listed.reading import Listed, Row
from desk.recap.planned import planned
from desk.recap.policy import deadlines
from desk.recap.reach import Reach, reach
from risks.policy import speaking

HEADER = (
    "kode_tps", "tps", "desa_kelurahan", "kecamatan", "kabupaten_kota", "terjangkau", "surat_suara", "keadaan",
    "foto_formulir", "dilihat_wib", "daftar", "per_wib",
)  # fmt: skip


@require_safe
@needs(Right.READ)
def show(request: HttpRequest) -> HttpResponse:
    """List the forms or stations behind one count, in the order of station and race."""
    wanted = asked(request)
    if wanted is None or not wanted.races:
        return render(request, "recap/empty.html", {"election": wanted.election if wanted else None})
    at = clock.now()
    listed, limit = _listed(request, wanted, at)
    page: Page[Row] = Paginator(cast("Sequence[Row]", listed), PER_PAGE).get_page(request.GET.get("page"))
    apart = set(listed.unreachable)
    rows = [(row, row.station_id in apart) for row in page.object_list]
    number, stations = listed.numbers
    context = {
        "election": wanted.election,
        "asked": wanted,
        "listed": listed,
        "page": page,
        "rows": rows,
        "number": number,
        "stations": stations,
        "limit": limit if listed.what is What.OVERDUE and at < limit else None,
        "what": capfirst(str(listed.what.label)),
        "filters": _bar(wanted, listed),
        "board": reverse("recap") + wanted.query(),
        "at": at,
    }
    return render(request, "recap/listed/list.html", context)


@require_safe
@needs(Right.READ)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the same as a CSV file."""
    wanted = asked(request)
    if wanted is None or not wanted.races:
        raise Http404
    at = clock.now()
    listed, _limit = _listed(request, wanted, at)
    name = f"rekap-{listed.what.value}-{timezone.localtime(at):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, _cells(listed, at))


def _listed(request: HttpRequest, wanted: Asked, at: datetime) -> tuple[Listed, datetime]:
    """Give what is asked for, and the moment from which its forms count as late; unknown words fall back."""
    election = wanted.election
    word, group = request.GET.get("what", ""), request.GET.get("group", "")
    what = What(word) if word in What.values else What.EXPECTED
    kept = Group(group) if group in Group.values and what not in OF_STATIONS else Group.BOTH
    reached = reach(election.pk, rule=speaking(), at=at)
    limits = deadlines(election.polling_date)
    if what is What.OVERDUE and kept is Group.BOTH and limits.phase(at) == 1:
        # Those within reach are late from an earlier moment; the others are not late yet.
        kept = Group.REACHABLE
    limit = limits.unreachable if kept is Group.UNREACHABLE else limits.reachable
    listed = Listed(
        election.pk,
        wanted.place,
        # Before its moment nothing is late: the list is empty, and says from when it counts.
        [] if what is What.OVERDUE and at < limit else wanted.race_ids,
        what,
        kept,
        list(reached.unreachable),
        _chosen(what, reached, election.pk),
    )
    return listed, limit


def _chosen(what: What, reached: Reach, election_id: int) -> list[int] | None:
    if what is What.STATIONS:
        return list(reached.unreachable)
    if what is What.BLANK:
        return list(reached.blank)
    if what in {What.PLANNED, What.UNPLANNED}:
        plans = planned(election_id)
        return [station for station in reached.blank if (station in plans) is (what is What.PLANNED)]
    return None


def _bar(wanted: Asked, listed: Listed) -> list[dict[str, Any]]:
    """Give the filter bar: which count, of which stations, which race, and the places above and around."""
    trail = [*wanted.trail("")]
    places = [(url.partition("region=")[2].partition("&")[0], name) for name, url in trail[:-1]] if trail else []
    places += [(wanted.place, wanted.region.name if wanted.region else _("Semua"))]
    races = [("", _("Semua formulir")), *((each.code, each.name) for each in wanted.races)]
    groups = [] if listed.of_stations else [(each.value, capfirst(str(each.label))) for each in Group]
    bars = [
        ("what", _("Hitungan"), [(each.value, capfirst(str(each.label))) for each in What], listed.what.value),
        ("group", _("Kelompok"), groups, listed.group.value),
        ("race", _("Jenis surat suara"), [] if listed.of_stations else races, wanted.race.code if wanted.race else ""),
        ("region", _("Wilayah"), places, wanted.place),
    ]
    return [
        {
            "name": name,
            "label": label,
            "single": True,
            "options": [
                {"value": value, "label": text, "selected": value == chosen, "count": None} for value, text in options
            ],
        }
        for name, label, options, chosen in bars
        if options
    ]


def _cells(listed: Listed, at: datetime) -> Iterator[list[Cell]]:
    apart = set(listed.unreachable)
    for row in listed.stream():
        yield [
            *_place(row),
            _("tidak") if row.station_id in apart else _("ya"),
            *_form(row),
            str(listed.what.label),
            at,
        ]


def _place(row: Row) -> list[Cell]:
    return [row.code, row.station, row.village, row.district, row.regency]


def _form(row: Row) -> list[Cell]:
    return [row.race or None, row.state_label or None, row.online_label or None, row.seen_at]
