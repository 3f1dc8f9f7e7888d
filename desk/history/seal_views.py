"""The page of seals: the chain that paper can be held against."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.accounts.access import needs
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.history.models import Seal
from desk.htmx import page_or_fragment
from desk.listing import listing

SORTS = {"number": ("number",), "sealed": ("sealed_at", "number"), "events": ("events", "number")}


@require_GET
@needs(Right.HISTORY)
def seals(request: HttpRequest) -> HttpResponse:
    """List the closed seals, the newest first, found by number or by the root as printed."""
    found = listing(_asked(request), request.GET, sorts=SORTS, default="-number")
    context = {
        "listing": found,
        "filters": [],
        "search": {"name": "q", "label": _("Nomor atau sidik"), "value": request.GET.get("q", "")},
        "trail": [(_("Riwayat"), reverse("history")), (_("Meterai"), "")],
        "waiting": Seal.objects.filter(sealed_at__isnull=True).exists(),
    }
    return page_or_fragment(request, "history/seals.html", "history/_seals.html", context)


@require_GET
@needs(Right.HISTORY)
def seals_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    if answer is None:
        raise Http404
    header = [_("Nomor"), _("Dimeterai (WIB)"), _("Perubahan"), _("Sidik"), _("Sidik sebelumnya")]
    return answer("meterai" if form == "csv" else _("Meterai"), header, _cells(_asked(request)))


def _asked(request: HttpRequest) -> QuerySet[Seal]:
    rows = Seal.objects.filter(sealed_at__isnull=False)
    text = request.GET.get("q", "").strip().lower().removeprefix("#")
    if not text:
        return rows
    if text.isdecimal() and len(text) < 8:
        return rows.filter(number=int(text))
    return rows.filter(root__startswith=text.replace(" ", "").partition(":")[2] or text.replace(" ", ""))


def _cells(rows: QuerySet[Seal]) -> Iterator[list[Cell]]:
    for seal in rows.order_by("number").iterator():
        yield [seal.number, seal.sealed_at, seal.events, seal.root, seal.previous]
