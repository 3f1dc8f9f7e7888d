"""What stands around every page: menu, election, countdown, clock, theme."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import clock, menu
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.work import standing
from tps import reference

THEMES = ("light", "dark")
THEME_COOKIE = "desk_theme"
YEAR = 365 * 24 * 3600  # seconds


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give base.html what it shows around a page; nothing is read before a template asks for it."""
    now = clock.now()
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": chosen if chosen in THEMES else "",
        "now": now,
        "frame": SimpleLazyObject(lambda: _around(request, now)),
    }


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme in a cookie ("" follows the device) and go back to the page."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def _around(request: HttpRequest, now: datetime) -> dict[str, Any]:
    user = getattr(request, "user", None)
    around: dict[str, Any] = {"place": _place(), "zone": clock.zone().key, "window": clock.week_of(now)}
    if user is None or not user.is_authenticated or not user.may_somewhere(Right.READ):
        return around
    elections = menu.elections_with_work(user, now)
    chosen = getattr(request, "election", None)
    election = next((each for each in elections if each == chosen), None)
    # Before the first election the same columns come with the person's own row.
    row = elections[0] if elections else User.objects.annotate(**standing.columns(user, now)).get(pk=user.pk)
    work = standing.standing(row, now)
    return around | {
        "work": work,
        "silent_since": work.silent_since if standing.told(user) else None,
        "elections": elections,
        "election": election,
        "days": clock.days_until(election.polling_date, now) if election else None,
        "main": menu.entries(user, request.path, menu.MAIN, election),
        "more": menu.entries(user, request.path, menu.MORE, election, work),
    }


def _place() -> str:
    for row in reference.regions():
        if row.code == settings.DESK_PROVINCE:
            return _("Provinsi %(name)s") % {"name": row.name}
    return ""
