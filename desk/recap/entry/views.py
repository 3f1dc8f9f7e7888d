"""Fast entry for those who call: find a station, press one key, next; works without a script too, more slowly."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.recap.actions import calls, sightings
from desk.recap.board.call_views import not_yet
from desk.recap.entry import reading
from desk.recap.entry.forms import EntryForm, refusal
from desk.recap.kinds import FormState
from desk.recap.models import FormSighting
from desk.recap.photos import actions as photos
from desk.recap.rules import Refused
from tps.middleware import election_for
from tps.models import Election, PollingStation, Race

# The keys of the states, in the order of the ladder; 0 is "not known", 9 the manual recap with its number.
KEYS = {
    "1": FormState.COUNTED,
    "2": FormState.PHOTOGRAPHED,
    "3": FormState.QUEUED,
    "4": FormState.SENT,
    "5": FormState.VISIBLE,
    "6": FormState.HANDED,
    "7": FormState.REPHOTOGRAPHED,
    "9": FormState.MANUAL,
    "0": FormState.NOT_KNOWN,
}
LAST = 8


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LOG_RECAP)
def entry(request: HttpRequest) -> HttpResponse:
    """Show the page of fast entry; a sent entry is answered with plain data to the page's script, else with a page."""
    user, election, at = person(request), election_for(request), clock.now()
    races = _races(election)
    if election is None or not races:
        return render(request, "recap/empty.html", {"election": election})
    quick = request.headers.get("Accept", "").startswith("application/json")
    sent = request.method == "POST"
    form = EntryForm(
        request.POST if sent else None, request.FILES or None, election=election, races=races,
        initial=_initial(request),
    )  # fmt: skip
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            told = {
                "election": election, "station": data["station"], "races": data["race"], "state": data["state"],
                "seen_at": form.seen_at(at), "actor": user, "at": at, "how": data["how"], "note": data["note"],
                "permission_number": data["permission_number"], "client_id": data["client_id"],
            }  # fmt: skip
            rows = photos.sight(data["photo"], **told) if data["photo"] else sightings.sight(**told)
        except Refused as error:
            if quick:
                return JsonResponse(refusal(error), status=422)
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            if quick:
                return JsonResponse(_answer(rows, data["station"], races, form.clock_words(at)))
            said = _("%(station)s: %(state)s tercatat.")
            messages.success(request, said % {"station": data["station"], "state": FormState(data["state"]).label})
            return redirect(_again(request))
    elif sent and quick:
        field, errors = next(iter(form.errors.items()))
        return JsonResponse({"field": field, "sentence": " ".join(str(each) for each in errors)}, status=422)
    context = {
        "election": election,
        "form": form,
        "races": races,
        "keys": [(key, state.value, state.label) for key, state in KEYS.items()],
        "last": _last(user, election, at),
        "within": _within(user),
        "query": _query(request),
    }
    return render(request, "recap/entry.html", context, status=422 if sent else 200)


@require_safe
@needs(Right.LOG_RECAP)
def stations(request: HttpRequest) -> HttpResponse:
    """Give the stations of the person's remit that a text fits, as JSON."""
    user, election = person(request), election_for(request)
    if election is None:
        return JsonResponse({"stations": []})
    found = reading.found(election.pk, request.GET.get("q", ""), _within(user), _races(election))
    return JsonResponse({"stations": found})


@require_POST
@needs(Right.LOG_RECAP)
def take(request: HttpRequest) -> HttpResponse:
    """Take the station to call next, which nobody else then gets for ten minutes."""
    user, election, at = person(request), election_for(request), clock.now()
    races = _races(election)
    quick = request.headers.get("Accept", "").startswith("application/json")
    call = None
    if election is not None and races:
        call = calls.take_next(election, races=len(races), actor=user, at=at, without=not_yet(election, at))
    if quick:
        found = reading.described([call.station], races) if call else []
        return JsonResponse({"stations": found, "sentence": "" if call else _("Tidak ada lagi yang perlu ditelepon.")})
    if call is None:
        messages.info(request, _("Tidak ada lagi yang perlu ditelepon."))
        return redirect(_again(request))
    joined = "&" if _query(request) else "?"
    return redirect(f"{_again(request)}{joined}station={call.station.code}")


@require_POST
@needs(Right.LOG_RECAP)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the person's own sightings with these ids."""
    quick = request.headers.get("Accept", "").startswith("application/json")
    ids = [int(each) for each in request.POST.getlist("id") if each.isascii() and each.isdigit() and len(each) < 19]
    try:
        rows = sightings.take_back(ids, actor=person(request), at=clock.now())
    except Refused as error:
        if quick:
            return JsonResponse(refusal(error), status=422)
        messages.error(request, str(error))
    else:
        if quick:
            return JsonResponse({"taken_back": [each.pk for each in rows]})
        messages.success(request, _("Catatan terakhir dibatalkan."))
    return redirect(_again(request))


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"station": request.GET.get("station", "")[:100], "client_id": uuid.uuid4()}


def _races(election: Election | None) -> list[Race]:
    return list(Race.objects.filter(election=election).order_by("order", "code")) if election else []


def _within(user: User) -> str:
    return "" if user.scope(Right.LOG_RECAP) is Scope.ALL else user.remit


def _answer(rows: list[FormSighting], station: PollingStation, races: list[Race], clock_words: str) -> dict[str, Any]:
    return {
        "ids": [each.pk for each in rows],
        "station": reading.described([station], races)[0],
        "state": rows[0].get_state_display(),
        "clock": clock_words,
    }


def _last(user: User, election: Election, at: datetime) -> list[dict[str, Any]]:
    """Give the person's last messages, newest first; forms that were said at once are one."""
    rows = FormSighting.objects.of(election.pk).filter(recorded_by=user).select_related("station__region", "race")
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in rows.order_by("-recorded_at", "-pk")[: LAST * 5]:
        key = (each.station_id, each.state, each.recorded_at)
        entry = found.setdefault(
            key, {"station": each.station, "state": each.get_state_display(), "at": each.recorded_at, "ids": [],
                  "races": [], "gone": each.taken_back_at is not None,
                  "fixed": each.recorded_at < at - sightings.UNDO}
        )  # fmt: skip
        entry["ids"].append(each.pk)
        entry["races"].append(each.race.name)
    return list(found.values())[:LAST]


def _query(request: HttpRequest) -> str:
    given = request.GET.get("election", "")
    return f"?election={given}" if given and given.replace("-", "").replace("_", "").isalnum() else ""


def _again(request: HttpRequest) -> str:
    return reverse("recap-entry") + _query(request)
