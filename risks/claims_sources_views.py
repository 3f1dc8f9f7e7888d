"""The page of numbers that contradict each other: what every source says, side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right, Role
from desk.htmx import page_or_fragment
from risks import claims_page, policy, summaries
from risks.claims_region import Chosen, choose
from risks.indices_reading import scores_of
from risks.kinds import Kind
from tps.middleware import election_for
from tps.models import Election


@require_safe
@needs(Right.READ)
def sources(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what every source says of a kind in a region: lists and claims side by side, never added up."""
    election, chosen = asked(request, kind)
    user = person(request)
    context: dict[str, Any] = {
        "kind": kind,
        "kind_label": Kind(kind).label,
        "election": election,
        "chosen": chosen,
        "kinds": _kinds(kind, chosen, election),
    }
    if election:
        rule = policy.speaking()
        found = claims_page.answer(election.pk, kind, chosen, rule=rule, at=clock.now())
        own = [each for each in summaries.open_by_kind(election.pk, chosen.code) if each.kind == kind]
        context |= {
            "answer": found,
            "options": claims_page.side_options([line.listed for line in found.lines if line.listed]),
            "lapse_words": rule.lapse_words() if kind == Kind.FLOOD else "",
            "adverse_words": claims_page.grade_words(kind),
            "own": own[0] if own else None,
            "may_record": user.role == Role.LIAISON or user.may(Right.LOG_RISK, place=chosen.code),
            "may_open_lists": user.may_somewhere(Right.IMPORT) and user.role != Role.LIAISON,
            "scores": scores_of(chosen.region, chosen.below) if kind == Kind.CONFLICT and chosen.region else None,
        }
    return page_or_fragment(request, "risks/sources.html", "risks/_sources.html", context)


def asked(request: HttpRequest, kind: str) -> tuple[Election | None, Chosen]:
    """Read the election and the region of a page about one kind; raises Http404 and PermissionDenied."""
    if kind not in Kind.values:
        raise Http404
    return election_for(request) or None, choose(request, person(request))


def address(name: str, kind: str, chosen: Chosen, election: Election | None) -> str:
    """Give the address of a page about one kind, in the same region and election."""
    query = {"region": chosen.code, "election": election.code if election else ""}
    return f"{reverse(name, args=[kind])}?{urlencode({key: value for key, value in query.items() if value})}"


def _kinds(kind: str, chosen: Chosen, election: Election | None) -> list[dict[str, Any]]:
    return [
        {
            "url": address("risk-sources", each.value, chosen, election),
            "label": each.label,
            "current": each == kind,
            "count": None,
        }
        for each in Kind
    ]
