"""The stations in some jurisdictions, or in none of a kind: as a list and as a file; and who answers at one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right, Role
from desk.coordination import jurisdiction_reading as reading
from desk.coordination.jurisdiction_duty import Duty, all_kinds, responsible
from desk.coordination.jurisdiction_kinds import Body
from desk.coordination.models import Jurisdiction
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from risks.care_forms import OwnerForm
from risks.kinds import Kind
from risks.rules import grave
from risks.scope import readable_flags
from tps.middleware import election_for
from tps.models import PollingStation

SORTS = {"code": ("code",), "region": ("region_id", "number"), "voters": ("voters", "code")}
HEADER = ("kode_tps", "nomor", "desa", "kecamatan", "kabupaten_kota", "pemilih")
MOST_ASKED = 2


@dataclass(frozen=True, slots=True)
class Question:
    """Which stations are asked for: in each of some areas, or in no area of a kind."""

    areas: tuple[Jurisdiction, ...] = ()
    without: str = ""

    @property
    def title(self) -> str:
        """Give the heading of the list."""
        if self.without:
            return _("TPS tanpa %(body)s") % {"body": Body(self.without).label}
        if not self.areas:
            return _("TPS menurut wilayah kerja")
        return _("TPS di %(areas)s") % {"areas": _(" dan ").join(each.name for each in self.areas)}

    def rows(self, among: QuerySet[PollingStation], on: Any) -> QuerySet[PollingStation]:
        """Give the stations."""
        if not self.without and not self.areas:
            return among.none()
        if not self.without:
            for area in self.areas:
                among = among.filter(reading.inside(area, among))
            return among
        found = among
        for area in Jurisdiction.objects.valid(on).filter(kind=self.without, agency__active=True):
            found = found.exclude(reading.inside(area, among))
        return found


@require_safe
@needs(Right.READ)
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations that an address asks for."""
    question = _question(request)
    found = listing(_rows(request, question), request.GET, sorts=SORTS, default="region")
    context = {"question": question, "listing": found, "election": election_for(request)}
    return render(request, "jurisdictions/stations.html", context)


@require_safe
@needs(Right.READ)
def stations_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give exactly the listed stations as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    rows = _rows(request, _question(request)).order_by("region_id", "number")
    return answer("tps-wilayah-kerja", HEADER, _cells(rows))


@require_safe
@needs(Right.READ)
def of_station(request: HttpRequest, code: str) -> HttpResponse:
    """Tell who answers at a station for each kind of risk, for the station's page."""
    election = election_for(request)
    readable = PollingStation.objects.within(person(request).reading_place or "").select_related("region")
    station = get_object_or_404(readable, election_id=election.pk if election else 0, code=code)
    found = all_kinds(station, clock.now())
    groups = [{"kind": kind, "duties": duties} for kind, duties in found.items() if kind != Kind.OTHER]
    return _panel(request, groups, station)


@require_safe
@needs(Right.READ)
def of_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Tell who answers for a risk where it lies, for the risk's page."""
    rows = readable_flags(person(request)).select_related("station__region", "region", "assignee", "owner")
    flag = get_object_or_404(rows, pk=flag_id)
    place = flag.station or flag.region
    duties: list[Duty] = responsible(place, flag.kind, clock.now()) if place else []
    user = person(request)
    own_grave = flag.reported_by_id == user.pk and grave(flag.severity) and user.role != Role.ADMIN
    proposed = duties[0].agency if duties else None
    asks = flag.open and user.may(Right.JUDGE_RISK, place=flag.place) and not own_grave
    offer = proposed if asks and proposed and proposed.pk != flag.owner_id else None
    return _panel(
        request, [{"kind": flag.kind, "duties": duties}], place, flag=flag, offer=offer, seal=OwnerForm(flag).seal()
    )


def _panel(request: HttpRequest, groups: list[dict[str, Any]], place: object, **more: Any) -> HttpResponse:
    contacts = person(request).may_somewhere(Right.CONTACTS)
    context = {"groups": groups, "place": place, "contacts": contacts, **more}
    return page_or_fragment(request, "jurisdictions/of.html", "jurisdictions/_of.html", context)


def _question(request: HttpRequest) -> Question:
    without = request.GET.get("without", "")
    if without in Body.values:
        return Question(without=without)
    asked = [each for each in request.GET.getlist("in") if each.isascii() and each.isdigit() and len(each) < 10]
    found = tuple(Jurisdiction.objects.filter(pk__in=[int(each) for each in asked[:MOST_ASKED]]).order_by("pk"))
    if len(found) != len(set(request.GET.getlist("in"))):
        raise Http404(_("Wilayah kerja ini tidak ada."))
    return Question(found)


def _rows(request: HttpRequest, question: Question) -> QuerySet[PollingStation]:
    election = election_for(request)
    among = reading.stations(election.pk if election else 0, person(request).reading_place or "")
    today = clock.local(clock.now()).date()
    return question.rows(among, today).select_related("region__parent__parent")


def _cells(rows: QuerySet[PollingStation]) -> Iterator[list[Cell]]:
    for each in rows.iterator(chunk_size=2000):
        district = each.region.parent
        regency = district.parent if district else None
        yield [
            each.code,
            each.number,
            each.region.name,
            district.name if district else None,
            regency.name if regency else None,
            each.voters,
        ]
