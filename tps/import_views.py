"""Pages of the import road: hand a roster in, follow the check, agree, read the report."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.export import Cell, csv_response, xlsx_response
from desk.files.access import door
from desk.files.models import StoredFile
from desk.listing import listing
from tps.actions import rosters
from tps.columns import LABELS
from tps.kinds import FindingKind, ImportState
from tps.middleware import election_for
from tps.models import RosterFinding, RosterImport
from tps.querysets import RosterImportQuerySet
from tps.roster_forms import MappingForm, RosterForm

SORTS = {
    "uploaded": ("uploaded_at", "pk"),
    "file": ("file__name", "-uploaded_at"),
    "election": ("election__name", "-uploaded_at"),
    "rejected": ("rejected", "-uploaded_at"),
}
PER_PAGE = 25
HEADER = (
    "nomor",
    "berkas",
    "sha256",
    "pemilihan",
    "status",
    "dibaca",
    "baru",
    "berubah",
    "tetap",
    "ditolak",
    "tidak_ada_di_berkas",
    "pengunggah",
    "diunggah_wib",
    "dimuat_wib",
)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def roster_list(request: HttpRequest) -> HttpResponse:
    """List the rosters handed in, and take a new one."""
    user = person(request)
    if not may_import(user):
        # An agency's liaison hands in lists of risks, never a roster.
        require(request.method != "POST")
        return render(request, "imports/closed.html", {"tabs": tabs("imports")})
    form = RosterForm(request.POST or None, request.FILES or None, initial=_chosen_election(request))
    if request.method == "POST" and form.is_valid():
        roster = rosters.upload(
            form.cleaned_data["file"],
            form.cleaned_data["election"],
            source=form.cleaned_data["source"],
            place=place_of(user),
            client_id=form.cleaned_data["client_id"],
            actor=user,
            at=clock.now(),
        )
        return redirect("import", roster.pk)
    state = request.GET.get("state", "")
    found = listing(_wanted(request), request.GET, sorts=SORTS, default="-uploaded", per_page=PER_PAGE)
    context = {
        "form": form,
        "page": found.page,
        "tabs": tabs("imports"),
        "place": place_of(user),
        "filters": [_state_filter(state)],
        "narrowed": state in ImportState.values,
    }
    return render(request, "imports/list.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Right.IMPORT)
def roster_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed imports as CSV or XLSX."""
    require(may_import(person(request)))
    answer = csv_response if kind == "csv" else xlsx_response
    return answer("impor-tps", HEADER, (_line(roster) for roster in _wanted(request).order_by("-uploaded_at")))


@require_safe
@needs(Right.IMPORT)
def roster_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one roster at whatever step it is: progress, preview, refusal or report."""
    require(may_import(person(request)))
    roster = get_object_or_404(RosterImport.objects.for_undo().select_related("job", "source"), pk=pk)
    return show(request, roster)


def show(request: HttpRequest, roster: RosterImport, form: MappingForm | None = None) -> HttpResponse:
    """Show one roster; `form` is a refused choice of columns, whose sentences are shown beside its fields."""
    user = person(request)
    may = may_decide(user, roster)
    mappable = may and roster.state in rosters.MAPPABLE and bool(roster.report.get("header"))
    since = roster.report.get("mapping_from")
    same = RosterImport.objects.filter(
        election=roster.election, file__sha256=roster.file.sha256, state=ImportState.APPLIED
    ).exclude(pk=roster.pk)
    context = {
        "roster": roster,
        "report": roster.report,
        "accepted": (roster.read or 0) - (roster.rejected or 0),
        "earlier": same.order_by("-applied_at").first() if roster.state == ImportState.CHECKED else None,
        "may_decide": may,
        "mapping": (form or MappingForm(roster)) if mappable else None,
        "mapping_from": {"at": datetime.fromisoformat(since["at"]), "by": since["by"]} if since else None,
        "taken": [(LABELS.get(field, field), column) for field, column in roster.report.get("columns", {}).items()],
        "findings": _findings(roster),
        "kept": roster.kept.count(),
        "here": reverse("import", args=[roster.pk]),
    }
    return render(request, "imports/detail.html", context, status=422 if form is not None else 200)


@require_POST
@needs(Right.IMPORT)
def roster_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Load a checked roster."""
    roster = _decidable(request, pk)
    if not rosters.confirm(roster, actor=person(request), at=clock.now()):
        messages.info(request, _("Berkas ini sudah dimuat atau sudah dibatalkan; tidak ada yang diulang."))
    return redirect("import", pk)


@require_POST
@needs(Right.IMPORT)
def roster_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a roster at whatever step it is."""
    roster = _decidable(request, pk)
    if rosters.cancel(roster, at=clock.now()):
        messages.success(request, _("Impor dibatalkan. Tidak ada TPS yang diubah; berkasnya tetap tersimpan."))
    else:
        messages.info(request, _("Impor ini sudah berakhir; tidak ada yang dibatalkan."))
    return redirect("import", pk)


@require_POST
@needs(Right.IMPORT)
def roster_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed step again."""
    rosters.retry(_decidable(request, pk), actor=person(request), at=clock.now())
    return redirect("import", pk)


@door
def opens_roster_files(user: User, stored: StoredFile) -> bool:
    """Let those who may import rosters open their files and their lists of rejected rows."""
    if not may_import(user):
        return False
    found = RosterImport.objects.filter(Q(file=stored) | Q(errors_file=stored)).exists()
    return found or RosterFinding.objects.filter(file=stored).exists()


def may_import(user: User) -> bool:
    """Tell whether this person may hand in rosters at all."""
    return user.scope(Right.IMPORT) in {Scope.ALL, Scope.REMIT}


def may_decide(user: User, roster: RosterImport) -> bool:
    """Tell whether this person may load or stop a roster: its own, or one for a place in their remit."""
    return may_import(user) and (roster.uploaded_by_id == user.pk or user.may(Right.IMPORT, place=roster.place))


def place_of(user: User) -> str:
    """Give the dotted region code outside which this person's rows are refused, "" for none."""
    return "" if user.scope(Right.IMPORT) is Scope.ALL else user.remit


def tabs(current: str) -> list[dict[str, Any]]:
    """Give the tabs of the import pages; the lists of risks are another app's page, shown where it exists."""
    found = []
    for name, label in (("imports", _("Daftar TPS")), ("list-imports", _("Daftar risiko"))):
        try:
            found.append({"url": reverse(name), "label": label, "current": name == current})
        except NoReverseMatch:
            continue
    return found


def _findings(roster: RosterImport) -> list[dict[str, Any]]:
    """Give each kind of finding: how many with the way to their list, or why nobody could look for it."""
    if "unjudged" not in roster.report:
        return []
    counts = dict(roster.findings.values_list("kind", "count"))
    lacks = {
        "no-positions": _("berkas tanpa posisi"),
        "no-boundaries": _("batas resmi belum dimuat"),
        "no-voters": _("berkas tanpa jumlah pemilih"),
    }
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "count": counts.get(kind.value, 0),
            "lacking": lacks.get(roster.report["unjudged"].get(kind.value, "")),
        }
        for kind in FindingKind
    ]


def _wanted(request: HttpRequest) -> RosterImportQuerySet:
    rows: RosterImportQuerySet = RosterImport.objects.for_table()
    state = request.GET.get("state", "")
    return rows.standing(state) if state in ImportState.values else rows


def _line(roster: RosterImport) -> tuple[Cell, ...]:
    return (
        roster.pk,
        roster.file.name,
        roster.file.sha256,
        roster.election.code,
        roster.standing,
        roster.read,
        roster.created,
        roster.updated,
        roster.unchanged,
        roster.rejected,
        roster.missing,
        roster.uploaded_by.get_username() if roster.uploaded_by else "",
        roster.uploaded_at,
        roster.applied_at,
    )


def _decidable(request: HttpRequest, pk: int) -> RosterImport:
    roster = get_object_or_404(RosterImport.objects.select_related("job"), pk=pk)
    require(may_decide(person(request), roster))
    return roster


def _chosen_election(request: HttpRequest) -> dict[str, Any]:
    election = election_for(request)
    return {"election": election.pk} if election else {}


def _state_filter(state: str) -> dict[str, Any]:
    options: list[dict[str, Any]] = [{"value": "", "label": _("Semua"), "count": None, "selected": not state}]
    for each in ImportState:
        options.append({"value": each.value, "label": each.label, "count": None, "selected": each.value == state})
    return {"name": "state", "label": _("Status"), "options": options, "single": True}
