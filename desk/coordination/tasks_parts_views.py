"""Pages that change what hangs on a task: checklist, links, dependencies, followers, repetition."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.access import may_edit, sides_of, visible_to
from desk.coordination.actions import Refused, tasks_parts, tasks_series
from desk.coordination.models import Task
from desk.coordination.tasks_forms import ChecklistForm, LinkForm, RepeatForm, WaitForm
from desk.coordination.views import task_page


def _task(request: HttpRequest, task_id: int) -> Task:
    return get_object_or_404(visible_to(person(request)).for_table(), pk=task_id)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _do(request: HttpRequest, task: Task, form: Form | None, change: Callable[[], object]) -> HttpResponse:
    """Make a change and go back to the task; a refusal stands beside the field, with what was typed."""
    if form is not None and not form.is_valid():
        return task_page(request, task, part=form, status=422)
    try:
        change()
    except (Refused, ValidationError) as refusal:
        text = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        if form is not None:
            form.add_error(next(iter(form.fields)), text)
        now = get_object_or_404(Task.objects.for_table(), pk=task.pk)
        return task_page(request, now, part=form, refusal=text, status=422)
    return redirect("task", task_id=task.pk)


@require_POST
@needs(Right.TASKS, Right.ANSWER_TASK)
def checklist(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tick a line (`tick`), take its tick away (`untick`), remove it (`drop`), or add lines."""
    task, actor = _task(request, task_id), person(request)
    require(bool(sides_of(actor, task)))
    name = "tick" if "tick" in request.POST else "untick"
    if name in request.POST:
        ticked, item = name == "tick", _number(request, name)
        at = clock.now()
        return _do(request, task, None, lambda: tasks_parts.tick(task.pk, item, actor=actor, at=at, ticked=ticked))
    if "drop" in request.POST:
        gone = _number(request, "drop")
        return _do(request, task, None, lambda: tasks_parts.drop_item(task.pk, gone, actor=actor))
    form = ChecklistForm(request.POST)
    return _do(
        request,
        task,
        form,
        lambda: tasks_parts.add_items(task.pk, form.cleaned_data["items"].splitlines(), actor=actor),
    )


@require_POST
@needs(Right.TASKS)
def links(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let a task be about one more thing, or `drop` a link."""
    task, actor = _task(request, task_id), person(request)
    require(may_edit(actor, task))
    if "drop" in request.POST:
        found = _number(request, "drop")
        return _do(request, task, None, lambda: tasks_parts.unlink(task.pk, found, actor=actor))
    form = LinkForm(request.POST)
    return _do(request, task, form, lambda: tasks_parts.link(task.pk, actor=actor, thing=form.thing(task.election_id)))


@require_POST
@needs(Right.TASKS)
def waits(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let a task wait for another one, or `drop` that."""
    task, actor = _task(request, task_id), person(request)
    require(may_edit(actor, task))
    if "drop" in request.POST:
        found = _number(request, "drop")
        return _do(request, task, None, lambda: tasks_parts.stop_waiting(task.pk, found, actor=actor))
    form = WaitForm(request.POST)

    def wait() -> None:
        number = form.cleaned_data["number"]
        blocker = visible_to(actor).filter(pk=number).first()
        if blocker is None:
            raise Refused(_("Tugas T-%(number)04d tidak ditemukan.") % {"number": number})
        tasks_parts.wait_for(task.pk, blocker, actor=actor, at=clock.now())

    return _do(request, task, form, wait)


@require_POST
@needs(Right.READ)
def watch(request: HttpRequest, task_id: int) -> HttpResponse:
    """Follow a task, or stop."""
    task = _task(request, task_id)
    tasks_parts.watch(task, actor=person(request), at=clock.now(), watched=request.POST.get("watch") == "1")
    return redirect("task", task_id=task.pk)


@require_POST
@needs(Right.TASKS)
def repeat(request: HttpRequest, task_id: int) -> HttpResponse:
    """Let a task come again, or `stop` that."""
    task, actor = _task(request, task_id), person(request)
    require(actor.may(Right.TASKS, place=task.place))
    if "stop" in request.POST:
        tasks_series.stop_repeating(task.pk, actor=actor, at=clock.now())
        messages.success(request, _("Pengulangan dihentikan; tugas yang sudah ada tetap ada."))
        return redirect("task", task_id=task.pk)
    form = RepeatForm(request.POST)
    return _do(
        request,
        task,
        form,
        lambda: tasks_series.repeat(
            task.pk,
            actor=actor,
            at=clock.now(),
            every=form.cleaned_data["every"],
            until=form.cleaned_data["until"],
        ),
    )
