"""The pages at which an admin invites, changes and disables people."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import clock, editing
from desk.accounts import actions, places
from desk.accounts.access import needs, person
from desk.accounts.forms import PersonForm
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing

SORTS = {
    "name": ("first_name", "username"),
    "username": ("username",),
    "role": ("role", "username"),
    "remit": ("remit", "username"),
    "agency": ("agency__name", "username"),
    "seen": ("last_login", "username"),
}


@require_GET
@needs(Right.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List the people, filtered by role, state and text."""
    found = listing(_filtered(request), request.GET, sorts=SORTS, default="name")
    remits = {user.remit for user in found.page if user.remit}
    context = {
        "listing": found,
        "filters": _filters(request),
        "search": {"name": "q", "label": _("Cari nama, surel, instansi"), "value": request.GET.get("q", "")},
        "regions": places.names(sorted(remits)),
    }
    return page_or_fragment(request, "accounts/people.html", "accounts/_people.html", context)


@require_GET
@needs(Right.PEOPLE)
def people_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    header = [
        _("Nama pengguna"),
        _("Nama"),
        _("Surel"),
        _("Peran"),
        _("Wilayah tugas"),
        _("Instansi"),
        _("Boleh mengesahkan"),
        _("Aktif"),
        _("Terakhir masuk (WIB)"),
    ]
    name = "pengguna" if form == "csv" else _("Pengguna")
    return answer(name, header, _cells(_filtered(request).order_by("username")))


@require_http_methods(["GET", "POST"])
@needs(Right.PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a person: they get a mail with the link at which they set a password."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.invite(form.save(commit=False), actor=person(request), at=clock.now())
        messages.success(
            request,
            _("%(name)s diundang. Tautan dikirim ke %(email)s dan berlaku tiga hari.")
            % {"name": user, "email": user.email},
        )
        return redirect("users")
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@needs(Right.PEOPLE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person."""
    user = get_object_or_404(User.objects.select_related("agency"), pk=pk)
    with editing.alone(request, user):
        form = PersonForm(request.POST or None, instance=user)
        if request.method == "POST" and form.is_valid():
            try:
                actions.change(form.save(commit=False), actor=person(request), at=clock.now())
            except actions.Refused as refusal:
                form.add_error("role", str(refusal))
            else:
                messages.success(request, _("Perubahan pada %(name)s disimpan.") % {"name": user})
                editing.tell_merged(request, form)
                return redirect("users")
    return _form_page(request, form, get_object_or_404(User.objects.select_related("agency"), pk=pk))


@require_POST
@needs(Right.PEOPLE)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable a person (active=0) or enable them again (active=1)."""
    user = get_object_or_404(User, pk=pk)
    try:
        if request.POST.get("active") == "1":
            actions.enable(user, actor=person(request), at=clock.now())
            messages.success(request, _("%(name)s dapat masuk lagi.") % {"name": user})
        else:
            actions.disable(user, actor=person(request), at=clock.now())
            messages.success(
                request, _("%(name)s dinonaktifkan; sesi yang terbuka langsung berakhir.") % {"name": user}
            )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("user", pk=pk)


@require_POST
@needs(Right.PEOPLE)
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a person the link for a password once more."""
    user = get_object_or_404(User, pk=pk)
    try:
        actions.invite_again(user, actor=person(request), at=clock.now())
        messages.success(request, _("Undangan dikirim lagi ke %(email)s.") % {"email": user.email})
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("user", pk=pk)


def _form_page(request: HttpRequest, form: PersonForm, user: User | None) -> HttpResponse:
    context = {"form": form, "person": user, "regions": places.choices(), "own": user == person(request)}
    return render(request, "accounts/person.html", context, status=editing.status(form))


def _filtered(request: HttpRequest) -> QuerySet[User]:
    rows = User.objects.select_related("agency").matching(request.GET.get("q", "")[:100])
    roles = [role for role in request.GET.getlist("role") if role in Role.values or role == "none"]
    if roles:
        rows = rows.filter(role__in=["" if role == "none" else role for role in roles])
    state = request.GET.get("state", "")
    if state in {"active", "disabled"}:
        rows = rows.filter(is_active=state == "active")
    return rows


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    counts = {
        (row["role"], row["is_active"]): row["n"]
        for row in User.objects.values("role", "is_active").annotate(n=Count("pk"))
    }
    chosen, state = request.GET.getlist("role"), request.GET.get("state", "")
    return [
        {
            "name": "role",
            "label": _("Peran"),
            "options": [
                {
                    "value": value or "none",
                    "label": label,
                    "count": sum(n for (role, _active), n in counts.items() if role == value),
                    "selected": (value or "none") in chosen,
                }
                for value, label in Role.choices
            ],
        },
        {
            "name": "state",
            "label": _("Status"),
            "single": True,
            "options": [
                {
                    "value": value,
                    "label": label,
                    "count": sum(n for (_role, active), n in counts.items() if active == (value == "active")),
                    "selected": state == value,
                }
                for value, label in (("active", _("aktif")), ("disabled", _("nonaktif")))
            ],
        },
    ]


def _cells(rows: QuerySet[User]) -> Iterator[list[Cell]]:
    for user in rows.iterator(chunk_size=500):
        yield [
            user.username,
            user.get_full_name(),
            user.email,
            user.get_role_display(),
            user.remit,
            user.agency.name if user.agency else "",
            user.may_authorise,
            user.is_active,
            user.last_login,
        ]
