"""Pages of risks: the register, the panel of a station, the numbers by source."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import SavedList
from desk.accounts.roles import Right, Role
from desk.accounts.saved_views import offered, opening
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from risks import filter_groups, filters, policy
from risks.batch_bulk import choices
from risks.models import Flag, Observation
from risks.querysets import severity_rank
from risks.reading import by_kind
from risks.scope import read_for, readable_flags, viewer_of
from risks.tabs import reading_tabs, tabs
from tps import search
from tps.middleware import election_for

SORTS = {
    "number": ("pk",),
    "severity": ("rank", "pk"),
    "place": ("where", "station__number", "pk"),
    "kind": ("kind", "-rank", "pk"),
    "status": ("status", "-rank", "pk"),
    "owner": ("owner__code", "-rank", "pk"),
    "reported": ("reported_at", "pk"),
}


@require_safe
@needs(Right.READ)
def risk_list(request: HttpRequest) -> HttpResponse:
    """Show the register; its filters, sort and page live in the address."""
    user = person(request)
    views = offered(request, SavedList.RISKS)
    if start := opening(request, views):
        return start
    election = election_for(request)
    if not election:
        return render(request, "risks/list.html", {"election": None, "filtered": filters.parse(request.GET)})
    chosen = filters.parse(request.GET, viewer_of(user, clock.now()))
    readable = readable_flags(user).of(election.pk)
    flags = filters.narrow(readable, chosen, election_id=election.pk)
    count, groups = filter_groups.groups(readable, chosen, election_id=election.pk)
    # Numbers first, rows after: the whole register is sorted by narrow rows and only one page is fetched wide.
    by_place = request.GET.get("sort", "").removeprefix("-") == "place"
    ordered = flags.with_order() if by_place else flags.annotate(rank=severity_rank())
    numbers = ordered.values_list("pk", flat=True)
    found = listing(numbers, request.GET, sorts=SORTS, default="-severity", count=count)
    fetched = Flag.objects.for_table().in_bulk(list(found.page))
    may_judge = user.may_somewhere(Right.JUDGE_RISK)
    tabbed = tabs(groups, chosen, request.GET)
    context = {
        "election": election,
        "filtered": chosen,
        "groups": groups,
        "tabs": tabbed,
        "reading": reading_tabs("risks", request.GET),
        "views": views,
        "hidden": 0 if chosen.statuses else tabbed[-1]["count"] - found.count,
        "search": filter_groups.search(chosen),
        "page": found.page,
        "count": found.count,
        "rows": read_for(user, [fetched[number] for number in found.page], clock.now()),
        "may_judge": may_judge,
        "may_log": user.may_somewhere(Right.LOG_RISK),
        "bulk_url": reverse("risks-bulk"),
        "bulk_actions": [
            {"label": _("Verifikasi…"), "icon": "shield", "dialog": "bulk-verify"},
            {"label": _("Tolak…"), "icon": "stop", "dialog": "bulk-dismiss"},
            {"label": _("Tunjuk…"), "icon": "person", "dialog": "bulk-assign"},
            {"label": _("Gabungkan…"), "icon": "layers", "dialog": "bulk-merge"},
            {"label": _("Wilayah…"), "icon": "pin", "dialog": "bulk-region"},
            {"label": _("Rujuk…"), "icon": "send", "href": "referrals-bulk"},
            {"label": _("Rencana tindakan…"), "icon": "tasks", "href": "playbook-bulk"},
        ],
        "client_id": uuid.uuid4(),
        **(choices(user) if may_judge else {}),
    }
    return page_or_fragment(request, "risks/list.html", "risks/_list.html", context)


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Show a station's risks and ledger, as a part of its page; without htmx the register is opened on it."""
    user = person(request)
    election = election_for(request)
    station = search.find_station(election.pk, code) if election else None
    if station is None:
        raise Http404(_("TPS ini tidak ada dalam pemilihan yang dipilih."))
    place = user.reading_place
    require(place is not None and (place == "" or user.covers(station.region_id)))
    if not wants_fragment(request):
        return redirect(f"{reverse('risks')}?q={station.code}&status={filters.ALL}")
    flags = Flag.objects.filter(station=station).for_table().with_order().order_by("-rank", "-pk")
    statements = Observation.objects.filter(station=station).select_related("source", "verified_by")
    if user.role == Role.LIAISON:
        statements = statements.shown_to(user.agency_id)
    return render(
        request,
        "risks/_of_station.html",
        {
            "station": station,
            "flags": flags,
            "told": by_kind(statements.order_by("kind", "-observed_at", "-pk"), policy.speaking(), clock.now()),
            "may_log": user.role == Role.LIAISON or user.may(Right.LOG_RISK, place=station.region_id),
        },
    )
