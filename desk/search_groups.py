"""What a person finds by a text in each part of the desk, and how much more of it its list has."""

import re
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.agencies.models import Agency
from desk.briefings.models import Briefing
from desk.coordination.access import visible_to
from desk.coordination.meetings.access import meetings_of
from desk.coordination.models import Referral
from desk.coordination.referrals.access import visible_to as referrals_of
from desk.search_results import MOST, Group, Results
from desk.search_words import risk_query
from risks import filters
from risks.models import Flag
from risks.querysets import severity_rank
from risks.scope import readable_flags
from tps.kinds import Level
from tps.models import Election, PollingStation, Region
from tps.search import Found, how_many, look, matching_regions, understand
from tps.search_near import kilometres

_NUMBERED = re.compile(r"^(rj|[rt])\s*[-.#]?\s*0*(\d{1,9})$", re.IGNORECASE)


def results(user: User, election: Election | None, text: str, limit: int, *, counted: bool) -> Results:
    """Give what a person may find by a text, `limit` of each sort; `counted` says whether the lists are counted too."""
    numbered = _NUMBERED.match(text)
    if numbered:
        group = _BY_NUMBER[numbered[1].lower()](user, int(numbered[2]))
        return Results([group] if group.items else [])
    place = user.reading_place or ""
    kinds, rest = risk_query(text)
    named = rest if kinds else text
    found = look(election.pk if election else None, named, place, stations=limit, regions=limit)
    groups = [_regions(found, named, place, limit, counted)]
    if election:
        stations = _stations(found, election, named, place, limit, counted)
        # A village is mostly typed for its stations, a district or regency for itself.
        higher = any(region.level != Level.VILLAGE for region in found.regions[:1])
        groups = [*groups, stations] if higher else [stations, *groups]
        risks = Group("") if not kinds and _broad(found, limit) else _risks(user, election, kinds, rest, limit, counted)
        groups = [risks, *groups] if kinds else [*groups, risks]
        groups.append(_tasks(user, election, text, limit, counted))
        groups.append(_meetings(user, election, text, limit, counted))
    groups += [_agencies(text, limit, counted), _briefings(user, text, limit, counted)]
    return Results([group for group in groups if group.items], found.typos, found.meant)


def _broad(found: Found, limit: int) -> bool:
    """Tell whether a text fits so many places that their risks say nothing about it; their list is a click away."""
    villages = {station.region_id for station in found.stations}
    wide = any(region.level in {Level.PROVINCE, Level.REGENCY} for region in found.regions[:1])
    return wide or len(found.regions) >= limit or (len(found.stations) >= limit and len(villages) > 1)


def _stations(found: Found, election: Election, text: str, place: str, limit: int, counted: bool) -> Group:
    rows = [_station(each, found) for each in found.stations]
    group = Group(_("TPS"), rows, certain=understand(text).numbered and len(rows) == 1)
    if found.metres:
        group.label = _("TPS terdekat dari titik ini")
        return group
    if not found.typos and rows:
        group.all_url = _listing("tps", text)
        group.count = len(rows) if len(rows) < limit else how_many(election.pk, text, place, MOST) if counted else None
    return group


def _station(station: PollingStation, found: Found) -> dict[str, Any]:
    district = station.region.parent
    hints = [f"{district.name}, {district.parent.name}"] if district and district.parent else []
    if station.pk in found.metres:
        hints.insert(0, kilometres(found.metres[station.pk]))
    if found.old:
        hints.append(_("kode lama %(code)s") % {"code": found.old})
    return _row("station", station.code, "tps", str(station), " · ".join(hints))


def _regions(found: Found, text: str, place: str, limit: int, counted: bool) -> Group:
    rows = []
    for region in found.regions:
        hints = [str(region.get_level_display())]
        hints += [", ".join(each.name for each in _above(region))] if region.parent else []
        if found.old and region.code != found.old:
            hints.append(_("kode lama %(code)s") % {"code": found.old})
        url = _listing("tps", region=region.code)
        rows.append({"url": url, "icon": "regions", "label": region.name, "hint": " · ".join(hints)})
    group = Group(_("Wilayah"), rows)
    if rows and not found.typos:
        group.all_url = _listing("regions", text, **({"within": place} if place else {}))
        fits = Region.objects.within(place).filter(matching_regions(text))
        group.count = _how_many(rows, limit, fits if counted else None)
    return group


def _above(region: Region) -> list[Region]:
    """Give the regions right above one, up to the regency."""
    parent = region.parent
    return [each for each in (parent, parent.parent if parent else None) if each and "." in each.code] or (
        [parent] if parent else []
    )


def _flag_numbered(user: User, number: int) -> Group:
    flags = readable_flags(user).filter(pk=number).for_table()
    return Group(_("Risiko"), [_flag(flag) for flag in flags])


def _flag(flag: Flag) -> dict[str, Any]:
    place = flag.station or flag.region
    hint = f"{place} · {flag.get_severity_display()} · {flag.get_status_display()}"
    return _row("risk", flag.pk, flag.kind, f"{flag.number} {flag.get_kind_display()}", hint)


def _risks(user: User, election: Election, kinds: list[str], rest: str, limit: int, counted: bool) -> Group:
    """Give the open risks of the text's kinds and places, by the filters of their own list."""
    query = QueryDict(mutable=True)
    query.setlist("kind", kinds)
    if rest:
        query["q"] = rest
    if not (kinds or rest) or understand(rest).point:
        return Group("")
    narrowed = filters.narrow(readable_flags(user).of(election.pk), filters.parse(query), election_id=election.pk)
    # Numbers first: joined to their places before they are sorted, all of them would be read wide.
    numbers = list(
        narrowed.annotate(rank=severity_rank()).order_by("-rank", "-pk").values_list("pk", flat=True)[:limit]
    )
    flags = Flag.objects.for_table().in_bulk(numbers)
    group = Group(_("Risiko"), [_flag(flags[number]) for number in numbers], f"{reverse('risks')}?{query.urlencode()}")
    group.count = _how_many(group.items, limit, narrowed if counted else None)
    return group


def _task(user: User, number: int) -> Group:
    tasks = visible_to(user).filter(pk=number).select_related("owner")
    return Group(_("Tugas"), [_task_row(task) for task in tasks])


def _referral(user: User, number: int) -> Group:
    rows = referrals_of(user).filter(pk=number).for_table()
    return Group(_("Rujukan"), [_referral_row(row) for row in rows])


def _referral_row(row: Referral) -> dict[str, Any]:
    hint = f"{row.flag.number} · {row.get_state_display()}"
    return _row("referral", row.pk, "send", f"{row} {row.to.label}", hint)


_BY_NUMBER = {"t": _task, "r": _flag_numbered, "rj": _referral}


def _task_row(task: Any) -> dict[str, Any]:
    hint = f"{task.owner.label} · {task.get_state_display()}"
    return _row("task", task.pk, "tasks", f"{task.number} {task.title}", hint)


def _tasks(user: User, election: Election, text: str, limit: int, counted: bool) -> Group:
    tasks = visible_to(user).of(election.pk).found_by(text)
    rows = [_task_row(task) for task in tasks.select_related("owner").order_by("-pk")[:limit]]
    return Group(_("Tugas"), rows, _listing("tasks", text), _how_many(rows, limit, tasks if counted else None))


def _meetings(user: User, election: Election, text: str, limit: int, counted: bool) -> Group:
    """Give the meetings of the text, the newest first; their list shows those ahead and those past alike."""
    meetings = meetings_of(user).of(election.pk).found_by(text)
    rows = []
    for each in meetings.select_related("host").order_by("-starts_at", "-pk")[:limit]:
        day = date_format(clock.local(each.starts_at), "j F Y")
        rows.append(_row("meeting", each.pk, "meetings", each.title, f"{day} · {each.host.label}"))
    count = _how_many(rows, limit, meetings if counted else None)
    return Group(_("Rapat"), rows, _listing("meetings", text, tab="all"), count)


def _agencies(text: str, limit: int, counted: bool) -> Group:
    agencies = Agency.objects.active().matching(text)
    found = list(agencies.order_by("region_code", "name")[:limit])
    rows = [
        _row("agency", each.code, "agencies", each.name, f"{each.label} · {each.get_kind_display()}") for each in found
    ]
    count = _how_many(rows, limit, agencies if counted else None)
    return Group(_("Instansi"), rows, _listing("agencies", text), count)


def _briefings(user: User, text: str, limit: int, counted: bool) -> Group:
    scope = user.scope(Right.READ_BRIEFINGS)
    if scope not in {Scope.ALL, Scope.AGENCY}:
        return Group("")
    reader = None if scope is Scope.ALL else user.agency.code if user.agency else ""
    briefings = Briefing.objects.readable(reader).found_by(text)
    rows = []
    for each in briefings.for_table().order_by("-period", "-revision", "pk")[:limit]:
        hint = each.document.number if each.document else each.get_state_display()
        rows.append(_row("briefing", each.pk, "briefings", str(each), hint))
    return Group(
        _("Laporan"), rows, _listing("briefings", text), _how_many(rows, limit, briefings if counted else None)
    )


def _how_many(shown: list[Any], limit: int, rows: QuerySet[Any] | None) -> int | None:
    """Give how many there are: what is shown if that is less than was asked for, else count up to MOST + 1."""
    if len(shown) < limit:
        return len(shown)
    return None if rows is None else rows.order_by()[: MOST + 1].count()


def _row(url_name: str, key: Any, icon: str, label: str, hint: str) -> dict[str, Any]:
    return {"url": reverse(url_name, args=[key]), "icon": icon, "label": label, "hint": hint}


def _listing(url_name: str, text: str = "", **query: str) -> str:
    """Give the address of the list that shows what was found."""
    return f"{reverse(url_name)}?{urlencode(({'q': text} if text else {}) | query)}"
