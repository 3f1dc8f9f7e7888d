"""The page that changes what a task asks for, and what it shows when somebody else was faster."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.access import may_edit, visible_to
from desk.coordination.actions import Refused, tasks_edit, tasks_people
from desk.coordination.models import Mention
from desk.coordination.tasks_edit_form import EditForm
from desk.listing import listing


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def edit(request: HttpRequest, task_id: int) -> HttpResponse:
    """Change what a task asks for; who was overtaken sees both texts and decides."""
    task = get_object_or_404(visible_to(person(request)).for_table(), pk=task_id)
    require(may_edit(person(request), task))
    now = clock.now()
    with editing.alone(request, task):
        form = EditForm.of(task, at=now, data=request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                tasks_edit.edit(task.pk, form.wish(), actor=person(request), at=now, reason=reason)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Tugas %(number)s tersimpan.") % {"number": task})
                editing.tell_merged(request, form)
                return redirect("task", task_id=task.pk)
    context = {"task": task, "form": form}
    return render(request, "coordination/edit.html", context, status=editing.status(form))


@require_safe
@needs(Right.READ)
def mentions(request: HttpRequest) -> HttpResponse:
    """List the answers in which this person was named, the new ones first."""
    rows = Mention.objects.filter(user=person(request), answer__task__in=visible_to(person(request)))
    rows = rows.select_related("answer__task__owner", "answer__author__agency", "agency")
    if request.GET.get("new") == "1":
        rows = rows.filter(read_at__isnull=True)
    found = listing(rows, request.GET, sorts={"new": ("-made_at", "-pk")}, default="new")
    new = Mention.objects.filter(
        user=person(request), answer__task__in=visible_to(person(request)), read_at__isnull=True
    ).count()
    context = {"page": found.page, "count": found.count, "new": new, "view": "mentions", "at": clock.now()}
    return render(request, "coordination/mentions.html", context)


@require_POST
@needs(Right.READ)
def mentions_read(request: HttpRequest) -> HttpResponse:
    """Mark this person's mentions as read: those of one `task`, or all."""
    given = request.POST.get("task", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    tasks_people.read_mentions(person(request), at=clock.now(), task_id=number)
    return redirect("task", task_id=number) if number else redirect("tasks-mentions")
