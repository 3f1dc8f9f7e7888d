"""Pages of risks: the register with its bulk actions, the panel of a station, the numbers by source."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.htmx import page_or_fragment, wants_fragment
from desk.listing import listing
from risks import actions, filter_groups, filters, policy, rules
from risks.kinds import Outcome
from risks.models import Flag, Observation
from risks.querysets import FlagQuerySet, severity_rank
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
        "hidden": 0 if chosen.statuses else tabbed[-1]["count"] - found.count,
        "search": {"name": "q", "label": _("Cari desa, kode TPS, atau R-0244"), "value": chosen.text},
        "page": found.page,
        "count": found.count,
        "rows": read_for(user, [fetched[number] for number in found.page], clock.now()),
        "may_judge": may_judge,
        "may_log": user.may_somewhere(Right.LOG_RISK),
        "bulk_url": reverse("risks-bulk"),
        "bulk_actions": [
            {"label": _("Verifikasi…"), "icon": "shield", "dialog": "bulk-verify"},
            {"label": _("Tolak…"), "icon": "stop", "dialog": "bulk-dismiss"},
        ],
        "outcomes": [each for each in Outcome.choices if each[0] != Outcome.DUPLICATE],
    }
    return page_or_fragment(request, "risks/list.html", "risks/_list.html", context)


@require_POST
@needs(Right.JUDGE_RISK)
def bulk(request: HttpRequest) -> HttpResponse:
    """Verify or dismiss the chosen risks, or all that the filters find, and say exactly what was done."""
    user = person(request)
    back = f"{reverse('risks')}?{request.GET.urlencode()}"
    try:
        ids = _chosen(request, user)
        comment = request.POST.get("comment", "")[:4000]
        if request.POST.get("action") == "verify":
            result = actions.verify_many(ids, actor=user, at=clock.now(), comment=comment)
            sentence = ngettext("%(n)d risiko diverifikasi.", "%(n)d risiko diverifikasi.", result.done)
        else:
            outcome = request.POST.get("outcome", "")
            result = actions.dismiss_many(ids, outcome=outcome, actor=user, at=clock.now(), comment=comment)
            sentence = ngettext("%(n)d risiko ditolak.", "%(n)d risiko ditolak.", result.done)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        level = messages.SUCCESS if result.done else messages.WARNING
        messages.add_message(request, level, f"{sentence % {'n': result.done}} {_left_out(result)}".strip())
    return redirect(back)


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


def _chosen(request: HttpRequest, user: User) -> list[int]:
    readable = readable_flags(user)
    if request.POST.get("everything") == "1":
        election = election_for(request)
        chosen = filters.parse(request.GET, viewer_of(user, clock.now()))
        if not election or chosen.unknown:
            raise rules.Refused(_("Saringan pada alamat halaman tidak dikenal; muat ulang daftar, lalu pilih lagi."))
        flags = filters.narrow(readable.of(election.pk), chosen, election_id=election.pk)
        return list(flags.order_by().values_list("pk", flat=True)[: actions.MOST + 1])
    found = _given(request, readable)
    if not found:
        raise rules.Refused(_("Tidak ada risiko yang dipilih."))
    return found


def _given(request: HttpRequest, readable: FlagQuerySet) -> list[int]:
    given = [int(each) for each in request.POST.getlist("selected") if each.isascii() and each.isdigit()]
    return list(readable.filter(pk__in=[each for each in given if each < 2**62]).values_list("pk", flat=True))


def _left_out(result: actions.BulkResult) -> str:
    reasons = []
    if result.outside:
        reasons.append(_("%(n)d di luar wilayah tugas Anda") % {"n": result.outside})
    if result.moved:
        reasons.append(_("%(n)d sudah berubah status") % {"n": result.moved})
    if result.own:
        reasons.append(_("%(n)d Anda laporkan sendiri dan keparahannya tinggi") % {"n": result.own})
    return _("Dilewati: %(reasons)s.") % {"reasons": "; ".join(reasons)} if reasons else ""
