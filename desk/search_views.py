"""The search page and the suggestions of the top bar's search box."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.access import visible_to
from desk.htmx import page_or_fragment, wants_fragment
from risks.models import Flag
from risks.scope import readable_flags
from tps.middleware import election_for
from tps.models import Election
from tps.search import LONGEST, find_regions, find_stations, understand

_NUMBERED = re.compile(r"^([rt])\s*-?\s*0*(\d{1,9})$", re.IGNORECASE)
SUGGESTED = 4
SHOWN = 20


@dataclass(slots=True)
class Group:
    """Hits of one sort: its heading and its rows, each {"url", "icon", "label", "hint"}; `all_url` lists them all."""

    label: str
    items: list[dict[str, Any]] = field(default_factory=list)
    all_url: str = ""


@require_safe
@needs(Right.READ)
def search(request: HttpRequest) -> HttpResponse:
    """Search stations, regions, risks, tasks and agencies; Enter on a single hit goes there at once."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    fragment = wants_fragment(request)
    election = election_for(request)
    groups = _groups(person(request), election, text, SUGGESTED if fragment else SHOWN) if text else []
    items = [item for group in groups for item in group.items]
    if len(items) == 1 and not fragment:
        return redirect(items[0]["url"])
    context = {
        "text": text,
        "groups": groups,
        "items": items,
        "count_words": ngettext("%(n)d hasil", "%(n)d hasil", len(items)) % {"n": len(items)},
        "all_url": f"{reverse('search')}?{urlencode({'q': text})}",
    }
    return page_or_fragment(request, "search/page.html", "components/suggestions.html", context)


def _groups(user: User, election: Election | None, text: str, limit: int) -> list[Group]:
    numbered = _NUMBERED.match(text)
    if numbered:
        found = [_numbered(user, election, numbered[1].lower(), int(numbered[2]))]
    else:
        found = [
            _stations(user, election, text, limit),
            _regions(user, text, limit),
            _tasks(user, election, text, limit),
            _agencies(text, limit),
        ]
    return [group for group in found if group.items]


def _numbered(user: User, election: Election | None, letter: str, number: int) -> Group:
    if letter == "t":
        tasks = visible_to(user).filter(pk=number).select_related("owner")
        rows = [_row("task", task.pk, "tasks", f"{task.number} {task.title}", task.owner.label) for task in tasks]
        return Group(_("Tugas"), rows)
    flags = readable_flags(user).filter(pk=number).for_table()
    return Group(_("Risiko"), [_flag(flag) for flag in flags])


def _flag(flag: Flag) -> dict[str, Any]:
    place = flag.station or flag.region
    return _row("risk", flag.pk, flag.kind, f"{flag.number} {flag.get_kind_display()}", str(place))


def _stations(user: User, election: Election | None, text: str, limit: int) -> Group:
    if not election:
        return Group("")
    found = find_stations(election.pk, text, within=user.reading_place or "", limit=limit)
    rows = []
    for station in found:
        district = station.region.parent
        hint = f"{district.name}, {district.parent.name}" if district and district.parent else ""
        rows.append(_row("station", station.code, "tps", str(station), hint))
    return Group(_("TPS"), rows, _listing("tps", text))


def _regions(user: User, text: str, limit: int) -> Group:
    rows: list[dict[str, Any]] = []
    if understand(text).numbered:
        # "kanekes 5" is a station; its village would only stand in the way of going straight there.
        return Group("")
    for region in find_regions(text, within=user.reading_place or "", limit=limit):
        above = region.parent.name if region.parent else ""
        hint = f"{region.get_level_display()} · {above}" if above else region.get_level_display()
        rows.append({"url": _listing("tps", region=region.code), "icon": "regions", "label": region.name, "hint": hint})
    return Group(_("Wilayah"), [row for row in rows if row["url"]])


def _tasks(user: User, election: Election | None, text: str, limit: int) -> Group:
    if not election:
        return Group("")
    tasks = visible_to(user).of(election.pk).filter(title__icontains=text).select_related("owner")
    rows = [_row("task", task.pk, "tasks", f"{task.number} {task.title}", task.owner.label) for task in tasks[:limit]]
    return Group(_("Tugas"), rows, _listing("tasks", text))


def _agencies(text: str, limit: int) -> Group:
    url = _listing("agencies", text)
    agencies = (
        Agency.objects.active().filter(Q(name__icontains=text) | Q(code__istartswith=text))[:limit] if url else []
    )
    return Group(
        _("Instansi"),
        [
            {
                "url": _listing("agencies", agency.name),
                "icon": "agencies",
                "label": agency.name,
                "hint": agency.get_kind_display(),
            }
            for agency in agencies
        ],
    )


def _row(url_name: str, key: Any, icon: str, label: str, hint: str) -> dict[str, Any]:
    return {"url": reverse(url_name, args=[key]), "icon": icon, "label": label, "hint": hint}


def _listing(url_name: str, text: str = "", **query: str) -> str:
    """Give the address of a list that shows what was found, "" while there is no such list."""
    try:
        return f"{reverse(url_name)}?{urlencode(({'q': text} if text else {}) | query)}"
    except NoReverseMatch:
        return ""
