"""The pages that show agencies: they stand here because only the app of people knows who may see a contact."""

from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk import clock
from desk.accounts import places
from desk.accounts.access import needs, person
from desk.accounts.agency_filters import Wanted
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies import ties
from desk.agencies.models import Agency, Contact
from desk.agencies.querysets import AgencyQuerySet
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing

SORTS = {
    "name": ("name",),
    "code": ("code",),
    "kind": ("kind", "name"),
    "region": ("region_code", "name"),
    "people": ("people_count", "name"),
}


@require_GET
@needs(Right.READ)
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies, filtered by kind, level, region, parent and text."""
    wanted = Wanted.of(request.GET)
    found = listing(wanted.rows(_rows()), request.GET, sorts=SORTS, default="region")
    user, facts = person(request), wanted.facts()
    names = places.names(sorted({*(row["place"] for row in facts), *(agency.region_code for agency in found.page)}))
    context = {
        "listing": found,
        "filters": wanted.bar(facts, names),
        "search": {"name": "q", "label": _("Cari nama atau kode"), "value": wanted.text},
        "regions": names,
        "contacts": user.may_somewhere(Right.CONTACTS),
        "may_change": user.may(Right.STRUCTURE),
    }
    return page_or_fragment(request, "agencies/list.html", "agencies/_list.html", context)


@require_GET
@needs(Right.READ)
def agencies_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX; contacts have a file of their own, which is noted."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    header = [
        _("Kode"), _("Nama"), _("Jenis"), _("Tingkat"), _("Kode wilayah"), _("Bagian dari"), _("Aktif"), _("Pengguna")
    ]  # fmt: skip
    rows = _cells(Wanted.of(request.GET).rows(_rows()).order_by("code"))
    return answer("instansi" if form == "csv" else _("Instansi"), header, rows)


@require_GET
@needs(Right.READ)
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show an agency with its units and people and, to whom may see them, its contacts and what hangs on it."""
    found: Any = get_object_or_404(_rows(), code=code.lower())
    user, now = person(request), clock.now()
    own = user.agency_id == found.pk
    contacts, changes = user.may_somewhere(Right.CONTACTS), user.may(Right.STRUCTURE)
    today = clock.local(now).date()
    soon = Contact.objects.ending(today, settings.DESK_CONTACT_WARN_DAYS)
    context = {
        "agency": found,
        "region_name": places.names([found.region_code]).get(found.region_code, ""),
        "contacts": found.valid_contacts if contacts else None,
        "ending": set(soon.filter(agency=found).values_list("pk", flat=True)) if contacts else set(),
        "expired": Contact.objects.expired(today).filter(agency=found).order_by("role") if changes else None,
        "people": User.objects.filter(agency=found, is_active=True).order_by("username") if contacts or own else None,
        "units": Agency.objects.filter(parent=found).order_by("-active", "name"),
        "hanging": ties.hanging(found, now) if changes and not found.active else [],
        "today": today,
        "may_change": changes,
        "may_history": user.may(Right.HISTORY, place=found.region_code, agency=found.code),
    }
    return render(request, "agencies/detail.html", context)


def _rows() -> AgencyQuerySet:
    today = clock.local(clock.now()).date()
    valid = Prefetch("contacts", Contact.objects.valid(today).order_by("role"), to_attr="valid_contacts")
    active = Q(people__is_active=True)
    rows = Agency.objects.annotate(people_count=Count("people", filter=active)).select_related("parent")
    return cast("AgencyQuerySet", rows.prefetch_related(valid))


def _cells(rows: AgencyQuerySet) -> Iterator[list[Cell]]:
    for each in cast("list[Any]", rows):
        yield [
            each.code,
            each.name,
            each.get_kind_display(),
            each.get_level_display(),
            each.region_code,
            each.parent.name if each.parent else None,
            each.active,
            each.people_count,
        ]
