"""The pages that show readiness: regions by subjects, every item in every kecamatan, and one kecamatan."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness import lines
from desk.coordination.readiness.access import may_state, reads_within, states_within
from desk.coordination.readiness.filters import DIFFERS, UNSEEN, Wanted, bar
from desk.coordination.readiness.kinds import Said, Shown, Subject
from desk.coordination.readiness.picture import Picture, changes, level_of, list_url, matrix, picture
from desk.coordination.readiness.reading import DISTRICT, Cell, tally_of
from desk.export import csv_response, xlsx_response
from desk.htmx import page_or_fragment
from tps import codes
from tps.middleware import election_for


@require_safe
@needs(Right.READ)
def readiness(request: HttpRequest) -> HttpResponse:
    """Show how regions stand by subject, with what changed in a week; filters live in the address."""
    found = _picture(request, week_ago=True)
    if found is None:
        return render(request, "readiness/matrix.html", {"election": None})
    level = level_of(found.wanted, request.GET)
    now, then = changes(found)
    context = _frame(request, found) | {
        "matrix": matrix(found, request.GET, level),
        "level": level,
        "levels": _levels(request, found, level),
        "kpis": _kpis(request, now, then),
        "differs": sum(cell.differs for cell in found.counted),
        "differs_url": list_url(request.GET, state=DIFFERS),
    }
    return render(request, "readiness/matrix.html", context)


@require_safe
@needs(Right.READ)
def items(request: HttpRequest) -> HttpResponse:
    """List every item in every kecamatan with who said what; unknown ones are rows too."""
    found = _picture(request)
    if found is None:
        return render(request, "readiness/list.html", {"election": None})
    paged = lines.paged(request.GET, found)
    context = _frame(request, found) | {"listing": paged, "lines": lines.shown(found, paged.page.object_list)}
    return page_or_fragment(request, "readiness/list.html", "readiness/_list.html", context)


@require_safe
@needs(Right.READ)
def items_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    found = _picture(request)
    cells = lines.in_order(found, request.GET.get("sort", "")) if found else []
    return answer("kesiapan", lines.HEADER, lines.values(found, cells) if found else iter(()))


@require_safe
@needs(Right.READ)
def region(request: HttpRequest, code: str) -> HttpResponse:
    """Show one kecamatan: every item with what each agency says now, and all that was said before."""
    user, at, election = person(request), clock.now(), election_for(request)
    within = reads_within(user)
    if election is None or within is None or codes_level(code) != "district":
        raise Http404
    require(not within or code == within or code.startswith(f"{within}."))
    found = picture(election, Wanted(region=code), at, within=within)
    if code not in found.places.names:
        raise Http404
    said: dict[str, list[ReadinessStatement]] = {}
    for row in ReadinessStatement.objects.of(election.pk).within(code).known_at(at).for_page():
        said.setdefault(row.item, []).append(row)
    known = {item.code for item in found.every}
    groups = [
        {
            "subject": value,
            "label": label,
            "tally": tally_of(cell for cell in found.counted if cell.item.subject == value),
            "rows": [_standing(cell, said.get(cell.item.code, []), found) for cell in mine],
        }
        for value, label in Subject.choices
        if (mine := [cell for cell in found.counted if cell.item.subject == value])
    ]
    context = {
        "election": election,
        "code": code,
        "name": found.places.names[code],
        "regency": (code[:5], found.places.names.get(code[:5], code[:5])),
        "outside": code not in found.districts,
        "tally": tally_of(found.counted),
        "groups": groups,
        "dropped": [row for item, rows in said.items() if item not in known for row in rows],
        "may_state": may_state(user, code),
        "version": found.version,
        "at": at,
    }
    return render(request, "readiness/region.html", context)


def codes_level(code: str) -> str:
    """Give the level of a dotted code that came with an address, "" when it is none."""
    try:
        return codes.level(code) if codes.dotted(code) == code else ""
    except ValueError:
        return ""


def _picture(request: HttpRequest, week_ago: bool = False) -> Picture | None:
    election, within = election_for(request), reads_within(person(request))
    if election is None or within is None:
        return None
    return picture(election, Wanted.of(request.GET, within), clock.now(), within=within, week_ago=week_ago)


def _frame(request: HttpRequest, found: Picture) -> dict[str, Any]:
    """Give what matrix and list both show."""
    user = person(request)
    within = reads_within(user) or ""
    regions = [
        (code, name if len(code) < DISTRICT else f"— {name}")
        for code, name in found.places.names.items()
        if _offered(code, found, within)
    ]
    return {
        "election": found.election,
        "found": found,
        "filters": bar(found.wanted, found.every, found.counted, found.agencies, regions),
        "search": {"name": "q", "label": _("Cari butir"), "value": found.wanted.text},
        "place": found.places.names.get(found.wanted.region, "") if found.wanted.region else "",
        "above": codes.ancestors(found.wanted.region) if found.wanted.region else [],
        "list_url": list_url(request.GET),
        "may_state": states_within(user) is not None,
        "region_code": found.wanted.region if codes_level(found.wanted.region) == "district" else "",
        "at": found.at,
    }


def _offered(code: str, found: Picture, within: str) -> bool:
    """Tell whether a region is offered: the regencies, and the kecamatan of the regency that is open."""
    if len(code) == 2 or (within and not (code == within or code.startswith(f"{within}."))):
        return False
    if not any(each.startswith(code) for each in found.places.districts):
        return False
    return len(code) == 5 or (bool(found.wanted.region) and code[:5] == found.wanted.region[:5])


def _levels(request: HttpRequest, found: Picture, level: str) -> list[dict[str, Any]]:
    """Give the choice between kabupaten/kota and all kecamatan, where both make sense."""
    if found.wanted.region and codes.level(found.wanted.region) != "province":
        return []
    query = request.GET.copy()
    query.pop("level", None)
    wide = f"?{query.urlencode()}"
    query["level"] = "district"
    return [
        {"label": _("Kabupaten/kota"), "url": wide, "current": level == "regency"},
        {"label": _("Semua kecamatan"), "url": f"?{query.urlencode()}", "current": level == "district"},
    ]


def _kpis(request: HttpRequest, now: Any, then: Any) -> list[dict[str, Any]]:
    rows = (
        ("red", capfirst(Shown.RED.label), now.red, now.red - then.red, True),
        ("amber", capfirst(Shown.AMBER.label), now.amber, now.amber - then.amber, True),
        ("green", capfirst(Shown.GREEN.label), now.green, now.green - then.green, False),
        (UNSEEN, _("Tidak diketahui"), now.unseen, now.unseen - then.unseen, True),
    )
    return [
        {
            "state": state,
            "label": label,
            "value": value,
            "url": list_url(request.GET, state=state),
            "change": _("%(n)s sepekan") % {"n": signed(change)} if change else _("tetap sepekan ini"),
            "tone": "" if not change else "worse" if (change > 0) is bad else "better",
            "note": _("%(n)s kedaluwarsa") % {"n": now.stale} if state == UNSEEN and now.stale else "",
        }
        for state, label, value, change, bad in rows
    ]


def signed(number: int) -> str:
    """Write a change with its sign."""
    return f"+{number}" if number > 0 else f"−{-number}"


def _standing(cell: Cell, said: list[ReadinessStatement], found: Picture) -> dict[str, Any]:
    now = [row for row in said if row.pk in cell.keys]
    return {
        "cell": cell,
        "wanted": cell.item.wanted_on(found.election.polling_date),
        "now": now,
        "earlier": [row for row in said if row.pk not in cell.keys],
        "said": Said(cell.said).label if cell.said else "",
    }
