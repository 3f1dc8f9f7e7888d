"""Pages that show tasks: the list, one task, and the panels for the pages of risks and stations."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import SavedList, User
from desk.accounts.roles import Right
from desk.accounts.saved_views import offered, opening
from desk.coordination import rules
from desk.coordination.access import may_edit, sides_of, visible_to
from desk.coordination.filters import Wanted, bar, tab_counts
from desk.coordination.forms import AnswerForm, ChangeForm
from desk.coordination.kinds import ALIVE
from desk.coordination.models import Task
from desk.coordination.querysets import TaskQuerySet, unattended
from desk.coordination.tasks_reading import parts_of
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from risks.models import Flag
from tps.middleware import election_for
from tps.models import PollingStation

SORTS = {
    "next": ("closed", "due_at", "pk"),
    "due": ("due_at", "pk"),
    "number": ("pk",),
    "title": ("title", "pk"),
    "owner": ("owner__name", "due_at", "pk"),
    "priority": ("rank", "due_at", "pk"),
    "state": ("state", "due_at", "pk"),
}
UNATTENDED_SORTS = {"severity": ("rank", "-reported_at", "pk"), "reported": ("reported_at", "pk")}
HEADER = (
    "nomor",
    "tugas",
    "instansi",
    "status",
    "prioritas",
    "tenggat_wib",
    "lewat_tenggat",
    "risiko",
    "kode_tps",
    "wilayah",
    "kode_wilayah",
    "pemberi_tugas",
    "dibuat_wib",
    "rincian",
)


@require_safe
@needs(Right.READ)
def task_list(request: HttpRequest) -> HttpResponse:
    """List the tasks that a person may read."""
    views = offered(request, SavedList.TASKS)
    if start := opening(request, views):
        return start
    user, now = person(request), clock.now()
    tasks = of_election(request)
    wanted = Wanted.of(request.GET)
    base = wanted.base(tasks, user_id=user.pk, agency_id=user.agency_id, at=now)
    found = listing(wanted.rows(base).with_rank().for_table(), request.GET, sorts=SORTS, default="next")
    counts = tab_counts(tasks, user_id=user.pk, agency_id=user.agency_id, at=now)
    context = {
        "views": views,
        "page": found.page,
        "count": found.count,
        "at": now,
        "tabs": _tabs(wanted.tab, counts, user),
        "filters": bar(wanted, base, user.reading_place or ""),
        "search": {"name": "q", "label": _("Cari tugas, desa, T-0012"), "value": wanted.text},
        "narrowed": wanted.narrowed,
        "may_give": user.may_somewhere(Right.TASKS),
        "sees_ladders": user.may_somewhere(Right.CONTACTS),
    }
    return page_or_fragment(request, "coordination/list.html", "coordination/_list.html", context)


@require_safe
@needs(Right.READ)
def unattended_list(request: HttpRequest) -> HttpResponse:
    """List the high and critical risks that no agency owns and no living task is about."""
    election = election_for(request)
    rows = unattended(election.pk if election else 0, person(request).reading_place or "").with_order()
    found = listing(rows.for_table(), request.GET, sorts=UNATTENDED_SORTS, default="-severity")
    context = {"page": found.page, "count": found.count, "may_give": person(request).may_somewhere(Right.TASKS)}
    return page_or_fragment(request, "coordination/unattended.html", "coordination/_unattended.html", context)


@require_safe
@needs(Right.READ)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the filtered tasks as a CSV or XLSX file."""
    user, now = person(request), clock.now()
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(of_election(request), user_id=user.pk, agency_id=user.agency_id, at=now)).for_table()
    cells = (_cells(task, now) for task in rows.order_by("due_at", "pk").iterator(chunk_size=500))
    name = f"tugas-{timezone.localtime(now):%Y%m%d-%H%M}"
    return csv_response(name, HEADER, cells) if form == "csv" else xlsx_response(name, HEADER, cells)


@require_safe
@needs(Right.READ)
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one task, as a page or in the side panel."""
    found = get_object_or_404(visible_to(person(request)).for_table(), pk=task_id)
    return task_page(request, found)


def task_page(
    request: HttpRequest,
    found: Task,
    *,
    answer: AnswerForm | None = None,
    change: ChangeForm | None = None,
    part: Form | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw one task with what this person may do with it; a refused form comes back as it was typed."""
    user, now = person(request), clock.now()
    sides = sides_of(user, found)
    alive, edits = found.state in ALIVE, may_edit(user, found)
    context = {
        "task": found,
        "at": now,
        "overdue": found.overdue(now),
        "answers": found.answers.select_related("author__agency", "file").order_by("written_at", "pk"),
        "moves": rules.moves_from(found.state, sides),
        "answer_form": (answer or AnswerForm()) if sides and alive else None,
        "change_form": (change or ChangeForm.of(found, at=now)) if edits else None,
        "change_open": change is not None,
        "refusal": refusal,
        "may_edit": edits,
        "may_tick": bool(sides) and alive,
        **parts_of(user, found, part),
    }
    template = "coordination/_panel.html" if wants_fragment(request) else "coordination/detail.html"
    return render(request, template, context, status=status)


@require_safe
@needs(Right.READ)
def of_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Show the tasks about one risk, for the risk's page."""
    flag = get_object_or_404(_flags(person(request)), pk=flag_id)
    tasks = visible_to(person(request)).filter(flag=flag).for_table().order_by("due_at", "pk")
    return _panel(request, tasks, place=flag.place, new=f"flag={flag.pk}")


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show the tasks about one station and its risks, for the station's page."""
    election = election_for(request)
    stations = PollingStation.objects.within(person(request).reading_place or "")
    station = get_object_or_404(stations, election_id=election.pk if election else 0, code=code)
    mine = visible_to(person(request))
    tasks = (mine.filter(station=station) | mine.filter(flag__station=station)).for_table().order_by("due_at", "pk")
    return _panel(request, tasks, place=station.region_id, new=f"station={station.code}")


def _panel(request: HttpRequest, tasks: TaskQuerySet, *, place: str, new: str) -> HttpResponse:
    context = {
        "tasks": tasks,
        "at": clock.now(),
        "new": new,
        "may_give": person(request).may(Right.TASKS, place=place),
    }
    return page_or_fragment(request, "coordination/of.html", "coordination/_of.html", context)


def _flags(user: User) -> QuerySet[Flag]:
    return Flag.objects.within(user.reading_place or "").select_related("station")


def of_election(request: HttpRequest) -> TaskQuerySet:
    """Give the tasks of the page's election that its person may read."""
    election = election_for(request)
    return visible_to(person(request)).of(election.pk if election else 0)


def _tabs(tab: str, counts: dict[str, int], user: User) -> list[dict[str, Any]]:
    labels = {
        "all": _("Semua"),
        "me": _("Tugas saya"),
        "mine": _("Instansi saya"),
        "overdue": _("Lewat tenggat"),
        "back": _("Menunggu pemberi tugas"),
    }
    if user.agency_id is None:
        del labels["mine"]
    if not counts["me"] and tab != "me":
        del labels["me"]
    return [
        {"url": f"?tab={name}", "label": label, "count": counts[name], "current": tab == name}
        for name, label in labels.items()
    ]


def _cells(task: Task, at: datetime) -> tuple[Cell, ...]:
    station = task.flag.station if task.flag else task.station
    place = task.target
    return (
        task.number,
        task.title,
        task.owner.name,
        task.get_state_display(),
        task.get_priority_display(),
        task.due_at,
        task.overdue(at),
        task.flag.number if task.flag else None,
        station.code if station else None,
        str(place) if place else None,
        task.place or None,
        str(task.requested_by) if task.requested_by else None,
        task.created_at,
        task.detail,
    )
