"""Pages of actions on many risks: the list with its files, what one of them changed, and taking it back."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.export import Cell, csv_response, xlsx_response
from desk.listing import listing
from risks import actions, rules
from risks.batch_messages import tell_undone
from risks.batch_reading import action_group, batches_of, detail, items_of, left_out, narrowed, shown
from risks.models import Batch

SORTS = {
    "time": ("at", "pk"),
    "action": ("action", "-pk"),
    "who": ("actor__username", "-pk"),
    "done": ("done", "pk"),
}
ITEM_SORTS = {"number": ("flag_id",)}
HEADER = (
    *("waktu", "tindakan", "rincian", "oleh", "diubah", "dilewati", "catatan"),
    *("dapat_diurungkan_sampai", "diurungkan", "diurungkan_oleh", "dikembalikan"),
)


@require_safe
@needs(Right.JUDGE_RISK)
def batches(request: HttpRequest) -> HttpResponse:
    """List what this person did to many risks at once, newest first; an admin sees everybody's."""
    mine = batches_of(person(request))
    rows, unknown = narrowed(mine, request.GET)
    found = listing(rows, request.GET, sorts=SORTS, default="-time")
    context = {
        "page": found.page,
        "count": found.count,
        "rows": shown(found.page, clock.now()),
        "filters": [action_group(mine, request.GET)],
        "filtered": "action" in request.GET,
        "unknown": unknown,
        "undo_minutes": settings.DESK_UNDO_MINUTES,
    }
    return render(request, "risks/batches.html", context)


@require_safe
@needs(Right.JUDGE_RISK)
def batches_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send exactly the filtered actions as CSV or XLSX; moments are in the province's zone."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    rows, unknown = narrowed(batches_of(person(request)), request.GET)
    if unknown:
        sentence = _("Saringan tidak dikenal: %(filters)s. Tidak ada yang diekspor.") % {"filters": ", ".join(unknown)}
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    answer = csv_response if form == "csv" else xlsx_response
    return answer("tindakan-massal", HEADER, _cells(rows.order_by("-at", "-pk")))


@require_safe
@needs(Right.JUDGE_RISK)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one action with exactly the risks that it changed."""
    row = get_object_or_404(batches_of(person(request)), pk=pk)
    found = listing(items_of(row), request.GET, sorts=ITEM_SORTS, default="number")
    context = {"row": shown([row], clock.now())[0], "page": found.page, "count": found.count}
    return render(request, "risks/batch.html", context)


@require_POST
@needs(Right.JUDGE_RISK)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one action back as a whole and say what was put back."""
    user = person(request)
    row = get_object_or_404(batches_of(user), pk=pk)
    try:
        result = actions.undo(row.pk, actor=user, at=clock.now(), comment=request.POST.get("comment", "")[:4000])
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        tell_undone(request, result)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "batches")


def _cells(rows: QuerySet[Batch]) -> Iterator[list[Cell]]:
    for each in rows.iterator(chunk_size=1000):
        yield [
            clock.local(each.at).isoformat(timespec="minutes"),
            each.action,
            detail(each),
            each.actor.username,
            each.done,
            left_out(each.left),
            each.comment,
            clock.local(each.undo_until).isoformat(timespec="minutes"),
            clock.local(each.undone_at).isoformat(timespec="minutes") if each.undone_at else "",
            each.undone_by.username if each.undone_by else "",
            each.undone if each.undone_at else "",
        ]
