"""Beranda: first what needs somebody, then the state of the province."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import attention, clock, home
from desk.accounts.access import person
from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.coordination.access import visible_to
from desk.coordination.grants.access import visible_to as visible_grants
from desk.coordination.meetings.access import meetings_of
from desk.coordination.referrals.access import visible_to as referrals_of
from desk.home_agency import AgencyWork, agency_work
from desk.work.access import listed_for
from risks import summaries
from risks.inbox_page import place_of
from risks.kinds import Kind, Severity
from tps.middleware import election_for
from tps.models import Election

SOURCED_KINDS = (Kind.BLANK_SPOT, Kind.FLOOD)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show Beranda; a person without a role is told whom to ask."""
    user = person(request)
    place = user.reading_place
    if place is None:
        return render(request, "home/outsider.html", status=403)
    election = election_for(request)
    now = clock.now()
    if not election:
        return render(request, "home/empty.html", {"steps": _first_steps(user, None)})
    counted = home.stations(election.pk, place)
    if not counted.total:
        return render(request, "home/empty.html", {"steps": _first_steps(user, election), "election": election})
    viewer = _viewer(user, election, place)
    state = home.state(election.pk, place, now)
    context = {
        "election": election,
        "own": _own(user, viewer),
        "demo_mail": settings.DEMO and user.role == Role.ADMIN,
        "at": now,
        "items": attention.items(viewer, now),
        "stations": counted,
        "kinds": state.kinds,
        "regencies": state.regencies,
        "worsened": state.worsened,
        "sources": _sources(election, place, now),
        "newest": state.newest,
        "severity_names": [each.value for each in reversed(Severity)],
    }
    return render(request, "home/page.html", context)


def _viewer(user: User, election: Election, place: str) -> home.Viewer:
    return home.Viewer(
        election_id=election.pk,
        place=place,
        person_id=user.pk,
        tasks=visible_to(user).of(election.pk),
        referrals=referrals_of(user).of(election.pk),
        watches_referrals=user.may_somewhere(Right.TASKS) or user.role == Role.OFFICIAL,
        agency_id=user.agency_id,
        agency_code=user.agency.code if user.agency else "",
        judges=user.may_somewhere(Right.JUDGE_RISK) or user.role == Role.OFFICIAL,
        inbox=place_of(user) if user.may_somewhere(Right.JUDGE_RISK) else None,
        accepts=user.may_somewhere(Right.JUDGE_RISK),
        gives_tasks=user.may_somewhere(Right.TASKS),
        authorises=user.may_somewhere(Right.AUTHORISE_BRIEFING),
        drafts=user.may_somewhere(Right.DRAFT_BRIEFING),
        keeps_contacts=user.may(Right.STRUCTURE),
        meetings=meetings_of(user).of(election.pk) if user.may_somewhere(Right.READ_MEETINGS) else None,
        minutes=user.may_somewhere(Right.TASKS) or user.may_somewhere(Right.AUTHORISE_BRIEFING),
        imports=user.scope(Right.IMPORT) in {Scope.ALL, Scope.REMIT},
        grants=visible_grants(user).of(election.pk) if user.may_somewhere(Right.GRANTS) else None,
        jobs=listed_for(user) if user.may_somewhere(Right.IMPORT) and user.role != Role.LIAISON else None,
    )


def _own(user: User, viewer: home.Viewer) -> AgencyWork | None:
    """Give what waits for a liaison's agency; others look at the whole desk."""
    if user.role != Role.LIAISON or user.agency is None or viewer.referrals is None:
        return None
    return agency_work(user.agency, viewer.election_id, viewer.tasks, viewer.referrals)


def _sources(election: Election, place: str, at: datetime) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "rows": summaries.stations_by_source(election.pk, kind, place, at)[:6]} for kind in SOURCED_KINDS
    ]


def _first_steps(user: User, election: Election | None) -> list[dict[str, Any]]:
    """Give the first steps of an empty desk, in order, with an address where this person may take them."""
    return [
        {
            "text": _("Buat pemilihan dan tetapkan hari pemungutan suara"),
            "done": election is not None,
            "url": _address("elections") if user.may_somewhere(Right.STRUCTURE) else "",
            "action": _("Buat pemilihan"),
        },
        {
            "text": _("Impor daftar TPS dari KPU"),
            "done": False,
            "url": _address("imports") if election and user.may_somewhere(Right.IMPORT) else "",
            "action": _("Impor daftar TPS"),
        },
        {
            "text": _("Catat risiko pertama, atau impor daftar dari instansi"),
            "done": False,
            "url": "",
            "action": "",
        },
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
