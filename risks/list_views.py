"""Pages of lists that agencies hand in: upload, progress, preview, confirmation, report, accepting of proposals."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.files.access import door
from desk.files.models import StoredFile
from desk.listing import listing
from risks.actions import list_proposals, list_undo
from risks.actions import lists as actions
from risks.claims_region import named
from risks.kinds import Grade, Kind, Standing
from risks.list_columns import FIELDS, LABELS
from risks.list_forms import ListForm, ListMappingForm, UndoForm
from risks.list_reading import names_of
from risks.models import HazardLayer, ListImport
from risks.rules import Refused
from tps.kinds import ImportState
from tps.middleware import election_for
from tps.models import Region

SORTS = {"uploaded": ("-uploaded_at", "pk"), "source": ("source__code", "-uploaded_at")}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def lists(request: HttpRequest) -> HttpResponse:
    """List the lists that were handed in, and take a new one."""
    user = person(request)
    election = election_for(request)
    sent = request.method == "POST"
    form = ListForm(request.POST if sent else None, request.FILES if sent else None, user=user)
    if sent and election and form.is_valid():
        data = form.cleaned_data
        require(user.role != Role.LIAISON or user.may(Right.IMPORT, agency=data["source"].code))
        made = actions.upload(
            data["file"],
            election,
            data["source"],
            remit=_remit(user),
            proposal=user.role == Role.LIAISON,
            client_id=data["client_id"],
            actor=user,
            at=clock.now(),
        )
        return redirect("list-import", pk=made.pk)
    found = listing(_readable(user), request.GET, sorts=SORTS, default="uploaded")
    context = {
        "election": election,
        "form": form,
        "page": found.page,
        "proposing": user.role == Role.LIAISON,
        "tabs": _tabs(),
        "kinds": Kind.choices,
    }
    return render(request, "risks/lists.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Right.IMPORT)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list: how far it is, what it would do, what it did, and which rows were rejected."""
    return show(request, get_object_or_404(_readable(person(request)), pk=pk))


def show(request: HttpRequest, made: ListImport, form: ListMappingForm | None = None) -> HttpResponse:
    """Show one list; `form` is a refused choice of columns, whose sentences are shown beside its fields."""
    user = person(request)
    waiting = made.observations.filter(standing=Standing.PROPOSED).count() if made.proposal else 0
    may_act = _may_act(user, made)
    own = not HazardLayer.objects.filter(proposals=made).exists()
    since = made.report.get("mapping_from")
    undoable = may_act and own and made.state == ImportState.APPLIED
    context = {
        "made": made,
        "picture": _picture(made.report.get("picture", [])),
        "page_url": reverse("list-import", args=[made.pk]),
        "may_act": may_act,
        "may_accept": waiting > 0 and user.may_somewhere(Right.JUDGE_RISK),
        "waiting": waiting,
        "remit": named(made.remit),
        "errors_head": _errors(made),
        "tabs": _tabs(),
        "names": names_of(made) if made.pending is not None and not made.running else {},
        "mapping": (form or ListMappingForm(made)) if may_act and actions.mappable(made) else None,
        "mapping_from": {"at": datetime.fromisoformat(since["at"]), "by": since["by"]} if since else None,
        "taken": [(LABELS.get(field, field), column) for field, column in made.report.get("columns", {}).items()],
        "fixed": _fixed(made),
        "words": [
            {**each, "label": Grade(each["grade"]).label if each["grade"] else ""}
            for each in made.report.get("words", [])
        ],
        "undo": list_undo.reach(made) if undoable else None,
        "reason": UndoForm(),
    }
    return render(request, "risks/list_import.html", context, status=422 if form is not None else 200)


@require_POST
@needs(Right.IMPORT)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, cancel or try again an import; accept or decline the proposals of a liaison's list."""
    user, at = person(request), clock.now()
    made = get_object_or_404(_readable(user), pk=pk)
    action = request.POST.get("action", "")
    if action in {"accept", "decline"}:
        require(made.proposal and user.may_somewhere(Right.JUDGE_RISK))
        _judge(request, made, action, user)
        return redirect("list-import", pk=pk)
    require(_may_act(user, made))
    if action == "undo":
        _undo(request, made, user)
        return redirect("list-import", pk=pk)
    if action == "confirm":
        done, sentence = actions.confirm(made, actor=user, at=at), _("Pemuatan dimulai.")
    elif action == "retry":
        done, sentence = actions.retry(made, actor=user, at=at), _("Impor dicoba lagi.")
    else:
        done, sentence = actions.cancel(made, at=at), _("Impor dibatalkan; tidak ada yang dimuat.")
    if done:
        messages.success(request, sentence)
    else:
        messages.info(request, _("Keadaan impor ini sudah berubah; lihat statusnya di bawah."))
    return redirect("list-import", pk=pk)


@door
def errors_of_list(user: User, stored: StoredFile) -> bool:
    """Let those who see an import open its file and the file of its rejected rows."""
    if not user.may_somewhere(Right.IMPORT):
        return False
    rows = _readable(user)
    return rows.filter(errors_file=stored).exists() or rows.filter(file=stored).exists()


def _judge(request: HttpRequest, made: ListImport, action: str, user: User) -> None:
    within = "" if user.scope(Right.JUDGE_RISK) is Scope.ALL else user.remit
    if action == "decline":
        declined = list_proposals.decline_proposals(made, within=within, actor=user, at=clock.now())
        words = ngettext("%(n)d usulan tidak diterima.", "%(n)d usulan tidak diterima.", declined)
        messages.success(request, words % {"n": declined})
        return
    accepted, opened = list_proposals.accept_proposals(made, within=within, actor=user, at=clock.now())
    if accepted:
        words = _("%(accepted)d usulan diterima; %(opened)d risiko baru dibuka dan menunggu verifikasi.")
        messages.success(request, words % {"accepted": accepted, "opened": opened})
    else:
        messages.warning(request, _("Tidak ada usulan di wilayah tugas Anda yang masih menunggu."))


def _undo(request: HttpRequest, made: ListImport, user: User) -> None:
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Daftar belum ditarik kembali: isi alasannya."))
        return
    require(not HazardLayer.objects.filter(proposals=made).exists())
    try:
        done = list_undo.undo(made, actor=user, at=clock.now(), reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if done:
        messages.success(request, _("Isi daftar ini ditarik kembali seluruhnya; berkasnya tetap tersimpan."))


def _errors(made: ListImport) -> list[tuple[Any, ...]]:
    """Give the first rejected rows, each naming the column as the file does, else as the page does."""
    columns = made.report.get("columns", {})
    named = [(row, FIELDS.get(field, field), value, reason) for row, field, value, reason in made.errors_head]
    return [(row, columns.get(field) or LABELS.get(field, field), value, reason) for row, field, value, reason in named]


def _fixed(made: ListImport) -> list[tuple[str, str]]:
    """Give what a person has said for the whole list, in words."""
    given = made.choices
    day = date.fromisoformat(given["day"]) if given.get("day") else None
    found = [
        (_("Jenis untuk seluruh daftar"), str(Kind(given["kind"]).label) if given.get("kind") else ""),
        (_("Tingkat untuk seluruh daftar"), str(Grade(given["grade"]).label) if given.get("grade") else ""),
        (_("Tanggal untuk seluruh daftar"), date_format(day, "j F Y") if day else ""),
        (_("Baris tanpa nomor TPS"), _("berlaku untuk seluruh desa/kelurahan") if given.get("whole") else ""),
    ]
    return [(label, value) for label, value in found if value]


def decidable(request: HttpRequest, pk: int) -> ListImport:
    """Give a list about which this person may decide: their own, or any for an admin."""
    user = person(request)
    made: ListImport = get_object_or_404(_readable(user), pk=pk)
    require(_may_act(user, made))
    return made


def _readable(user: User) -> Any:
    rows = ListImport.objects.select_related("election", "source", "file", "errors_file", "job", "uploaded_by")
    if user.role == Role.LIAISON:
        return rows.filter(source=user.agency_id)
    return rows


def _remit(user: User) -> str:
    return user.remit if user.scope(Right.IMPORT) is Scope.REMIT else ""


def _may_act(user: User, made: ListImport) -> bool:
    return user.role == Role.ADMIN or made.uploaded_by_id == user.pk


def _picture(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put names to the kinds, grades and regencies of a report."""
    names = dict(Region.objects.filter(code__in={row["regency"] for row in rows}).values_list("code", "name"))
    return [
        {
            **row,
            "kind_label": Kind(row["kind"]).label,
            "grade_label": Grade(row["grade"]).label if row["grade"] else "–",
            "regency_name": names.get(row["regency"], row["regency"]),
        }
        for row in rows
    ]


def _tabs() -> list[dict[str, Any]]:
    tabs = [{"url": reverse("list-imports"), "label": _("Daftar risiko"), "current": True}]
    try:
        return [{"url": reverse("imports"), "label": _("Daftar TPS"), "current": False}, *tabs]
    except NoReverseMatch:
        return tabs
