"""Pages that change tasks: giving one, answering, moving it on, setting another due moment."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination import actions
from desk.coordination.access import sides_of, visible_to
from desk.coordination.forms import AnswerForm, ChangeForm, TaskForm
from desk.coordination.owners import proposal_for, unreachable
from desk.coordination.rules import MOVES
from desk.coordination.tasks_mentions import named_in
from desk.coordination.views import task_page
from risks.models import Flag
from tps import codes
from tps.middleware import election_for
from tps.models import Election, PollingStation, Region


class About(NamedTuple):
    """What a new task is about: at most one of the three, and the dotted code where it lies."""

    flag: Flag | None
    station: PollingStation | None
    region: Region | None
    place: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def task_new(request: HttpRequest) -> HttpResponse:
    """Give an agency a task about `?flag=ID`, `?station=CODE` or `?region=CODE`."""
    election = election_for(request)
    if not election:
        messages.info(request, _("Buat dahulu sebuah pemilihan; tugas selalu milik satu pemilihan."))
        return redirect("home")
    about = _about(request, election)
    require(person(request).may(Right.TASKS, place=about.place))
    now = clock.now()
    form = TaskForm(request.POST or None, at=now, proposal=proposal_for(about.flag, now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            task = actions.give(
                actor=person(request),
                at=now,
                election=election,
                owner=data["owner"],
                title=data["title"],
                due_at=data["due_at"],
                priority=data["priority"],
                detail=data["detail"],
                flag=about.flag,
                station=about.station,
                region=about.region,
                client_id=data["client_id"],
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Tugas %(number)s diberikan kepada %(agency)s.") % {"number": task, "agency": task.owner}
            )
            warning = unreachable(task.owner, now)
            if warning:
                messages.warning(request, warning)
            return redirect("task", task_id=task.pk)
    context = {"form": form, "about": about}
    return render(request, "coordination/new.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.TASKS, Right.ANSWER_TASK)
def task_move(request: HttpRequest, task_id: int) -> HttpResponse:
    """Answer a task, and with the button of a move also move it on."""
    found = get_object_or_404(visible_to(person(request)).for_table(), pk=task_id)
    sides = sides_of(person(request), found)
    step = MOVES.get(request.POST.get("move", ""))
    require(bool(sides) and (step is None or step.side in sides))
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return task_page(request, found, answer=form, status=422)
    text, upload, client_id = (form.cleaned_data[name] for name in ("text", "file", "client_id"))
    actor, now = person(request), clock.now()
    try:
        if step is None:
            actions.answer(found.pk, actor=actor, at=now, text=text, upload=upload, client_id=client_id)
            messages.success(request, _("Jawaban tersimpan."))
        else:
            moved = actions.move(
                found.pk, step.name, actor=actor, at=now, text=text, upload=upload, client_id=client_id
            )
            messages.success(
                request,
                _("Tugas %(number)s sekarang: %(state)s.") % {"number": moved, "state": moved.get_state_display()},
            )
    except actions.Refused as refusal:
        form.add_error("text" if step and step.needs_text and not text.strip() else None, str(refusal))
        found.refresh_from_db(fields=["state", "closed_at", "changed_at", "due_at", "priority"])
        return task_page(request, found, answer=form, refusal=str(refusal), status=422)
    unheard = named_in(text, found).unheard
    if unheard:
        messages.warning(
            request,
            _("Tidak ada yang diberi tahu untuk %(names)s: tidak dikenal, atau tidak dapat membaca tugas ini.")
            % {"names": ", ".join(f"@{name}" for name in unheard)},
        )
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("task", task_id=found.pk)


@require_POST
@needs(Right.TASKS)
def task_change(request: HttpRequest, task_id: int) -> HttpResponse:
    """Set another due moment or priority, with a reason."""
    found = get_object_or_404(visible_to(person(request)).for_table(), pk=task_id)
    require(person(request).may(Right.TASKS, place=found.place))
    now = clock.now()
    with editing.alone(request, found):
        form = ChangeForm.of(found, at=now, data=request.POST)
        if form.is_valid():
            due_at, (priority, reason) = form.due_at, (form.cleaned_data[name] for name in ("priority", "reason"))
            try:
                actions.change(found.pk, actor=person(request), at=now, due_at=due_at, priority=priority, reason=reason)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Tenggat dan prioritas tugas %(number)s tersimpan.") % {"number": found})
                editing.tell_merged(request, form)
                return redirect("task", task_id=found.pk)
    return task_page(request, found, change=form, status=editing.status(form))


def _about(request: HttpRequest, election: Election) -> About:
    flag_id, station_code, region_code = (request.GET.get(name, "") for name in ("flag", "station", "region"))
    if flag_id:
        if not flag_id.isascii() or not flag_id.isdigit():
            raise Http404
        flags = Flag.objects.of(election.pk).for_table()
        flag = get_object_or_404(flags, pk=int(flag_id[:18]))
        return About(flag, None, None, flag.place)
    if station_code:
        stations = PollingStation.objects.of(election.pk).select_related("region")
        station = get_object_or_404(stations, code=station_code)
        return About(None, station, None, station.region_id)
    try:
        code = codes.dotted(region_code) if region_code else _own_region(request)
    except ValueError:
        raise Http404 from None
    region = get_object_or_404(Region, pk=code) if code else None
    return About(None, None, region, code)


def _own_region(request: HttpRequest) -> str:
    """Give where a task without a named place lies: in the whole remit of who gives it."""
    remit = person(request).remit
    return remit if Region.objects.filter(pk=remit).exists() else ""
