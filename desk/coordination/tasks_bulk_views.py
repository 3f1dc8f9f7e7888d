"""The page that gives many tasks at once: what they are about, a look at all of them, then the giving."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right, Scope
from desk.coordination import tasks_bulk_reading as reading
from desk.coordination.actions import Refused
from desk.coordination.actions.tasks_bulk import Part, give_each
from desk.coordination.tasks_bulk_form import BulkForm, OwnerRule
from tps.middleware import election_for
from tps.models import Election

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def bulk(request: HttpRequest) -> HttpResponse:
    """Give a task for each region of a level, or for each chosen `flag` or `station`; nothing before a preview."""
    election = election_for(request)
    if not election:
        messages.info(request, _("Buat dahulu sebuah pemilihan; tugas selalu milik satu pemilihan."))
        return redirect("home")
    user, now = person(request), clock.now()
    remit = "" if user.scope(Right.TASKS) is Scope.ALL else user.remit
    given = request.POST if request.method == "POST" else request.GET
    flags = [int(each) for each in given.getlist("flag") if each.isascii() and each.isdigit() and len(each) < 19]
    stations = [each for each in given.getlist("station") if each]
    chosen = "flags" if flags else "stations" if stations else ""
    sent = request.POST if "stage" in request.POST else None
    form = BulkForm(sent, at=now, chosen=chosen, remit=remit)
    context = {"form": form, "chosen": chosen, "flags": flags, "stations": stations}
    if sent is None or not form.is_valid():
        return render(request, "coordination/bulk.html", context, status=422 if form.errors else 200)
    things = _things(form, election, flags, stations)
    reached = reading.within_reach(things, user)
    parts = _parts(form, reached, now)
    count = sum(part.owner is not None for part in parts)
    context |= {
        "parts": parts[:SHOWN],
        "more": len(parts) - SHOWN,
        "count": count,
        "without": len(parts) - count,
        "outside": len(things) - len(reached),
    }
    data = form.cleaned_data
    if sent["stage"] == "give":
        if data["expected"] != count:
            # Agencies or regions changed since the preview: what was agreed to is not what would be made.
            context["changed"] = True
            return render(request, "coordination/bulk.html", context, status=409)
        try:
            made = give_each(
                parts,
                actor=user,
                at=now,
                election=election,
                title=data["title"],
                detail=data["detail"],
                due_at=data["due_at"],
                priority=data["priority"],
                place=user.remit,
                client_id=data["client_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return render(request, "coordination/bulk.html", context, status=422)
        messages.success(request, ngettext("%(n)d tugas diberikan.", "%(n)d tugas diberikan.", made) % {"n": made})
        return redirect("tasks")
    if count > reading.MOST:
        form.add_error(None, _("Itu lebih dari %(most)s tugas. Persempit pilihannya.") % {"most": reading.MOST})
    return render(request, "coordination/bulk.html", context, status=422 if form.errors else 200)


def _things(form: BulkForm, election: Election, flags: list[int], stations: list[str]) -> list[reading.Thing]:
    if flags:
        return [*reading.flags(flags, election.pk)]
    if stations:
        return [*reading.stations(stations, election.pk)]
    return [*reading.regions(form.cleaned_data["region"].pk, form.cleaned_data["level"])]


def _parts(form: BulkForm, things: list[reading.Thing], at: datetime) -> list[Part]:
    rule = form.cleaned_data["rule"]
    if rule == OwnerRule.RISK:
        return reading.with_risk_owner(things)
    if rule == OwnerRule.DUTY:
        return reading.with_answering_owner(things, at)
    if rule == OwnerRule.LOCAL:
        return reading.with_local_owner(things, form.cleaned_data["kind"])
    return reading.with_one_owner(things, form.cleaned_data["owner"])
