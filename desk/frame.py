"""What stands around every page: menu, election, countdown, clock, theme."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.roles import Right
from tps import reference
from tps.models import Election

THEMES = ("light", "dark")
THEME_COOKIE = "desk_theme"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: the name of its URL, its word, its icon and the right that opens it."""

    url_name: str
    label: Any
    icon: str
    right: Right


MAIN = (
    Entry("home", _("Beranda"), "home", Right.READ),
    Entry("map", _("Peta"), "map", Right.READ),
    Entry("risks", _("Risiko"), "risks", Right.READ),
    Entry("tasks", _("Tugas"), "tasks", Right.READ),
    Entry("tps", _("TPS"), "tps", Right.READ),
    Entry("meetings", _("Rapat"), "meetings", Right.READ),
    Entry("readiness", _("Kesiapan"), "readiness", Right.READ),
    Entry("recap", _("Rekap"), "recap", Right.READ),
    Entry("briefings", _("Laporan"), "briefings", Right.READ_BRIEFINGS),
    Entry("history", _("Riwayat"), "history", Right.HISTORY),
)
MORE = (
    Entry("imports", _("Impor"), "imports", Right.IMPORT),
    Entry("agencies", _("Instansi"), "agencies", Right.READ),
    Entry("elections", _("Pemilihan"), "elections", Right.STRUCTURE),
    Entry("users", _("Pengguna"), "users", Right.PEOPLE),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give base.html what it shows around a page; nothing is read before a template asks for it."""
    now = clock.now()
    return {
        "theme": _theme(request),
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
    known = user is not None and user.is_authenticated
    may_read = known and user.may_somewhere(Right.READ)
    elections = list(Election.objects.all()) if may_read else []
    election = getattr(request, "election", None) if elections else None
    return {
        "place": _place(),
        "main": _entries(request, MAIN),
        "more": _entries(request, MORE),
        "elections": elections,
        "election": election,
        "days": clock.days_until(election.polling_date, now) if election else None,
        "window": clock.week_of(now),
        "zone": clock.zone().key,
    }


def _place() -> str:
    for row in reference.regions():
        if row.code == settings.DESK_PROVINCE:
            return gettext("Provinsi %(name)s") % {"name": row.name}
    return ""


def _entries(request: HttpRequest, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found = []
    for entry in entries:
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        if user.may_somewhere(entry.right):
            here = request.path == url if url == "/" else request.path.startswith(url)
            found.append({"url": url, "label": entry.label, "icon": entry.icon, "current": here})
    return found


def _theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""
