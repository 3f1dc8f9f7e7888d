"""The list of meetings, its files, and the panels for the pages of risks, tasks and agencies."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.coordination.meetings.access import meetings_of
from desk.coordination.meetings.filters import Wanted, bar, tabs
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.models import Meeting
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from risks.models import Flag
from tps.middleware import election_for

SORTS = {
    "start": ("starts_at", "pk"),
    "title": ("title", "pk"),
    "host": ("host__name", "starts_at", "pk"),
    "state": ("state", "starts_at", "pk"),
}
SHOWN = 10
HEADER = (
    "judul",
    "jenis",
    "status",
    "mulai_wib",
    "selesai_wib",
    "tempat",
    "tautan",
    "penyelenggara",
    "pimpinan",
    "wilayah",
    "kode_wilayah",
    "butir_agenda",
    "instansi_diundang",
    "keputusan",
    "nomor_notulen",
)


@require_safe
@needs(Right.READ_MEETINGS)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """List the meetings that a person may read."""
    user, now = person(request), clock.now()
    meetings = of_election(request)
    wanted = Wanted.of(request.GET)
    base = wanted.base(meetings, now)
    first = "start" if wanted.tab == "upcoming" else "-start"
    found = listing(wanted.rows(base).with_counts().for_table(), request.GET, sorts=SORTS, default=first)
    context = {
        "page": found.page,
        "count": found.count,
        "at": now,
        "tabs": tabs(wanted, meetings, now),
        "filters": bar(wanted, base),
        "search": {"name": "q", "label": _("Cari judul, tempat, penyelenggara"), "value": wanted.text},
        "narrowed": wanted.narrowed,
        "tab": wanted.tab,
        "may_plan": user.may_somewhere(Right.TASKS),
    }
    return page_or_fragment(request, "meetings/list.html", "meetings/_list.html", context)


@require_safe
@needs(Right.READ_MEETINGS)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the filtered meetings as a CSV or XLSX file."""
    now = clock.now()
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(of_election(request), now)).with_counts().with_number().for_table()
    cells = (_cells(each) for each in rows.order_by("starts_at", "pk").iterator(chunk_size=500))
    name = f"rapat-{timezone.localtime(now):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)


@require_safe
@needs(Right.READ_MEETINGS)
def of_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Show the meetings on whose agenda a risk stands, for the risk's page."""
    flags = Flag.objects.within(person(request).reading_place or "")
    flag = get_object_or_404(flags, pk=flag_id)
    return _panel(request, meetings_of(person(request)).about_flag(flag.pk))


@require_safe
@needs(Right.READ_MEETINGS)
def of_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the meetings that decided a task or spoke of it, for the task's page."""
    task = get_object_or_404(visible_to(person(request)), pk=task_id)
    return _panel(request, meetings_of(person(request)).about_task(task.pk))


@require_safe
@needs(Right.READ_MEETINGS)
def of_agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show the meetings that an agency hosts or is asked to, for the agency's page."""
    agency = Agency.objects.by_code(code).first()
    if agency is None:
        raise Http404
    return _panel(request, of_election(request).around_agency(agency.pk))


def of_election(request: HttpRequest) -> MeetingQuerySet:
    """Give the meetings of the page's election that its person may read."""
    election = election_for(request)
    return meetings_of(person(request)).of(election.pk if election else 0)


def _panel(request: HttpRequest, meetings: MeetingQuerySet) -> HttpResponse:
    at: datetime = clock.now()
    rows = list(meetings.for_table().order_by("-starts_at", "-pk")[: SHOWN + 1])
    context: dict[str, Any] = {"meetings": rows[:SHOWN], "more": len(rows) > SHOWN, "at": at}
    return page_or_fragment(request, "meetings/of.html", "meetings/_of.html", context)


def _cells(meeting: Meeting) -> tuple[Cell, ...]:
    counted: Any = meeting
    return (
        meeting.title,
        str(meeting.get_kind_display()),
        str(meeting.get_state_display()),
        meeting.starts_at,
        meeting.ends_at,
        meeting.venue or None,
        meeting.link or None,
        meeting.host.name,
        meeting.chair_position,
        meeting.region.name if meeting.region else None,
        meeting.place or None,
        counted.n_items,
        counted.n_invited,
        counted.n_decisions,
        counted.paper_number,
    )
