"""The page that makes a re-vote or postponed vote out of some stations of an election."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.recap.relocation import actions, rules
from desk.recap.relocation.forms import CarryForm
from tps.middleware import election_for

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def carry(request: HttpRequest) -> HttpResponse:
    """Make an election that carries stations over; nothing before a look at the exact number."""
    parent = election_for(request)
    if parent is None:
        messages.info(request, _("Buat dahulu sebuah pemilihan."))
        return redirect("home")
    form = CarryForm(request.POST if request.method == "POST" else None, parent=parent)
    context: dict[str, Any] = {"form": form, "parent": parent}
    if request.method != "POST" or not form.is_valid():
        return render(request, "recap/relocation/carry.html", context, status=422 if form.errors else 200)
    chosen = form.chosen
    count = chosen.count()
    election = form.election
    context |= {
        "count": count,
        "election": election,
        "shown": chosen.with_place().order_by("code")[:SHOWN],
        "more": count - SHOWN,
        "beyond": rules.days_after(
            election.kind, parent.polling_date, election.polling_date, settings.DESK_POSTPONED_MOST_DAYS
        ),
        "most_days": settings.DESK_POSTPONED_MOST_DAYS,
        "basis": settings.DESK_POSTPONED_BASIS,
    }
    if request.POST.get("stage") == "make" and count:
        if form.cleaned_data["expected"] != count:
            context["changed"] = True
            return render(request, "recap/relocation/carry.html", context, status=409)
        try:
            made = actions.carry_over(
                election,
                chosen,
                reason=form.cleaned_data["reason"],
                actor=person(request),
                at=clock.now(),
                client_id=form.cleaned_data["client_id"],
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return render(request, "recap/relocation/carry.html", context, status=422)
        messages.success(
            request,
            _("%(name)s dibuat dengan %(n)d TPS. Jadikan berjalan di halaman pemilihan bila sudah waktunya.")
            % {"name": made.election.name, "n": made.stations},
        )
        return redirect("election", code=made.election.code)
    return render(request, "recap/relocation/carry.html", context)
