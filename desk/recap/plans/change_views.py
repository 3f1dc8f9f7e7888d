"""The pages that change fallback plans: one station's, and drafts for many."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.recap.models import FallbackPlan
from desk.recap.plans import access, actions
from desk.recap.plans.filters import Wanted
from desk.recap.plans.forms import DraftForm, PlanForm
from desk.recap.plans.kinds import PlanState
from desk.recap.plans.proposing import Point, propose
from desk.recap.plans.views import station_of
from tps.middleware import election_for
from tps.models import PollingStation

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(access.PLANS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the plan of a station; what others wrote meanwhile is merged or asked about."""
    station = station_of(request, code)
    require(access.may_plan(person(request), station.region_id))
    now = clock.now()
    sent = request.method == "POST"
    # The station is held, not the plan: there may be none yet, and drafts hold stations too.
    with editing.alone(request, station):
        found = FallbackPlan.objects.for_page().filter(station=station).first()
        instance = found or FallbackPlan(election=station.election, station=station)
        proposed = propose([station]).get(station.pk)
        offered = None if instance.signal_name else proposed
        today = clock.local(now).date()
        form = PlanForm(request.POST if sent else None, instance=instance, on=today, proposed=offered)
        if sent and form.is_valid():
            saved = actions.save(
                form.save(commit=False),
                confirm=form.cleaned_data["confirm"],
                actor=person(request),
                at=now,
                proposed=proposed,
            )
            if saved.lacks:
                words = _("Rencana disimpan. Masih kurang: %(lacks)s.")
                messages.warning(request, words % {"lacks": "; ".join(saved.lack_words)})
            else:
                messages.success(request, _("Rencana disimpan dan lengkap."))
            editing.tell_merged(request, form)
            return redirect("plan", code=code)
    context = {"form": form, "station": station, "proposed": proposed}
    return render(request, "recap/plans/form.html", context, status=editing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(access.PLANS)
def drafts(request: HttpRequest) -> HttpResponse:
    """Draft a plan for each station of a selection that has none; nothing before a look at the exact number."""
    user, election = person(request), election_for(request)
    place = access.planning_place(user) or ""
    wanted = Wanted.of(request.GET)
    rows = wanted.rows(wanted.base(election.pk if election else 0, place)).filter(plan_state=PlanState.MISSING)
    count = rows.count()
    form = DraftForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "count": count, "wanted": wanted, "query": request.GET.urlencode()}
    if count > actions.MOST_DRAFTS:
        context["too_many"] = actions.MOST_DRAFTS
        return render(request, "recap/plans/drafts.html", context)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["expected"] != count:
            # Plans were made or risks changed since the preview: what was agreed to is not what would be made.
            context |= {"changed": True, "lines": _lines(list(rows.with_place().order_by("code")[:SHOWN]))}
            return render(request, "recap/plans/drafts.html", context, status=409)
        made = actions.draft(
            list(rows.with_place().order_by("code")),
            means=form.cleaned_data["means"],
            reserve=form.cleaned_data["reserve"],
            actor=user,
            at=clock.now(),
            place=wanted.region or place,
        )
        text = ngettext("%(n)s rencana dibuat sebagai konsep.", "%(n)s rencana dibuat sebagai konsep.", made)
        messages.success(request, text % {"n": made})
        return redirect("plans")
    context["lines"] = _lines(list(rows.with_place().order_by("code")[:SHOWN]))
    context["more"] = count - SHOWN
    return render(request, "recap/plans/drafts.html", context, status=422 if form.errors else 200)


def _lines(stations: list[PollingStation]) -> list[tuple[PollingStation, Point | None]]:
    points = propose(stations)
    return [(each, points.get(each.pk)) for each in stations]
