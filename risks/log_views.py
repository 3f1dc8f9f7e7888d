"""Logging a risk: the form, and the places offered while one types."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from risks import actions, rules
from risks.forms import DATETIME_LOCAL, LogForm, place_label
from tps import search
from tps.middleware import election_for
from tps.models import PollingStation, Region

MOST_SUGGESTIONS = 8


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LOG_RISK)
def new(request: HttpRequest) -> HttpResponse:
    """Log what was seen; a double click or a second sending of the same form writes one row."""
    user, at = person(request), clock.now()
    election = election_for(request)
    if not election:
        return render(request, "risks/new.html", {"election": None})
    form = LogForm(
        request.POST if request.method == "POST" else None,
        user=user,
        election=election,
        at=at,
        initial={"observed_at": clock.local(at).strftime(DATETIME_LOCAL), **_prefilled(request, election.pk)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _log(request, form, user)
        except rules.Refused as refusal:
            form.add_error(None, str(refusal))
    candidates = [{"code": _code(each), "label": place_label(each)} for each in form.candidates]
    context = {"election": election, "form": form, "candidates": candidates}
    return render(request, "risks/new.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Right.LOG_RISK)
def places(request: HttpRequest) -> HttpResponse:
    """Offer stations and regions in the person's remit while they type."""
    user = person(request)
    election = election_for(request)
    if election is None:
        raise PermissionDenied
    text = request.GET.get("place", "")[:100]
    within = "" if user.scope(Right.LOG_RISK) in {Scope.ALL, Scope.AGENCY} else user.remit
    found: list[PollingStation | Region] = []
    if text.strip():
        found += search.find_stations(election.pk, text, within=within, limit=MOST_SUGGESTIONS)
        found += search.find_regions(text, within=within, limit=3)
    options = [
        {
            "code": _code(each),
            "label": place_label(each),
            "hint": each.code if isinstance(each, PollingStation) else each.get_level_display(),
            "icon": "tps" if isinstance(each, PollingStation) else "pin",
        }
        for each in found
    ]
    return render(request, "risks/_places.html", {"options": options, "text": text})


def _log(request: HttpRequest, form: LogForm, user: User) -> HttpResponse:
    data = form.cleaned_data
    place = data["place"]
    require(user.role != Role.LIAISON or user.may(Right.LOG_RISK, agency=data["source"].code))
    logged = actions.log_observation(
        election=form.election,
        station=place if isinstance(place, PollingStation) else None,
        region=place if isinstance(place, Region) else None,
        kind=data["kind"],
        grade=data["grade"],
        source=data["source"],
        observed_at=data["observed_at"],
        note=data["note"],
        details=data["details"],
        channel=data["channel"],
        client_id=data["client_id"],
        actor=user,
        at=form.at,
    )
    messages.success(request, _sentence(logged))
    if logged.flag is not None:
        return redirect("risk", pk=logged.flag.pk)
    return redirect(_page_of(place))


def _sentence(logged: actions.Logged) -> str:
    if logged.flag is None:
        return _("Pengamatan tersimpan. Keadaannya aman, jadi tidak ada risiko yang dibuka.")
    number = {"number": logged.flag.number}
    if not logged.created:
        return _("Kiriman ini sudah tersimpan sebelumnya sebagai bagian dari %(number)s.") % number
    if logged.opened:
        return _("Risiko tersimpan dengan nomor %(number)s dan menunggu verifikasi.") % number
    return _("Pengamatan tersimpan pada %(number)s, yang sudah terbuka untuk tempat dan jenis ini.") % number


def _prefilled(request: HttpRequest, election_id: int) -> dict[str, Any]:
    """Take the place from ?station=CODE or ?region=CODE, and the kind from ?kind=."""
    found: dict[str, Any] = {"kind": request.GET.get("kind", "")}
    place: PollingStation | Region | None = None
    if request.GET.get("station"):
        place = search.find_station(election_id, request.GET["station"])
    elif request.GET.get("region"):
        place = Region.objects.select_related("parent__parent").filter(code=request.GET["region"]).first()
    if place is not None:
        found |= {"place": place_label(place), "place_code": _code(place)}
    return found


def _code(place: PollingStation | Region) -> str:
    return place.code


def _page_of(place: PollingStation | Region) -> str:
    if isinstance(place, PollingStation):
        try:
            return reverse("station", args=[place.code])
        except NoReverseMatch:
            return reverse("risks")
    return f"{reverse('risks')}?region={place.code}"
