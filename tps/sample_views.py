"""Beside the file that is handed in: an example to download, and another sheet of a workbook to read."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from tps import codes
from tps.actions import rosters
from tps.import_views import may_decide, may_import, place_of
from tps.kinds import Level
from tps.models import Region, RosterImport

HEADER = (
    "kode_tps",
    "kode_kab",
    "nama_kab",
    "kode_kec",
    "nama_kec",
    "kode_desa",
    "nama_desa",
    "no_tps",
    "tps_khusus",
    "pemilih_l",
    "pemilih_p",
    "alamat",
    "lintang",
    "bujur",
    "jam_buka",
    "jam_tutup",
)
VILLAGES = 2


@require_safe
@needs(Right.IMPORT)
def roster_sample(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give a roster of a few stations in real villages; positions and figures are left to the person."""
    user = person(request)
    require(may_import(user))
    answer = csv_response if kind == "csv" else xlsx_response
    return answer("contoh-daftar-tps", HEADER, _lines(place_of(user)))


@require_POST
@needs(Right.IMPORT)
def roster_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Have another sheet of a workbook checked."""
    user = person(request)
    roster = get_object_or_404(RosterImport, pk=pk)
    require(may_decide(user, roster))
    sheet = request.POST.get("sheet", "")
    if sheet not in (roster.report.get("sheet") or {}).get("others", []):
        messages.info(request, _("Lembar itu tidak ada di berkas ini; tidak ada yang diperiksa ulang."))
    elif not rosters.reread(roster, sheet, actor=user, at=clock.now()):
        messages.info(request, _("Berkas ini sedang dikerjakan atau sudah selesai; tidak ada yang diperiksa ulang."))
    return redirect("import", pk)


def _lines(place: str) -> Iterator[tuple[Cell, ...]]:
    villages = Region.objects.at_level(Level.VILLAGE).filter(code__startswith=place).select_related("parent__parent")
    for village in villages.order_by("code")[:VILLAGES]:
        district = village.parent
        regency = district.parent if district else None
        if district is None or regency is None:
            continue
        whole = codes.plain(village.code)
        above = (whole[:4], regency.name, whole[:6], district.name, whole, village.name)
        for number, special in ((1, 0), (901, 1)):
            yield (f"{whole}{number:03d}", *above, f"{number:03d}", special, *[None] * 7)
