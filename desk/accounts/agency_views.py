"""The pages of agencies: they stand here because only the app of people knows who may see a contact."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import clock
from desk.accounts import places
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies import actions
from desk.agencies.forms import AgencyForm, ContactForm
from desk.agencies.kinds import AgencyKind, AgencyLevel
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
    """List the agencies, filtered by kind, level and text."""
    found = listing(_filtered(request), request.GET, sorts=SORTS, default="region")
    context = {
        "listing": found,
        "filters": _filters(request),
        "search": {"name": "q", "label": _("Cari nama atau kode"), "value": request.GET.get("q", "")},
        "regions": places.names(sorted({agency.region_code for agency in found.page})),
        "contacts": person(request).may_somewhere(Right.CONTACTS),
        "may_change": person(request).may(Right.STRUCTURE),
    }
    return page_or_fragment(request, "agencies/list.html", "agencies/_list.html", context)


@require_GET
@needs(Right.READ)
def agencies_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX; contacts only to whom may see them."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    contacts = person(request).may_somewhere(Right.CONTACTS)
    header = [_("Kode"), _("Nama"), _("Jenis"), _("Tingkat"), _("Kode wilayah"), _("Aktif"), _("Pengguna")]
    if contacts:
        header.append(_("Kontak"))
    rows = _cells(_filtered(request).order_by("code"), contacts)
    return answer("instansi" if form == "csv" else _("Instansi"), header, rows)


@require_GET
@needs(Right.READ)
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show an agency with its people and, to whom may see them, its contacts."""
    found: Any = get_object_or_404(_rows(), code=code.lower())
    user = person(request)
    own = user.agency_id == found.pk
    contacts = user.may_somewhere(Right.CONTACTS)
    context = {
        "agency": found,
        "region_name": places.names([found.region_code]).get(found.region_code, ""),
        "contacts": found.valid_contacts if contacts else None,
        "people": User.objects.filter(agency=found, is_active=True).order_by("username") if contacts or own else None,
        "may_change": user.may(Right.STRUCTURE),
        "may_history": user.may(Right.HISTORY, place=found.region_code, agency=found.code),
    }
    return render(request, "agencies/detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.STRUCTURE)
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add an agency, or change the one of a code."""
    found = get_object_or_404(Agency, code=code.lower()) if code else None
    form = AgencyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_agency(form.save(commit=False), actor=person(request), at=clock.now())
        messages.success(request, _("%(name)s disimpan.") % {"name": saved})
        return redirect("agency", code=saved.code)
    context = {
        "form": form,
        "agency": get_object_or_404(Agency, pk=found.pk) if found else None,
        "regions": places.choices(),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.STRUCTURE)
def contact(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add a contact to an agency, or change one."""
    owner = get_object_or_404(Agency, code=code.lower())
    found = get_object_or_404(Contact, pk=pk, agency=owner) if pk else Contact(agency=owner)
    form = ContactForm(request.POST or None, instance=found, today=clock.local(clock.now()).date())
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["client_id"]
        actions.save_contact(form.save(commit=False), actor=person(request), at=clock.now(), client_id=sent)
        messages.success(request, _("Kontak disimpan."))
        return redirect("agency", code=owner.code)
    context = {"form": form, "agency": owner, "contact": found if pk else None}
    return render(request, "agencies/contact.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.STRUCTURE)
def remove_contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Delete a contact."""
    found = get_object_or_404(Contact.objects.select_related("agency"), pk=pk, agency__code=code.lower())
    actions.remove_contact(found, actor=person(request), at=clock.now())
    messages.success(request, _("Kontak dihapus."))
    return redirect("agency", code=code)


def _rows() -> AgencyQuerySet:
    today = clock.local(clock.now()).date()
    valid = Prefetch("contacts", Contact.objects.valid(today).order_by("role"), to_attr="valid_contacts")
    active = Q(people__is_active=True)
    rows = Agency.objects.annotate(people_count=Count("people", filter=active)).prefetch_related(valid)
    return cast("AgencyQuerySet", rows)


def _filtered(request: HttpRequest) -> AgencyQuerySet:
    rows = _rows().matching(request.GET.get("q", "")[:100])
    kinds = [kind for kind in request.GET.getlist("kind") if kind in AgencyKind.values]
    levels = [level for level in request.GET.getlist("level") if level in AgencyLevel.values]
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if levels:
        rows = rows.filter(level__in=levels)
    return rows if request.GET.get("inactive") == "1" else rows.filter(active=True)


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    counts = list(Agency.objects.active().values("kind", "level").annotate(n=Count("pk")).order_by())
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {
                    "value": value,
                    "label": word,
                    "count": sum(row["n"] for row in counts if row[name] == value),
                    "selected": value in request.GET.getlist(name),
                }
                for value, word in choices
            ],
        }
        for name, label, choices in (
            ("kind", _("Jenis"), AgencyKind.choices),
            ("level", _("Tingkat"), AgencyLevel.choices),
        )
    ]


def _cells(rows: AgencyQuerySet, contacts: bool) -> Iterator[list[Cell]]:
    for each in cast("list[Any]", rows):
        cells: list[Cell] = [
            each.code,
            each.name,
            each.get_kind_display(),
            each.get_level_display(),
            each.region_code,
            each.active,
            each.people_count,
        ]
        if contacts:
            lines = [" ".join(filter(None, [one.role, one.phone, one.email])) for one in each.valid_contacts]
            cells.append("; ".join(lines))
        yield cells
