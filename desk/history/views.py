"""The pages of history: all of it, and that of one record."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.export import Cell, csv_response, xlsx_response
from desk.history import asking, registry
from desk.history.entries import entries, kind_word, told
from desk.history.events import Asked, Cursor, Run, everything, of_object, runs
from desk.history.sight import Sight, sight_of
from desk.htmx import page_or_fragment, wants_fragment

ROUNDS, ENOUGH = 2, 20  # a page that a few big actions would fill looks once more behind them


@require_GET
@needs(Right.HISTORY)
def history(request: HttpRequest) -> HttpResponse:
    """Show who changed what, when and why, as far as this person sees."""
    sight = _sight(request)
    asked = asking.asked_of(request.GET)
    cursor = asking.cursor_of(request.GET.get("after", ""))
    found: list[Run] = []
    behind: Cursor | None = cursor
    for _round in range(ROUNDS):
        more, behind = runs(sight, asked, after=behind)
        found += more
        if behind is None or len(found) >= ENOUGH:
            break
    following = request.GET.copy()
    if behind:
        following["after"] = asking.cursor_text(behind)
    first = request.GET.copy()
    first.pop("after", None)
    context = {
        "entries": told(found, sight),
        "shown": sum(run.count for run in found),
        "next_url": f"?{following.urlencode()}" if behind else "",
        "first_url": f"?{first.urlencode()}" if request.GET.get("after") else "",
        "filters": _filters(request, sight, asked),
        "file_query": first.urlencode(),
        "days": {"from": request.GET.get("from", ""), "to": request.GET.get("to", "")},
        "search": {"name": "q", "label": _("Nomor, kode TPS, atau nama"), "value": asked.text},
        "narrowed": _narrowed(person(request)),
    }
    return page_or_fragment(request, "history/list.html", "history/_list.html", context)


@require_GET
@needs(Right.HISTORY)
def history_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give what the list shows, all of it, as CSV or XLSX: one line for each changed field."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    header = [
        _("Waktu (WIB)"),
        _("Siapa"),
        _("Apa"),
        _("Jenis"),
        _("Catatan"),
        _("Isian"),
        _("Sebelum"),
        _("Sesudah"),
        _("Alasan"),
    ]
    rows = _cells(_sight(request), asking.asked_of(request.GET))
    return answer("riwayat" if form == "csv" else _("Riwayat"), header, rows)


@require_GET
@needs(Right.HISTORY)
def of(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show the history of one record, as a page or as a panel of another page; 404 for whom it is none of.

    A panel says so in a sentence instead: the page around it may well be theirs to read.
    """
    sight = _sight(request)
    if kind not in registry.event_models():
        raise Http404
    found = of_object(kind, key, sight)
    if found is None and wants_fragment(request):
        return render(request, "history/_of.html", {"withheld": True})
    if found is None:
        raise Http404
    listed = entries(found, sight)
    context = {"entries": listed, "kind": kind_word(kind), "name": listed[0].name if listed else ""}
    return page_or_fragment(request, "history/of.html", "history/_of.html", context)


def _sight(request: HttpRequest) -> Sight:
    sight = sight_of(person(request))
    if sight is None:
        raise PermissionDenied
    return sight


def _narrowed(user: User) -> str:
    scope = user.scope(Right.HISTORY)
    if scope is Scope.REMIT:
        return _("Anda melihat perubahan di wilayah tugas Anda.")
    if scope is Scope.AGENCY:
        return _("Anda melihat perubahan milik instansi Anda.")
    if scope is Scope.OWN:
        return _("Anda melihat perubahan yang Anda buat sendiri.")
    return ""


def _filters(request: HttpRequest, sight: Sight, asked: Asked) -> list[dict[str, Any]]:
    kinds = sorted((kind_word(kind), kind) for kind in registry.kinds() if sight.sees(kind))
    found: list[dict[str, Any]] = [
        {
            "name": "kind",
            "label": _("Jenis"),
            "options": [
                {"value": kind, "label": word, "count": None, "selected": kind in asked.kinds} for word, kind in kinds
            ],
        }
    ]
    if sight.person is None:
        people = User.objects.order_by("username")
        if sight.agency:
            people = people.filter(agency_id=sight.agency_id)
        found.append(
            {
                "name": "person",
                "label": _("Orang"),
                "single": True,
                "options": [
                    {"value": str(each.pk), "label": str(each), "count": None, "selected": each.pk == asked.person}
                    for each in people[:500]
                ],
            }
        )
    return found


def _cells(sight: Sight, asked: Asked) -> Iterator[list[Cell]]:
    for events in everything(sight, asked):
        for entry in entries(events, sight):
            start: list[Cell] = [entry.event.at, entry.who, entry.done, entry.kind, entry.name]
            for change in entry.changes:
                yield [*start, change.label, change.before, change.after, entry.reason]
            if not entry.changes:
                yield [*start, "", "", "", entry.reason]
