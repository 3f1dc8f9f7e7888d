"""Pages of hazard zones: handing a file in, following the check, the preview, proposing, accepting, taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.export import csv_response, xlsx_response
from desk.files.access import door
from desk.files.models import StoredFile
from desk.listing import listing
from risks import rules, zone_reading
from risks.actions import list_proposals, zone_undo, zones
from risks.kinds import GRADES, Standing
from risks.models import HazardLayer
from risks.zone_forms import ZoneForm, ZoneUndoForm
from risks.zone_regions import by_regency
from risks.zone_scope import may_act, may_undo, readable
from tps.kinds import ImportState
from tps.middleware import election_for

SORTS = {
    "uploaded": ("uploaded_at", "pk"),
    "name": ("name", "-version"),
    "kind": ("kind", "-uploaded_at"),
    "source": ("source__code", "-uploaded_at"),
}
NAMED = 5  # risks that a message names one by one
HEADER = (
    "nomor", "nama", "versi", "jenis", "sumber", "keadaan_per", "status", "zona_dibaca", "zona_ditolak", "tps_di_dalam",
    "diusulkan", "berkas", "sha256", "pengunggah", "diunggah_wib", "diusulkan_wib", "dibatalkan_wib",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def hazards(request: HttpRequest) -> HttpResponse:
    """List the zones that were handed in, and take a new file."""
    user, election = person(request), election_for(request)
    sent = request.method == "POST"
    form = ZoneForm(
        request.POST if sent else None, request.FILES if sent else None, user=user, initial=_like(request, user)
    )
    if sent and election and form.is_valid():
        source = form.cleaned_data["source"]
        require(user.role != Role.LIAISON or user.may(Right.IMPORT, agency=source.code))
        wish = form.wish(election, user.remit if user.scope(Right.IMPORT) is Scope.REMIT else "")
        made = zones.upload(wish, form.cleaned_data["file"], actor=user, at=clock.now())
        return redirect("hazard", made.pk)
    found = listing(readable(user), request.GET, sorts=SORTS, default="-uploaded")
    context = {"election": election, "form": form, "page": found.page, "proposing": user.role == Role.LIAISON}
    return render(request, "zones/list.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Right.IMPORT)
def hazards_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed layers as CSV or XLSX."""
    answer = csv_response if kind == "csv" else xlsx_response
    rows = readable(person(request)).order_by("-uploaded_at")
    return answer("zona-bahaya", HEADER, (_line(each) for each in rows.iterator(chunk_size=200)))


@require_safe
@needs(Right.IMPORT)
def hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one layer at whatever step it is: progress, refusal, preview on map and in tables, proposals, report."""
    user = person(request)
    found = get_object_or_404(readable(user), pk=pk)
    said = found.proposals.observations if found.proposals else None
    waiting = said.filter(standing=Standing.PROPOSED).count() if said is not None else 0
    box = zone_reading.bounds(found) if found.read is not None else None
    regions = by_regency(found.report, request.GET.get("region", ""))
    context = {
        "found": found,
        "report": found.report,
        "accepted": found.read is not None and found.standing in {ImportState.CHECKED, ImportState.APPLIED},
        "regions": regions,
        "unplaced": sum(found.report.get("unplaced", {}).values()),
        "box": ",".join(str(edge) for edge in box) if box else "",
        "mapping": _mapping(found),
        "unmapped": found.standing == ImportState.CHECKED and not found.report.get("zones") and bool(_mapping(found)),
        "grades": [(grade.value, grade.label) for grade in GRADES[found.kind]],
        "waiting": waiting,
        "may_act": may_act(user, found),
        "may_accept": waiting > 0 and user.may_somewhere(Right.JUDGE_RISK),
        "undo_form": ZoneUndoForm() if found.state == ImportState.APPLIED and may_undo(user, found) else None,
        "here": request.get_full_path(),
    }
    return render(request, "zones/detail.html", context)


@require_POST
@needs(Right.IMPORT)
def hazard_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose, map grades, cancel, try again; accept or decline what was proposed; take it back."""
    user, at = person(request), clock.now()
    found = get_object_or_404(readable(user), pk=pk)
    action = request.POST.get("action", "")
    if action in {"accept", "decline"}:
        require(found.proposals is not None and user.may_somewhere(Right.JUDGE_RISK))
        _judge(request, found, user, accept=action == "accept")
        return redirect("hazard", pk)
    if action == "undo":
        require(may_undo(user, found))
        _undo(request, found, user)
        return redirect("hazard", pk)
    require(may_act(user, found))
    if action == "propose":
        done, sentence = zones.confirm(found, actor=user, at=at), _("Usulan sedang ditulis.")
    elif action == "map":
        done, sentence = zones.remap(found, _chosen(request, found), actor=user, at=at), _("Zona diperiksa lagi.")
    elif action == "retry":
        done, sentence = zones.retry(found, actor=user, at=at), _("Pemeriksaan dicoba lagi.")
    elif action == "cancel":
        done, sentence = zones.cancel(found, actor=user, at=at), _("Dibatalkan; tidak ada yang diusulkan.")
    else:
        done, sentence = False, ""
    if done:
        messages.success(request, sentence)
    else:
        messages.info(request, _("Keadaan zona ini sudah berubah; lihat statusnya di bawah."))
    return redirect("hazard", pk)


@door
def opens_zone_files(user: User, stored: StoredFile) -> bool:
    """Let those who see a layer open its file."""
    return user.may_somewhere(Right.IMPORT) and readable(user).filter(file=stored).exists()


def _judge(request: HttpRequest, found: HazardLayer, user: User, *, accept: bool) -> None:
    within = "" if user.scope(Right.JUDGE_RISK) is Scope.ALL else user.remit
    made, at = found.proposals, clock.now()
    require(made is not None)
    if made is None:
        return
    if not accept:
        number = list_proposals.decline_proposals(made, within=within, actor=user, at=at)
        words = ngettext("%(n)d usulan tidak diterima.", "%(n)d usulan tidak diterima.", number)
        messages.success(request, words % {"n": number})
        return
    number, opened = list_proposals.accept_proposals(made, within=within, actor=user, at=at)
    if number:
        words = _("%(accepted)d usulan diterima; %(opened)d risiko baru dibuka dan menunggu verifikasi.")
        messages.success(request, words % {"accepted": number, "opened": opened})
    else:
        messages.warning(request, _("Tidak ada usulan di wilayah tugas Anda yang masih menunggu."))


def _undo(request: HttpRequest, found: HazardLayer, user: User) -> None:
    form = ZoneUndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Sebutkan mengapa usulan ini dibatalkan; belum ada yang diubah."))
        return
    try:
        taken = zone_undo.undo(found, actor=user, at=clock.now(), reason=form.cleaned_data["reason"])
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
        return
    if taken is None:
        messages.info(request, _("Zona ini tidak sedang diusulkan; tidak ada yang diubah."))
        return
    messages.success(request, _("Usulan dari zona ini ditarik kembali; risiko yang hanya berasal darinya dihapus."))
    if taken.lowered:
        words = ngettext(
            "Keparahan %(n)d risiko yang dinaikkan zona ini kembali seperti sebelumnya.",
            "Keparahan %(n)d risiko yang dinaikkan zona ini kembali seperti sebelumnya.",
            taken.lowered,
        )
        messages.success(request, words % {"n": taken.lowered})
    if taken.left:
        words = ngettext(
            "%(n)d risiko yang dinaikkan zona ini sudah ditangani orang sesudahnya, jadi keparahannya dibiarkan: "
            "%(numbers)s. Periksa satu per satu.",
            "%(n)d risiko yang dinaikkan zona ini sudah ditangani orang sesudahnya, jadi keparahannya dibiarkan: "
            "%(numbers)s. Periksa satu per satu.",
            len(taken.left),
        )
        more = ", …" if len(taken.left) > NAMED else ""
        numbers = ", ".join(taken.left[:NAMED]) + more
        messages.warning(request, words % {"n": len(taken.left), "numbers": numbers})


def _like(request: HttpRequest, user: User) -> dict[str, Any]:
    """Give what was filled in for the layer in ?like=, whose file was refused, so that only the file is chosen anew."""
    given = request.GET.get("like", "")
    known = given.isascii() and given.isdigit() and len(given) < 19
    found = readable(user).filter(pk=given).select_related("source").first() if known else None
    words = ("kind", "name", "observed_on", "grade", "grade_field", "radius", "crs")
    return (
        {"source": found.source.code, **{word: getattr(found, word) for word in words if getattr(found, word)}}
        if found
        else {}
    )


def _mapping(found: HazardLayer) -> list[dict[str, Any]]:
    return [{**each, "field": f"grade-{place}"} for place, each in enumerate(found.report.get("mapping", []))]


def _chosen(request: HttpRequest, found: HazardLayer) -> dict[str, str]:
    known = {str(grade.value) for grade in GRADES[found.kind]}
    given = {each["value"]: request.POST.get(each["field"], "") for each in _mapping(found)}
    return {value: grade for value, grade in given.items() if grade in known}


def _line(found: HazardLayer) -> tuple[Any, ...]:
    return (
        found.pk,
        found.name,
        found.version,
        found.kind,
        found.source.code,
        found.observed_on,
        found.standing,
        found.read,
        found.rejected,
        found.inside,
        found.created if found.state == ImportState.APPLIED else None,
        found.file.name,
        found.file.sha256,
        found.uploaded_by.get_username() if found.uploaded_by else "",
        found.uploaded_at,
        found.applied_at,
        found.undone_at,
    )
