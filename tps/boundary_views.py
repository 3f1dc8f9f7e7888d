"""Pages of official boundaries: what is in force, handing a file in, following the check, agreeing, taking back."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.files.access import door
from desk.files.models import StoredFile
from desk.listing import listing
from tps import boundaries
from tps.actions import boundaries as actions
from tps.boundary_forms import BoundaryForm, UndoForm
from tps.boundary_querysets import BoundarySetQuerySet
from tps.kinds import ImportState, Level
from tps.models import BoundarySet, Region

SORTS = {
    "uploaded": ("uploaded_at", "pk"),
    "file": ("file__name", "-uploaded_at"),
    "from": ("valid_from", "-uploaded_at"),
    "source": ("source", "-uploaded_at"),
}
PER_PAGE = 25
HEADER = (
    "nomor", "berkas", "sha256", "status", "sumber", "lisensi", "berlaku_sejak", "dibaca", "baru", "berubah", "tetap",
    "ditolak", "pengunggah", "diunggah_wib", "dimuat_wib", "dibatalkan_wib",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def boundary_list(request: HttpRequest) -> HttpResponse:
    """Show whose boundaries are in force and which files came; whoever may change regions hands one in here."""
    user = person(request)
    may_change = user.may_somewhere(Right.STRUCTURE)
    require(may_change or request.method != "POST")
    today = clock.local(clock.now()).date()
    form = BoundaryForm(request.POST or None, request.FILES or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        found = actions.upload(form.wish(), form.cleaned_data["file"], actor=user, at=clock.now())
        return redirect("boundary", found.pk)
    state = request.GET.get("state", "")
    listed = listing(_wanted(request), request.GET, sorts=SORTS, default="-uploaded", per_page=PER_PAGE)
    context = {
        "form": form if may_change else None,
        "levels": _levels(today),
        "page": listed.page,
        "filters": [_state_filter(state)],
        "narrowed": state in ImportState.values,
    }
    refused = request.method == "POST"
    return render(request, "boundaries/list.html", context, status=422 if refused else 200)


@require_safe
@needs(Right.READ)
def boundary_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed files as CSV or XLSX."""
    answer = csv_response if kind == "csv" else xlsx_response
    return answer("batas-wilayah", HEADER, (_line(each) for each in _wanted(request).order_by("-uploaded_at")))


@require_safe
@needs(Right.READ)
def boundary_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file at whatever step it is: progress, preview, refusal or report."""
    found = get_object_or_404(BoundarySet.objects.select_related("file", "job", "uploaded_by"), pk=pk)
    may_change = person(request).may_somewhere(Right.STRUCTURE)
    context = {
        "found": found,
        "report": found.report,
        "accepted": (found.created or 0) + (found.updated or 0) + (found.unchanged or 0),
        "fresh": (found.created or 0) + (found.updated or 0),
        "levels": _named(found.report),
        "in_force": _in_force(found) if found.applied_at else None,
        "earlier": boundaries.same_file(found) if found.state == ImportState.CHECKED else None,
        "may_change": may_change,
        "undo_form": UndoForm() if may_change and found.state == ImportState.APPLIED else None,
        "here": request.get_full_path(),
    }
    return render(request, "boundaries/detail.html", context)


@require_POST
@needs(Right.STRUCTURE)
def boundary_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Load a checked file."""
    found = get_object_or_404(BoundarySet, pk=pk)
    if not actions.confirm(found, actor=person(request), at=clock.now()):
        messages.info(request, _("Berkas ini sudah dimuat atau sudah dibatalkan; tidak ada yang diulang."))
    return redirect("boundary", pk)


@require_POST
@needs(Right.STRUCTURE)
def boundary_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a file at whatever step it is."""
    found = get_object_or_404(BoundarySet.objects.select_related("job"), pk=pk)
    if actions.cancel(found, actor=person(request), at=clock.now()):
        messages.success(request, _("Impor dibatalkan. Tidak ada batas yang diubah; berkasnya tetap tersimpan."))
    else:
        messages.info(request, _("Impor ini sudah berakhir; tidak ada yang dibatalkan."))
    return redirect("boundary", pk)


@require_POST
@needs(Right.STRUCTURE)
def boundary_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed step again."""
    found = get_object_or_404(BoundarySet.objects.select_related("job"), pk=pk)
    actions.retry(found, actor=person(request), at=clock.now())
    return redirect("boundary", pk)


@require_POST
@needs(Right.STRUCTURE)
def boundary_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a loaded file back, with a reason."""
    found = get_object_or_404(BoundarySet, pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Sebutkan mengapa batas wilayah ini dibatalkan; belum ada yang diubah."))
    elif actions.undo(found, actor=person(request), at=clock.now(), reason=form.cleaned_data["reason"]):
        messages.success(request, _("Batas dari berkas ini tidak berlaku lagi; versi sebelumnya berlaku kembali."))
    else:
        messages.info(request, _("Berkas ini tidak sedang berlaku; tidak ada yang diubah."))
    return redirect("boundary", pk)


@door
def opens_boundary_files(user: User, stored: StoredFile) -> bool:
    """Let those who may change regions open the files of boundaries."""
    return user.may_somewhere(Right.STRUCTURE) and BoundarySet.objects.filter(file=stored).exists()


def _wanted(request: HttpRequest) -> BoundarySetQuerySet:
    rows: BoundarySetQuerySet = BoundarySet.objects.for_table()
    state = request.GET.get("state", "")
    return rows.standing(state) if state in ImportState.values else rows


def _levels(today: Any) -> list[dict[str, Any]]:
    """Give each level with whose boundaries are in force and how many regions have none."""
    totals = dict(Region.objects.order_by().values_list("level").annotate(Count("pk")))
    sources = boundaries.sources(today)
    found = []
    for level in Level:
        own = [each for each in sources if each["level"] == level]
        covered = sum(each["regions"] for each in own)
        found.append(
            {"label": level.label, "sources": own, "covered": covered, "total": totals.get(level, 0), "joined": False}
        )
    for upper, lower in zip(found[-2::-1], found[:0:-1], strict=True):
        whole = lower["joined"] or lower["covered"] == lower["total"]
        upper["joined"] = bool(not upper["covered"] and lower["total"] and whole)
    return found


def _named(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the levels of a report with their words, overlaps and gaps."""
    pairs = report.get("neighbours", {})
    return [
        {**each, "label": Level(each["level"]).label, **pairs.get(each["level"], {})}
        for each in report.get("levels", [])
    ] + [{"label": Level(level).label, "absent": True} for level in report.get("missing_levels", [])]


def _in_force(found: BoundarySet) -> int:
    return int(found.boundaries.in_force(clock.local(clock.now()).date()).count())


def _line(found: BoundarySet) -> tuple[Cell, ...]:
    return (
        found.pk,
        found.file.name,
        found.file.sha256,
        found.standing,
        found.source,
        found.licence,
        found.valid_from,
        found.read,
        found.created,
        found.updated,
        found.unchanged,
        found.rejected,
        found.uploaded_by.get_username() if found.uploaded_by else "",
        found.uploaded_at,
        found.applied_at,
        found.undone_at,
    )


def _state_filter(state: str) -> dict[str, Any]:
    options: list[dict[str, Any]] = [{"value": "", "label": _("Semua"), "count": None, "selected": not state}]
    for each in ImportState:
        options.append({"value": each.value, "label": each.label, "count": None, "selected": each.value == state})
    return {"name": "state", "label": _("Status"), "options": options, "single": True}
