"""Pages that change the ladder and the hours of reminders, for admins."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock, editing
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.models import LadderStep
from desk.coordination.reminders.actions import ladder
from desk.coordination.reminders.forms import HoursForm, StepForm
from desk.coordination.reminders.ladders import rules_row


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
def step_new(request: HttpRequest) -> HttpResponse:
    """Add a step to everybody's ladder, or to that of `?agency=CODE`."""
    code = request.GET.get("agency", "")
    agency = get_object_or_404(Agency.objects.active(), code=code) if code else None
    form = StepForm(request.POST or None, instance=LadderStep(agency=agency))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["client_id"]
        ladder.add(form.save(commit=False), actor=person(request), at=clock.now(), client_id=sent)
        messages.success(request, _("Langkah pengingat disimpan."))
        return redirect("ladders")
    return _page(request, form, agency, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
def step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a step."""
    step = get_object_or_404(LadderStep.objects.standing(), pk=pk)
    with editing.alone(request, step):
        if step.removed_at is not None:
            raise Http404(_("Ini sudah dihapus orang lain sementara Anda menulis."))
        form = StepForm(request.POST or None, instance=step)
        if request.method == "POST" and form.is_valid():
            ladder.change(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("Langkah pengingat disimpan."))
            editing.tell_merged(request, form)
            return redirect("ladders")
    return _page(request, form, step.agency, step)


@require_POST
@needs(Right.PEOPLE)
def step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step away."""
    step = get_object_or_404(LadderStep, pk=pk)
    ladder.remove(step.pk, actor=person(request), at=clock.now())
    messages.success(request, _("Langkah dihapus; yang sudah dikirim tetap tercatat."))
    return redirect("ladders")


@require_POST
@needs(Right.PEOPLE)
def set_up(request: HttpRequest) -> HttpResponse:
    """Write everybody's ladder as a desk usually begins."""
    if ladder.set_up(actor=person(request), at=clock.now()):
        messages.success(request, _("Tangga bawaan dipasang. Periksa siapa yang mendengarnya di setiap langkah."))
    return redirect("ladders")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
def hours(request: HttpRequest) -> HttpResponse:
    """Change quiet hours, the digest's hour and polling-day mode."""
    # While nobody has saved the rules they have no row to lock.
    with editing.alone(request, "reminders.hours"):
        row = rules_row()
        form = HoursForm(request.POST or None, instance=row)
        if request.method == "POST" and form.is_valid():
            ladder.set_hours(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("Aturan pengingat disimpan."))
            editing.tell_merged(request, form)
            return redirect("ladders")
    return render(request, "reminders/hours.html", {"form": form}, status=editing.status(form))


def _page(request: HttpRequest, form: StepForm, agency: Agency | None, step: LadderStep | None) -> HttpResponse:
    context = {"form": form, "agency": agency, "step": step}
    return render(request, "reminders/step.html", context, status=editing.status(form))
