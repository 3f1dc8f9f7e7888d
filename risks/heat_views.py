"""The pages that read the register as a whole: likelihood by impact, ageing, and the trend week by week."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.charts.svg import svg
from risks import filter_groups, filters, policy, trend_chart
from risks.ageing_table import ageing
from risks.filters import ALL
from risks.heat import heat
from risks.scope import readable_flags, viewer_of
from risks.tabs import reading_tabs
from risks.trend import trend
from tps.middleware import election_for

TREND_FILTERS = {"region", "kind"}  # what a risk keeps: its severity and owner of today say nothing of a week in spring


@require_safe
@needs(Right.READ)
def by_heat(request: HttpRequest) -> HttpResponse:
    """Show how many risks have each likelihood and impact; filters live in the address."""
    election = election_for(request)
    if not election:
        return _none(request, "risks-heat", _("Kemungkinan × dampak"))
    readable, chosen, context = _frame(request, "risks-heat")
    context["heat"] = heat(readable, chosen, request.GET, election_id=election.pk, thresholds=policy.matrix())
    context["thresholds"] = policy.matrix().words()
    return render(request, "risks/heat.html", context)


@require_safe
@needs(Right.READ)
def by_age(request: HttpRequest) -> HttpResponse:
    """Show how long open risks have stood in their status; filters live in the address."""
    election = election_for(request)
    if not election:
        return _none(request, "risks-ageing", _("Umur risiko terbuka"))
    readable, chosen, context = _frame(request, "risks-ageing")
    context["ageing"] = ageing(
        readable, chosen, request.GET, election_id=election.pk, at=context["now"], limits=policy.limits()
    )
    return render(request, "risks/ageing.html", context)


@require_safe
@needs(Right.READ)
def by_week(request: HttpRequest) -> HttpResponse:
    """Show what was opened, verified and closed in the last weeks, narrowed by place and kind alone."""
    election = election_for(request)
    if not election:
        return _none(request, "risks-trend", _("Risiko per minggu"))
    readable, chosen, context = _frame(request, "risks-trend")
    made = trend(filters.narrow(readable, chosen, election_id=election.pk), election_id=election.pk, at=context["now"])
    context["trend"] = made
    context["drawing"] = svg(
        trend_chart.drawing(made.weeks),
        key="trend",
        title=_("Risiko dibuka, ditutup, dan terbuka per minggu"),
        description=trend_chart.told(made.weeks),
    )
    return render(request, "risks/trend.html", context)


def _frame(request: HttpRequest, page: str) -> tuple[Any, filters.Filters, dict[str, Any]]:
    """Give what a person may read, the filters of the address, and what every one of these pages shows."""
    user, at, election = person(request), clock.now(), election_for(request)
    assert election is not None
    chosen = filters.parse(request.GET, viewer_of(user, at))
    readable = readable_flags(user).of(election.pk)
    if page == "risks-trend":
        chosen = filters.Filters(
            kinds=chosen.kinds, region=chosen.region, statuses=[ALL], unknown=chosen.unknown, viewer=chosen.viewer
        )
    _count, groups = filter_groups.groups(readable, chosen, election_id=election.pk)
    if page == "risks-trend":
        groups = [each for each in groups if each["name"] in TREND_FILTERS]
    return (
        readable,
        chosen,
        {
            "election": election,
            "filtered": chosen,
            "narrowed": bool(chosen.kinds or chosen.region) if page == "risks-trend" else chosen.active,
            "groups": groups,
            "search": None if page == "risks-trend" else filter_groups.search(chosen),
            "tabs": reading_tabs(page, request.GET),
            "page_url": request.path,
            "now": at,
        },
    )


def _none(request: HttpRequest, page: str, heading: str) -> HttpResponse:
    return render(request, "risks/heat_none.html", {"heading": heading, "tabs": reading_tabs(page, request.GET)})
