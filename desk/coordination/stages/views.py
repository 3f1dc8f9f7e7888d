"""What a task hangs on, for its page; tasks follow stages from here on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.access import may_edit, visible_to
from desk.coordination.actions.tasks import Refused
from desk.coordination.stages import actions
from desk.coordination.stages.following import Tasks
from desk.coordination.stages.forms import HangForm
from desk.htmx import page_or_fragment

__all__ = ["Tasks", "of_task"]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def of_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show on which stage a task hangs; hang it there, or (`let-go`) let it stand by itself."""
    rows = visible_to(person(request)).for_table().select_related("stage__region")
    task = get_object_or_404(rows, pk=task_id)
    edits = may_edit(person(request), task)
    with editing.alone(request, task):
        form = HangForm.of(task, request.POST or None) if edits else None
        if request.method == "POST":
            require(edits)
            if "let-go" in request.POST:
                actions.let_go(task.pk, actor=person(request), at=clock.now())
                return redirect("task", task_id=task.pk)
            if form is not None and form.is_valid():
                asked = {name: form.cleaned_data[name] for name in ("stage", "edge", "days", "hour")}
                try:
                    actions.hang(task.pk, **asked, actor=person(request), at=clock.now())
                except Refused as refusal:
                    form.add_error(None, str(refusal))
                else:
                    editing.tell_merged(request, form)
                    return redirect("task", task_id=task.pk)
    context = {"task": task, "form": form}
    if form is not None and form.errors:
        return render(request, "stages/of.html", context, status=editing.status(form))
    return page_or_fragment(request, "stages/of.html", "stages/_of.html", context)
