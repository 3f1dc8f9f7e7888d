"""The archive as a file, and two issues side by side."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.briefings import words
from desk.briefings.archive import asking, telling
from desk.briefings.archive.rules import compare
from desk.briefings.models import Briefing
from desk.briefings.querysets import BriefingQuerySet
from desk.briefings.reviewing.reading import reviewed
from desk.briefings.views import reader_of
from desk.export import Cell, csv_response, xlsx_response

OFFERED = 60  # issues of one agency that the comparison offers, the newest


@require_safe
@needs(Right.READ_BRIEFINGS)
def archive_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give what the archive shows, all of it, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    header = [_("Instansi"), _("Edisi"), _("Periode"), _("Revisi"), _("Status"), _("Nomor"), _("Keadaan per (WIB)")]
    header += [_("Terbit (WIB)"), _("Disusun oleh"), _("Disahkan oleh"), _("Kode verifikasi"), "sha256"]
    rows = asking.asked_of(request.GET).within(Briefing.objects.readable(reader_of(person(request))))
    return answer("laporan" if form == "csv" else _("Laporan"), header, _cells(rows.for_table()))


@require_safe
@needs(Right.READ_BRIEFINGS)
def compared(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed from an earlier issue (`?with=`, the preceding one by default) to this one."""
    readable = Briefing.objects.readable(reader_of(person(request)))
    later = get_object_or_404(
        readable.select_related("agency", "document").defer("enclosure", "document__content"), pk=pk
    )
    issues = readable.frozen().of_agency(later.agency_id).exclude(pk=pk).for_table().order_by("-as_of", "-pk")
    offered = list(issues[:OFFERED])
    chosen = request.GET.get("with", "")
    earlier_pk = int(chosen) if chosen.isdigit() else next((e.pk for e in offered if e.as_of < later.as_of), None)
    earlier = next((each for each in offered if each.pk == earlier_pk), None)
    if chosen and earlier is None:
        raise Http404
    context = {
        "later": later,
        "earlier": earlier,
        "offered": [{"pk": each.pk, "label": _label(each), "selected": each.pk == earlier_pk} for each in offered],
        "period": words.short_period(later.period),
    }
    if earlier is not None and later.situation:
        rows = Briefing.objects.defer("enclosure")
        old, new = rows.get(pk=earlier.pk), later
        if old.as_of > new.as_of:
            old, new, context["turned"] = new, old, True
        if old.situation:
            context |= telling.told(compare(reviewed(old).situation, reviewed(new).situation))
            context |= {"old": old, "new": new, "comparable": True}
    return render(request, "briefings/compare.html", context)


def _label(briefing: Briefing) -> str:
    number = briefing.document.number if briefing.document else ""
    return f"{words.short_period(briefing.period)} · {number}"


def _cells(rows: BriefingQuerySet) -> Iterator[list[Cell]]:
    for each in rows.order_by("-period", "agency__code", "-revision").iterator(chunk_size=500):
        document = each.document
        yield [
            each.agency.name,
            each.get_edition_display(),
            each.period,
            each.revision,
            each.get_state_display(),
            document.number if document else "",
            each.as_of,
            each.issued_at,
            str(each.prepared_by or ""),
            str(each.authorised_by or ""),
            document.spoken_code if document else "",
            document.digest if document else "",
        ]
