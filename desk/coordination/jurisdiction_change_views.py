"""The pages that change jurisdictions and the order in which bodies answer for each kind of risk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import jurisdictions as actions
from desk.coordination.actions.tasks import Refused
from desk.coordination.jurisdiction_duty import orders
from desk.coordination.jurisdiction_forms import DutyForm, JurisdictionForm
from desk.coordination.jurisdiction_kinds import USUAL
from desk.coordination.models import Jurisdiction, Responsibility
from risks.kinds import Kind


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def new(request: HttpRequest) -> HttpResponse:
    """Add the area of an agency."""
    sent = request.method == "POST"
    today = clock.local(clock.now()).date()
    initial = {"valid_from": today, "agency": request.GET.get("agency") or None}
    form = JurisdictionForm(request.POST if sent else None, request.FILES if sent else None, initial=initial)
    if sent and form.is_valid():
        row = form.save(commit=False)
        row.client_id = form.cleaned_data["client_id"] or row.client_id
        try:
            saved = actions.add(row, actor=person(request), at=clock.now(), upload=form.cleaned_data["upload"])
        except Refused as refusal:
            form.add_error("agency", str(refusal))
        else:
            return _saved(request, saved, form)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the area of an agency, with a reason; what others saved meanwhile is merged or asked about."""
    found = get_object_or_404(Jurisdiction.objects.select_related("agency"), pk=pk)
    sent = request.method == "POST"
    with editing.alone(request, found):
        form = JurisdictionForm(request.POST if sent else None, request.FILES if sent else None, instance=found)
        if sent and form.is_valid():
            row, reason, upload = form.save(commit=False), form.cleaned_data["reason"], form.cleaned_data["upload"]
            try:
                saved = actions.change(row, reason=reason, actor=person(request), at=clock.now(), upload=upload)
            except Refused as refusal:
                form.add_error("agency", str(refusal))
            else:
                editing.tell_merged(request, form)
                return _saved(request, saved, form)
    return _form(request, form, get_object_or_404(Jurisdiction, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def duties(request: HttpRequest) -> HttpResponse:
    """Show which bodies answer for each kind of risk, in order; who may change the desk's structure changes it."""
    kind, user = request.POST.get("kind", ""), person(request)
    require(request.method != "POST" or user.may(Right.STRUCTURE))
    # An order has no row of its own while the usual one holds.
    with editing.alone(request, "duties"):
        now = orders()
        forms = {each: DutyForm(order=now[each], prefix=each) for each in USUAL}
        if request.method == "POST" and kind in forms:
            usual = "usual" in request.POST
            forms[kind] = form = DutyForm(request.POST, order=now[kind], prefix=kind, usual=usual)
            if form.is_valid():
                actions.set_order(kind, [] if usual else form.bodies, reason="", actor=user, at=clock.now())
                messages.success(request, _("Urutan penanggung jawab disimpan."))
                return redirect("duties")
    own = set(Responsibility.objects.values_list("kind", flat=True))
    context = {
        "rows": [
            {"kind": each, "label": Kind(each).label, "form": form, "own": str(each) in own, "order": _words(now[each])}
            for each, form in forms.items()
        ],
        "may_change": user.may(Right.STRUCTURE),
    }
    status = max(editing.status(form) for form in forms.values())
    return render(request, "jurisdictions/duties.html", context, status=status)


def _words(order: tuple[str, ...]) -> list[Any]:
    labels = dict(Jurisdiction._meta.get_field("kind").flatchoices)
    return [labels[body] for body in order]


def _saved(request: HttpRequest, row: Jurisdiction, form: JurisdictionForm) -> HttpResponse:
    messages.success(request, _("%(name)s disimpan.") % {"name": row})
    for note in form.notes:
        messages.warning(request, note)
    return redirect("jurisdiction", pk=row.pk)


def _form(request: HttpRequest, form: JurisdictionForm, found: Jurisdiction | None) -> HttpResponse:
    context = {"form": form, "found": found}
    return render(request, "jurisdictions/form.html", context, status=editing.status(form))
