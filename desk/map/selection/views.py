"""What lies in an area drawn on the map: counted beside it, listed, stated about, given as tasks."""

import csv
import io

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
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
from risks.actions import lists
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
        "address": _address(request.GET),
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
    """State one thing of every station in the drawn area: it becomes a list that a person looks at before it counts."""
    user, at = person(request), clock.now()
    election = election_for(request)
    form = StatementForm(request.POST or None, user=user, today=clock.local(at).date())
    try:
        question = _question(request.GET, user)
        codes = reading.codes(election.pk, question, reading.MOST_SAID) if election else []
    except Unclear as problem:
        return render(request, "map/statement.html", {"problem": str(problem)}, status=422)
    refused = _refused(codes)
    if request.method == "POST" and form.is_valid() and not refused and election:
        source = form.cleaned_data["source"]
        require(user.role != Role.LIAISON or user.may(Right.IMPORT, agency=source.code))
        made = lists.upload(
            ContentFile(_table(codes, form), name="pilihan-peta.csv"),
            election,
            source,
            remit=user.remit if user.scope(Right.IMPORT) is Scope.REMIT else "",
            proposal=user.role == Role.LIAISON,
            client_id=form.cleaned_data["client_id"],
            actor=user,
            at=at,
        )
        return redirect("list-import", pk=made.pk)
    if refused:
        form.add_error(None, refused) if form.is_bound else None
    context = {"form": form, "count": len(codes), "refused": refused, "address": _address(request.GET)}
    return render(request, "map/statement.html", context, status=422 if form.is_bound and form.errors else 200)


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


def _refused(codes: list[str]) -> str:
    if not codes:
        return _("Tidak ada TPS di dalam bentuk ini.")
    if len(codes) > reading.MOST_SAID:
        return _(
            "Paling banyak %(most)d TPS sekali jalan. Gambarlah bentuk yang lebih kecil, atau unggah sebagai daftar."
        ) % {"most": reading.MOST_SAID}
    return ""


def _table(codes: list[str], form: StatementForm) -> bytes:
    kind, grade = form.said
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    day, note = form.cleaned_data["day"].isoformat(), form.cleaned_data["note"]
    writer.writerows((code, kind, grade, day, note) for code in codes)
    return text.getvalue().encode()


def _address(query: QueryDict) -> str:
    """Give the filters as the register's address takes them."""
    kept = query.copy()
    for name in ("lat", "lng", "z", "station", "measure", "level", "layer", "body", "day", "sort"):
        kept.pop(name, None)
    return kept.urlencode()
