"""The pages that change agencies: added, changed, closed with what hangs on them, opened again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock, editing
from desk.accounts import places
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies import actions, ties
from desk.agencies.forms import AgencyForm, CloseForm
from desk.agencies.models import Agency


@require_http_methods(["GET", "POST"])
@needs(Right.STRUCTURE)
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add an agency, or change the one of a code."""
    found = get_object_or_404(Agency, code=code.lower()) if code else None
    with editing.alone(request, found):
        form = AgencyForm(request.POST or None, instance=found)
        if request.method == "POST" and form.is_valid():
            saved = actions.save_agency(form.save(commit=False), actor=person(request), at=clock.now())
            messages.success(request, _("%(name)s disimpan.") % {"name": saved})
            editing.tell_merged(request, form)
            return redirect("agency", code=saved.code)
    context = {
        "form": form,
        "agency": get_object_or_404(Agency, pk=found.pk) if found else None,
        "regions": places.choices(),
    }
    return render(request, "agencies/form.html", context, status=editing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Show what hangs on an agency, hand it over or leave it visibly, and close the agency."""
    found = get_object_or_404(Agency, code=code.lower())
    if not found.active:
        messages.info(request, _("%(name)s sudah tidak aktif.") % {"name": found})
        return redirect("agency", code=found.code)
    now = clock.now()
    hanging = ties.hanging(found, now)
    sent = request.method == "POST"
    form = CloseForm(request.POST if sent else None, agency=found, ties=[tie for tie, _lines in hanging])
    if sent and form.is_valid():
        reason = form.cleaned_data["reason"]
        moved = actions.close(found, form.receivers, reason=reason, actor=person(request), at=now)
        messages.success(request, _("%(name)s ditutup.") % {"name": found})
        for tie, _lines in hanging:
            if tie.name in moved:
                words = _("%(what)s: %(n)d dialihkan ke %(to)s.")
                to = form.receivers[tie.name]
                messages.info(request, words % {"what": tie.label, "n": moved[tie.name], "to": to})
        return redirect("agency", code=found.code)
    context = {"form": form, "agency": found, "hanging": hanging}
    return render(request, "agencies/close.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.STRUCTURE)
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Let a closed agency sit at the desk again."""
    found = get_object_or_404(Agency, code=code.lower())
    if not found.active:
        actions.reopen(found, actor=person(request), at=clock.now())
        messages.success(request, _("%(name)s aktif kembali.") % {"name": found})
    return redirect("agency", code=found.code)
