"""The rules of an agency's briefings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.briefings.handling.forms import HandlingForm
from desk.briefings.models import Handling
from desk.context import acting


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change what happens by rule to an agency's briefings; drafts that stand keep their moment."""
    require(person(request).may(Right.STRUCTURE))
    agency = get_object_or_404(Agency.objects.active(), code=code)
    standing = Handling.of(agency.pk)
    with editing.alone(request, standing if standing.pk else None):
        form = HandlingForm(request.POST or None, instance=standing)
        if request.method == "POST" and form.is_valid():
            with acting(person(request), "handling.set", agency=agency.code, place=agency.region_code):
                form.save()
            messages.success(request, _("Aturan disimpan dan berlaku untuk konsep berikutnya."))
            editing.tell_merged(request, form)
            return redirect("briefing-recipients", code)
    context = {"form": form, "agency": agency}
    return render(request, "briefings/handling.html", context, status=editing.status(form))
