"""The page that counts the register by region and kind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from risks import filter_groups, filters
from risks.matrix_regions import MOST_OWN, matrix
from risks.scope import readable_flags, viewer_of
from risks.tabs import reading_tabs
from tps import codes
from tps.middleware import election_for
from tps.models import Region


@require_safe
@needs(Right.READ)
def by_region(request: HttpRequest) -> HttpResponse:
    """Show how many risks of each kind lie in each region, worst regions first; filters live in the address."""
    election = election_for(request)
    if not election:
        return render(request, "risks/matrix.html", {"election": None})
    chosen = filters.parse(request.GET, viewer_of(person(request), clock.now()))
    readable = readable_flags(person(request)).of(election.pk)
    _count, groups = filter_groups.groups(readable, chosen, election_id=election.pk)
    made = matrix(readable, chosen, request.GET, election_id=election.pk)
    chain = [*codes.ancestors(chosen.region), chosen.region] if chosen.region else []
    names = dict(Region.objects.filter(code__in=chain).values_list("code", "name"))
    context = {
        "election": election,
        "filtered": chosen,
        "narrowed": chosen.active,
        "groups": groups,
        "search": filter_groups.search(chosen),
        "matrix": made,
        "tabs": reading_tabs("risks-matrix", request.GET),
        "own_more": max(made.own_number - MOST_OWN, 0),
        "place": names.get(chosen.region, ""),
        "register": f"{reverse('risks')}?{request.GET.urlencode()}",
        "now": clock.now(),
    }
    return render(request, "risks/matrix.html", context)
