"""The page of one station: facts, position, and the panels that other parts of the desk serve."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.htmx import wants_fragment
from tps import codes, corrections, search
from tps.actions.corrections import correct as save_correction
from tps.actions.positions import set_position
from tps.kinds import PositionSource
from tps.middleware import election_for
from tps.models import PollingStation
from tps.station_forms import LONGEST, CorrectionForm, PositionForm


@require_safe
@needs(Right.READ)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station; other spellings of its code, and its village's old code, lead to its one address."""
    station = readable(request, code)
    if code != station.code:
        return redirect(_with_election(request, reverse("station", args=[station.code])))
    return render(request, "tps/station.html", _facts(request, station))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PLACE)
def position(request: HttpRequest, code: str) -> HttpResponse:
    """Set a station's position, with a reason that history keeps."""
    station = readable(request, code)
    require(person(request).may(Right.PLACE, place=station.region_id))
    with editing.alone(request, station):
        # A place chosen on a map comes with the address; whoever sends the form has seen it.
        given = {name: request.GET.get(name, "")[:LONGEST] for name in ("latitude", "longitude") if name in request.GET}
        start = {**given, "source": PositionSource.MANUAL} if given else None
        form = PositionForm(request.POST or None, row=station, initial=start)
        if request.method == "POST" and form.is_valid():
            wanted = {name: form.cleaned_data[name] for name in ("latitude", "longitude", "source", "reason")}
            changed = set_position(station, **wanted, actor=person(request), at=clock.now())
            done = _("Posisi TPS disimpan.") if changed else _("Posisi ini sudah tercatat; tidak ada yang berubah.")
            messages.success(request, done)
            editing.tell_merged(request, form)
            back = request.GET.get("next", "")
            own = _with_election(request, reverse("station", args=[station.code]))
            return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else own)
    context = {**_facts(request, station), "form": form}
    template = "tps/_position_form.html" if wants_fragment(request) else "tps/position.html"
    return render(request, template, context, status=editing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PLACE)
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what the roster says of a station, with a reason; no later file changes it."""
    station = readable(request, code)
    require(person(request).may(Right.PLACE, place=station.region_id))
    with editing.alone(request, station):
        # The form writes its values into the station it is given; the page goes on showing what stands.
        form = CorrectionForm(request.POST or None, instance=copy(station))
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            changed = save_correction(station, form.values, reason=reason, actor=person(request), at=clock.now())
            done = _("Data TPS diperbaiki.") if changed else _("Tidak ada yang berbeda; tidak ada yang berubah.")
            messages.success(request, done)
            editing.tell_merged(request, form)
            return redirect(_with_election(request, reverse("station", args=[station.code])))
    context = {**_facts(request, station), "form": form}
    return render(request, "tps/correct.html", context, status=editing.status(form))


def readable(request: HttpRequest, code: str) -> PollingStation:
    """Give the station of a code if this person may read it; Http404 when there is none, 403 outside the region."""
    election = election_for(request)
    station = search.find_station(election.pk, code) if election else None
    if station is None:
        raise Http404(_("TPS %s tidak ada dalam pemilihan yang ditampilkan.") % code[:40])
    place = person(request).reading_place
    require(place is not None and (not place or f"{station.region_id}.".startswith(f"{place}.")))
    return station


def _facts(request: HttpRequest, station: PollingStation) -> dict[str, object]:
    village = station.region
    district = village.parent
    regency = district.parent if district else None
    user = person(request)
    return {
        "station": station,
        "village": village,
        "district": district,
        "regency": regency,
        "corrections": corrections.of_station(station),
        "others": PollingStation.objects.of(station.election_id).within(village.code).count() - 1,
        "old_village": _old_village(station),
        "may_place": user.may(Right.PLACE, place=village.code),
        "may_log": user.may_somewhere(Right.LOG_RISK) and (not user.remit or user.covers(village.code)),
        "may_task": user.may(Right.TASKS, place=village.code),
        "has_history": user.may_somewhere(Right.HISTORY)
        and PollingStation.objects.filter(pk=station.pk, events__pgh_id__gt=0).exists(),
        "trail": [
            (_("TPS"), reverse("tps")),
            *((each.name, f"{reverse('tps')}?region={each.code}") for each in (regency, district, village) if each),
        ],
    }


def _old_village(station: PollingStation) -> str:
    spelled, _number = codes.split_station(station.code)
    return spelled if spelled != station.region_id else ""


def _with_election(request: HttpRequest, address: str) -> str:
    wanted = request.GET.get("election", "")
    return f"{address}?{urlencode({'election': wanted})}" if wanted else address
