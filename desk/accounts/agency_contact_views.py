"""The pages of duty contacts: of one agency, and all of them for whom the desk's staff may reach."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies import contact_actions as actions
from desk.agencies.forms import ContactForm
from desk.agencies.kinds import AgencyKind
from desk.agencies.models import Agency, Contact
from desk.agencies.querysets import ContactQuerySet
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing

SORTS = {"agency": ("agency__name", "role"), "role": ("role", "agency__name"), "until": ("valid_until", "role")}
STATES = ("ending", "expired")


@require_safe
@needs(Right.CONTACTS)
def contacts(request: HttpRequest) -> HttpResponse:
    """List the contacts that hold; those that end soon, and to whom renews them those that ended, by filter."""
    changes = person(request).may(Right.STRUCTURE)
    base = _found(request, changes)
    rows = _of_kinds(request, base).select_related("agency")
    context = {
        "listing": listing(rows, request.GET, sorts=SORTS, default="until"),
        "filters": _filters(request, base, changes),
        "search": {"name": "q", "label": _("Cari jabatan atau instansi"), "value": request.GET.get("q", "")},
        "state": _state(request, changes),
        "today": _today(),
        "warn_days": settings.DESK_CONTACT_WARN_DAYS,
        "keep_days": settings.DESK_CONTACT_KEEP_DAYS,
        "may_change": changes,
    }
    return page_or_fragment(request, "agencies/contacts.html", "agencies/_contacts.html", context)


@require_POST
@needs(Right.CONTACTS)
def contacts_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the contacts of the list that still hold as CSV or XLSX; that they were taken is noted."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    rows = _of_kinds(request, _found(request, changes=False)).select_related("agency").order_by(*SORTS["agency"])
    found = list(rows)
    query = request.GET.urlencode()
    actions.note_export(form=form, number=len(found), filters=query, actor=person(request), at=clock.now())
    header = [_("Kode instansi"), _("Instansi"), _("Jabatan"), _("Telepon"), _("Surel"), _("Berlaku sampai")]
    return answer("kontak", header, _cells(found))


@require_http_methods(["GET", "POST"])
@needs(Right.STRUCTURE)
def contact(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Add a contact to an agency, or change one."""
    owner = get_object_or_404(Agency, code=code.lower())
    found = get_object_or_404(Contact, pk=pk, agency=owner) if pk else Contact(agency=owner)
    with editing.alone(request, found):
        form = ContactForm(request.POST or None, instance=found, today=_today())
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["client_id"]
            actions.save_contact(form.save(commit=False), actor=person(request), at=clock.now(), client_id=sent)
            messages.success(request, _("Kontak disimpan."))
            editing.tell_merged(request, form)
            return redirect("agency", code=owner.code)
    context = {"form": form, "agency": owner, "contact": found if pk else None}
    return render(request, "agencies/contact.html", context, status=editing.status(form))


@require_POST
@needs(Right.STRUCTURE)
def remove_contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Delete a contact."""
    found = get_object_or_404(Contact.objects.select_related("agency"), pk=pk, agency__code=code.lower())
    actions.remove_contact(found, actor=person(request), at=clock.now())
    messages.success(request, _("Kontak dihapus."))
    return redirect("agency", code=code)


def _today() -> Any:
    return clock.local(clock.now()).date()


def _state(request: HttpRequest, changes: bool) -> str:
    state = request.GET.get("state", "")
    return state if state in STATES and (changes or state != "expired") else ""


def _found(request: HttpRequest, changes: bool) -> ContactQuerySet:
    today, state = _today(), _state(request, changes)
    rows: ContactQuerySet = Contact.objects.matching(request.GET.get("q", "").replace("\x00", "")[:100])
    if state == "expired":
        return rows.expired(today)
    return rows.ending(today, settings.DESK_CONTACT_WARN_DAYS) if state == "ending" else rows.valid(today)


def _of_kinds(request: HttpRequest, rows: ContactQuerySet) -> ContactQuerySet:
    kinds = [kind for kind in request.GET.getlist("kind") if kind in AgencyKind.values]
    return rows.filter(agency__kind__in=kinds) if kinds else rows


def _filters(request: HttpRequest, base: ContactQuerySet, changes: bool) -> list[dict[str, Any]]:
    counts = dict(base.order_by().values_list("agency__kind").annotate(n=Count("pk")))
    words = {"": _("berlaku"), "ending": _("segera berakhir")}
    if changes:
        words["expired"] = _("sudah berakhir")
    state = _state(request, changes)
    return [
        {
            "name": "state",
            "label": _("Masa berlaku"),
            "single": True,
            "options": [
                {"value": value, "label": word, "count": None, "selected": value == state}
                for value, word in words.items()
            ],
        },
        {
            "name": "kind",
            "label": _("Jenis instansi"),
            "options": [
                {
                    "value": value,
                    "label": label,
                    "count": counts[value],
                    "selected": value in request.GET.getlist("kind"),
                }
                for value, label in AgencyKind.choices
                if value in counts
            ],
        },
    ]


def _cells(rows: list[Contact]) -> Iterator[list[Cell]]:
    for each in rows:
        yield [each.agency.code, each.agency.name, each.role, each.phone, each.email, each.valid_until]
