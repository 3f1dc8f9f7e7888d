"""What lies in an area drawn on the map: counted beside it, listed, stated about, given as tasks."""

import csv
import hashlib
import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.htmx import page_or_fragment
from desk.map import register
from desk.map.filters import Unclear, read_filters
from desk.map.selection import reading
from desk.map.selection.forms import StatementForm
from risks.actions import said_of_many
from risks.actions.said_of_many import Said
from risks.kinds import Grade, Kind
from risks.models import ListImport
from tps.middleware import election_for

HEADER = ("kode_tps", "kind", "grade", "date", "note")


@require_safe
@needs(Right.READ)
def selection(request: HttpRequest) -> HttpResponse:
    """Show what lies in the drawn area, with what can be done with it; its own page without htmx."""
    election = election_for(request)
    try:
        question = _question(request.GET, person(request))
    except Unclear as problem:
        return page_or_fragment(
            request, "map/selection.html", "map/_selection.html", {"problem": str(problem)}, status=400
        )
    user = person(request)
    found = reading.chosen(election.pk, question) if election else None
    may_task = bool(found and found.stations and user.may_somewhere(Right.TASKS))
    fits = found is not None and found.stations <= reading.MOST_TASKS
    context = {
        "question": question,
        "found": found,
        "address": _address(request.GET, question),
        "now": clock.now(),
        "may_task": may_task,
        "codes": reading.codes(election.pk, question, reading.MOST_TASKS) if election and may_task and fits else [],
        "most_tasks": reading.MOST_TASKS,
        "may_say": bool(found and found.stations and user.may_somewhere(Right.IMPORT)),
    }
    return page_or_fragment(request, "map/selection.html", "map/_selection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def statement(request: HttpRequest) -> HttpResponse:
    """State one thing of every station in the drawn area: what it does is counted first, then written at once."""
    user, at = person(request), clock.now()
    election = election_for(request)
    form = StatementForm(request.POST or None, user=user, at=at)
    remit = user.remit if user.scope(Right.IMPORT) is Scope.REMIT else ""
    try:
        question = _question(request.GET, user)
        chosen = reading.stations(election.pk, question, remit, reading.MOST_SAID) if election else []
        outside = reading.number(election.pk, question) - len(chosen) if election and remit else 0
    except Unclear as problem:
        return render(request, "map/statement.html", {"problem": str(problem)}, status=422)
    refused = _refused(len(chosen))
    context: dict[str, Any] = {
        "form": form,
        "count": len(chosen),
        "outside": outside,
        "refused": refused,
        "address": _address(request.GET, question),
    }
    if refused:
        form.add_error(None, refused) if form.is_bound else None
    elif request.method == "POST" and form.is_valid() and election and "edit" not in request.POST:
        source, proposal = form.cleaned_data["source"], user.role == Role.LIAISON
        require(not proposal or user.may(Right.IMPORT, agency=source.code))
        if known := ListImport.objects.filter(client_id=form.cleaned_data["client_id"], uploaded_by=user).first():
            return redirect("list-import", pk=known.pk)
        stations = [pk for pk, _code in chosen]
        effect = said_of_many.look(election, source, stations, form.said, proposal=proposal)
        mark = _mark(stations, effect)
        if request.POST.get("mark") == mark:
            made = said_of_many.say(
                election,
                source,
                stations,
                form.said,
                table=ContentFile(_table([code for _pk, code in chosen], form.said), name="pilihan-peta.csv"),
                remit=remit,
                proposal=proposal,
                client_id=form.cleaned_data["client_id"],
                actor=user,
                at=at,
            )
            messages.success(request, _done(made))
            return redirect("list-import", pk=made.pk)
        context |= {
            "effect": effect,
            "mark": mark,
            "proposal": proposal,
            "source": source,
            "said": form.said,
            "kind_label": Kind(form.said.kind).label,
            "grade_label": Grade(form.said.grade).label,
            "changed": "mark" in request.POST,
        }
    return render(request, "map/statement.html", context, status=422 if form.is_bound and form.errors else 200)


def _mark(stations: list[int], effect: said_of_many.Effect) -> str:
    """Give a mark of what the preview has shown: who confirms another picture sees the new one first."""
    return hashlib.sha256(repr((stations, effect)).encode()).hexdigest()[:16]


def _done(made: ListImport) -> str:
    number = (made.created or 0) + (made.updated or 0)
    words = {"n": _number(number), "risks": _number(made.report.get("opened", 0))}
    if made.proposal:
        return _("%(n)s pengamatan diusulkan; operator desk memutuskannya di halaman ini.") % words
    return (
        _("%(n)s pengamatan dicatat, %(risks)s risiko dibuka. Seluruhnya dapat ditarik kembali di halaman ini.") % words
    )


def _question(query: QueryDict, user: User) -> register.Question:
    """Read the filters as strictly as the map does; without an area, or outside what they may read, it is refused."""
    try:
        read_filters(query, user.reading_place or "")
    except PermissionDenied as problem:
        raise Unclear(str(problem)) from None
    question = register.read(query, user.reading_place or "")
    if question.area is None:
        raise Unclear(_("Belum ada yang dipilih. Gambarlah kotak atau bentuk di peta."))
    return question


def _refused(count: int) -> str:
    if not count:
        return _("Tidak ada TPS di wilayah tugas Anda di dalam bentuk ini.")
    if count > reading.MOST_SAID:
        return _("Paling banyak %(most)s TPS sekali jalan. Gambarlah bentuk yang lebih kecil.") % {
            "most": _number(reading.MOST_SAID)
        }
    return ""


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _table(codes: list[str], said: Said) -> bytes:
    """Write what is kept as the list's file: the shape of every list of observations."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows((code, said.kind, said.grade, said.day.isoformat(), said.note) for code in codes)
    return text.getvalue().encode()


def _address(query: QueryDict, question: register.Question) -> str:
    """Give the filters as the register's address takes them, the area as it was simplified."""
    kept = query.copy()
    if question.area is not None:
        kept["area"] = question.area.text
    for name in ("lat", "lng", "z", "station", "measure", "level", "layer", "body", "day", "sort"):
        kept.pop(name, None)
    return kept.urlencode()
