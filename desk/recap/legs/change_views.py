"""The pages that change courier legs: planning them, their departure and arrival, hand-overs and signatures."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.recap.legs import actions
from desk.recap.legs.forms import HandOverForm, LegForm, MomentForm
from desk.recap.legs.kinds import LegState, Side
from desk.recap.legs.views import leg_of, leg_page
from desk.recap.models import CourierLeg, HandOver
from desk.recap.plans.views import station_of
from tps.models import PollingStation


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a leg from a station."""
    station = station_of(request, code)
    require(person(request).may(Right.TASKS, place=station.region_id))
    row = CourierLeg(election=station.election, station=station)
    row.position = CourierLeg.objects.filter(station=station).count() + 1
    return _planned(request, row, station)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a leg that has not left."""
    found = leg_of(request, pk)
    require(person(request).may(Right.TASKS, place=found.station.region_id))
    return _planned(request, found, found.station)


@require_POST
@needs(Right.LOG_RECAP, Right.TASKS)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down departure or arrival, or cancel a leg, by `do` (leave, arrive, cancel)."""
    found = leg_of(request, pk)
    user, now, do = person(request), clock.now(), request.POST.get("do", "")
    place = found.station.region_id
    require(user.may(Right.TASKS if do == "cancel" else Right.LOG_RECAP, place=place))
    form = MomentForm(request.POST)
    try:
        if do == "cancel":
            actions.cancel(found, reason=request.POST.get("reason", "")[:200], actor=user, at=now)
        elif do in {"leave", "arrive"}:
            if not form.is_valid():
                return leg_page(request, found, moment=form, status=422)
            step = actions.leave if do == "leave" else actions.arrive
            step(found, when=form.cleaned_data["when"], actor=user, at=now)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("leg", pk=pk)


@require_POST
@needs(Right.LOG_RECAP)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a hand-over on a leg."""
    found = leg_of(request, pk)
    user, now = person(request), clock.now()
    require(user.may(Right.LOG_RECAP, place=found.station.region_id))
    form = HandOverForm(request.POST, instance=HandOver(leg=found, recorded_at=now))
    if form.is_valid():
        row = form.save(commit=False)
        row.client_id = form.cleaned_data["client_id"] or uuid.uuid4()
        try:
            actions.hand_over(row, signed=form.cleaned_data["signed"], actor=user, at=now)
        except actions.Refused as refusal:
            form.add_error("happened_at", str(refusal))
        else:
            messages.success(request, _("Serah terima dicatat."))
            return redirect("leg", pk=pk)
    return leg_page(request, found, hand_over=form, status=422)


@require_POST
@needs(Right.LOG_RECAP)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the signature of one side that was missing."""
    row = get_object_or_404(HandOver.objects.select_related("leg__station"), pk=pk)
    user = person(request)
    require(user.may(Right.LOG_RECAP, place=row.leg.station.region_id))
    side = request.POST.get("side", "")
    if side in Side.values:
        actions.sign(row, side, actor=user, at=clock.now())
        messages.success(request, _("Tanda tangan dicatat."))
    return redirect("leg", pk=row.leg_id)


def _planned(request: HttpRequest, row: CourierLeg, station: PollingStation) -> HttpResponse:
    sent = request.method == "POST"
    with editing.alone(request, row if row.pk else station):
        # Sent once more, perhaps with other words by the back button: what the first made is what is changed now.
        row = _made_before(request, station) or row
        if row.pk and row.standing is not LegState.PLANNED:
            messages.error(request, _("Perjalanan yang sudah berangkat atau dibatalkan tidak dapat diubah."))
            return redirect("leg", pk=row.pk)
        form = LegForm(request.POST if sent else None, instance=row)
        if sent and form.is_valid():
            leg = form.save(commit=False)
            if leg.pk is None:
                leg.client_id = form.cleaned_data["client_id"] or uuid.uuid4()
            try:
                saved = actions.plan(leg, actor=person(request), at=clock.now())
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Perjalanan disimpan."))
                editing.tell_merged(request, form)
                return redirect("leg", pk=saved.pk)
    context = {"form": form, "station": station, "found": row if row.pk else None}
    return render(request, "recap/legs/form.html", context, status=editing.status(form))


def _made_before(request: HttpRequest, station: PollingStation) -> CourierLeg | None:
    try:
        sent = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return None
    return CourierLeg.objects.filter(client_id=sent, station=station).first()
