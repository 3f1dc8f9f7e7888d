"""Pages beside an import: its columns, the lists of what its quality report counts, and the corrections that stood."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.listing import listing
from tps import corrections
from tps.actions import rosters
from tps.actions.corrections import accept
from tps.columns import FIELDS
from tps.findings import FAR_KM
from tps.import_views import may_decide, may_import, show
from tps.kinds import CorrectedField, FindingKind, ImportState
from tps.models import KeptCorrection, RosterFinding, RosterImport
from tps.roster_forms import MappingForm

PER_PAGE = 50
SORTS = {"station": ("station__code", "field"), "field": ("field", "station__code")}
TOLD: dict[str, Any] = {
    FindingKind.UNKNOWN_VILLAGE: gettext_lazy(
        "Baris dari desa ini ditolak. Periksa kodenya; bila desanya memang ada, tambahkan wilayahnya atau kode lamanya "
        "di halaman Wilayah, lalu periksa lagi berkas ini."
    ),
    FindingKind.GAP: gettext_lazy(
        "Penomoran TPS di desa ini meloncati nomor. Nomor 901 ke atas (lokasi khusus) tidak ikut dihitung."
    ),
    FindingKind.DUPLICATE: gettext_lazy("Baris ini ditolak karena nomornya di desa yang sama sudah dipakai."),
    FindingKind.OLD_CODE: gettext_lazy("TPS ini memakai kode desa yang sudah diganti; desanya yang sekarang di sini."),
    FindingKind.SPECIAL: gettext_lazy("TPS di lokasi khusus, misalnya lembaga pemasyarakatan."),
    FindingKind.UNPLACED: gettext_lazy(
        "Tanpa posisi dari berkas ini dan tanpa posisi sebelumnya: di peta digambar di pusat kecamatan, sebagai "
        "perkiraan."
    ),
    FindingKind.OUTSIDE: gettext_lazy("Posisi lebih dari 110 m di luar batas resmi desanya, atau wilayah di atasnya."),
    FindingKind.FAR: gettext_lazy(
        "Posisi lebih jauh dari %(km)d km dari pusat kecamatannya; mungkin di kabupaten atau provinsi lain. Pusat "
        "kecamatan sendiri hanya perkiraan."
    ),
    FindingKind.SEA: gettext_lazy(
        "Posisi lebih dari 2 km di luar garis pantai yang kasar; pulau kecil dapat ikut tercantum. Periksa di peta."
    ),
    FindingKind.SAME_POINT: gettext_lazy("Beberapa TPS di titik yang sama: wajar di satu gedung, tetapi periksa."),
    FindingKind.TOO_MANY: gettext_lazy(
        "Pemilih lebih banyak daripada batas per TPS. Batas itu diatur pada pemilihannya; periksa pada peraturannya."
    ),
    FindingKind.NO_VOTERS: gettext_lazy("Berkas menulis 0 pemilih. Bila jumlahnya tidak diketahui, kosongkan selnya."),
}


class AcceptForm(forms.Form):
    """Why a file's values are taken over the desk's corrections."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Dicatat di riwayat beserta nama Anda."),
        error_messages={"required": gettext_lazy("Sebutkan mengapa nilai berkas yang dipakai.")},
    )


@require_POST
@needs(Right.IMPORT)
def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a file checked again with other columns; `swap` exchanges latitude and longitude."""
    user = person(request)
    roster = get_object_or_404(RosterImport.objects.for_undo().select_related("job", "source"), pk=pk)
    require(may_decide(user, roster))
    if roster.state not in rosters.MAPPABLE or not roster.report.get("header"):
        messages.info(request, _("Berkas ini sedang dikerjakan atau sudah selesai; kolomnya tidak diubah."))
        return redirect("import", pk)
    form = MappingForm(roster, _swapped(roster) if "swap" in request.POST else request.POST)
    if not form.is_valid():
        return show(request, roster, form)
    chosen = form.cleaned_data
    rosters.remap(
        roster,
        chosen["places"],
        update_only=chosen["update_only"],
        source=chosen["source"],
        actor=user,
        at=clock.now(),
    )
    return redirect("import", pk)


def _swapped(roster: RosterImport) -> QueryDict:
    places = dict(roster.mapping) | {
        "latitude": roster.mapping.get("longitude"),
        "longitude": roster.mapping.get("latitude"),
    }
    data = QueryDict(mutable=True)
    data.update({f"column_{field}": "" if places.get(field) is None else str(places[field]) for field in FIELDS})
    data["source"] = str(roster.source_id or "")
    return data


@require_safe
@needs(Right.IMPORT)
def roster_finding(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Show the first lines of one list of the quality report, with the way to the whole of it."""
    require(may_import(person(request)))
    rows = RosterFinding.objects.select_related("roster__election", "roster__file")
    finding = get_object_or_404(rows, roster=pk, kind=kind)
    context = {
        "finding": finding,
        "roster": finding.roster,
        "told": str(TOLD[finding.kind]) % {"km": FAR_KM} if finding.kind == FindingKind.FAR else TOLD[finding.kind],
        "header": finding.head[0],
        "lines": [list(zip(finding.head[0], line, strict=False)) for line in finding.head[1:]],
        "may_load_regions": finding.kind == FindingKind.UNKNOWN_VILLAGE,
    }
    return render(request, "imports/finding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def roster_corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """List the corrections that stood against a file, and take its value for those that a person chooses."""
    user = person(request)
    require(may_import(user))
    roster = get_object_or_404(RosterImport.objects.select_related("election", "file"), pk=pk)
    may_accept = user.may_somewhere(Right.PLACE) and roster.state == ImportState.APPLIED
    chosen = [int(each) for each in request.POST.getlist("selected") if each.isdecimal() and len(each) < 16]
    form = AcceptForm(request.POST or None)
    if request.method == "POST":
        require(user.may_somewhere(Right.PLACE))
        if not may_accept:
            messages.info(request, _("Berkas ini belum dimuat, atau sudah dibatalkan; tidak ada yang diubah."))
            return redirect("import-corrections", pk)
        if form.is_valid() and chosen:
            reason = form.cleaned_data["reason"]
            done = accept(roster, chosen, within=_reach(user), reason=reason, actor=user, at=clock.now())
            _tell(request, *done)
            return redirect("import-corrections", pk)
        if not chosen:
            form.add_error(None, _("Pilih dulu koreksi yang digantikan nilai berkas."))
    rows = KeptCorrection.objects.filter(roster=roster).select_related("station__region", "accepted_by")
    page = listing(rows, request.GET, sorts=SORTS, default="station", per_page=PER_PAGE).page
    context = {
        "roster": roster,
        "page": page,
        "lines": _lines(list(page), user if may_accept else None, set(chosen)),
        "may_accept": may_accept,
        "form": form,
    }
    return render(request, "imports/corrections.html", context, status=422 if form.errors else 200)


def _lines(rows: list[KeptCorrection], user: User | None, chosen: set[int]) -> list[dict[str, Any]]:
    made = corrections.trail({row.station_id for row in rows})
    return [
        {
            "row": row,
            "label": CorrectedField(row.field).label,
            "file_value": corrections.shown(row.field, row.file_value),
            "desk_value": corrections.shown(row.field, row.desk_value),
            "made": made.get((row.station_id, row.field)),
            "chosen": row.pk in chosen,
            "may_accept": user is not None
            and not row.outdated
            and row.accepted_at is None
            and corrections.is_corrected(row.station, row.field)
            and user.may(Right.PLACE, place=row.station.region_id),
        }
        for row in rows
    ]


def _reach(user: User) -> str:
    """Give the dotted region code in which a person may set a station's data, "" for everywhere."""
    return "" if user.scope(Right.PLACE) is Scope.ALL else user.remit or "-"


def _tell(request: HttpRequest, taken: int, passed: int) -> None:
    if taken:
        said = ngettext(
            "%(count)d nilai berkas dipakai; koreksinya tercatat di riwayat.",
            "%(count)d nilai berkas dipakai; koreksinya tercatat di riwayat.",
            taken,
        )
        messages.success(request, said % {"count": taken})
    if passed:
        said = ngettext(
            "%(count)d dilewati: di luar wilayah tugas Anda, sudah diputuskan, atau didahului berkas lain.",
            "%(count)d dilewati: di luar wilayah tugas Anda, sudah diputuskan, atau didahului berkas lain.",
            passed,
        )
        messages.info(request, said % {"count": passed})
