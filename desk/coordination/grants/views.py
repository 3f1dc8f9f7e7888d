"""The pages that show grant agreements: the list with its sums, its file, one agreement."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.grants import reading
from desk.coordination.grants.access import may_write, visible_to
from desk.coordination.grants.filters import Wanted
from desk.coordination.grants.forms import WithdrawForm
from desk.coordination.grants.kinds import Standing
from desk.export import Cell, csv_response, xlsx_response
from desk.htmx import page_or_fragment
from desk.listing import listing
from tps.middleware import election_for

SORTS = {
    "giver": ("giver__code", "receiver__name", "pk"),
    "receiver": ("receiver__name", "giver__code", "pk"),
    "signed": ("current__signed_on", "pk"),
    "amount": ("current__amount", "pk"),
    "rest": ("rest", "pk"),
    "due": ("next_due", "pk"),
}
HEADER = (
    "nomor_urut", "pemilihan", "kode_pemberi", "pemberi", "kode_penerima", "penerima", "nomor", "versi",
    "ditandatangani", "nilai", "jumlah_tahap", "dibayar", "sisa", "terlambat", "jatuh_tempo_berikutnya", "keadaan",
    "simulasi",
)  # fmt: skip


@require_safe
@needs(Right.GRANTS)
def grants(request: HttpRequest) -> HttpResponse:
    """List the agreements of an election and its re-votes, with what is agreed, paid and late."""
    user, today = person(request), _today()
    election = election_for(request)
    if election is None:
        return render(request, "grants/list.html", {"election": None})
    readable, wanted = visible_to(user).of(election.pk), Wanted.of(request.GET)
    rows = wanted.rows(readable, today)
    found = listing(rows, request.GET, sorts=SORTS, default="giver")
    context = {
        "election": election,
        "listing": found,
        "lines": [{"row": row, "state": standing_of(row)} for row in found.page],
        "sums": rows.order_by().aggregate(
            agreed_sum=Sum("agreed"), paid_sum=Sum("paid"), rest_sum=Sum("rest"), late_sum=Sum("late")
        ),
        "filters": wanted.bar(readable),
        "search": {"name": "q", "label": _("Cari nomor, pemberi, atau penerima"), "value": wanted.text},
        "filtered": bool(wanted.text or wanted.states or wanted.givers or wanted.receivers or wanted.elections),
        "may_write": may_write(user),
        "today": today,
    }
    return page_or_fragment(request, "grants/list.html", "grants/_list.html", context)


@require_safe
@needs(Right.GRANTS)
def grants_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the list as it is filtered, as CSV or XLSX; amounts are numbers in rupiah."""
    answer = {"csv": csv_response, "xlsx": xlsx_response}.get(form)
    election = election_for(request)
    if answer is None or election is None:
        raise Http404
    rows = Wanted.of(request.GET).rows(visible_to(person(request)).of(election.pk), _today())
    return answer("nphd", HEADER, _cells(rows.order_by(*SORTS["giver"])))


@require_safe
@needs(Right.GRANTS)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement: instalments, payments, addenda, and what does not add up."""
    user = person(request)
    rows = visible_to(user).select_related("giver", "receiver", "election", "current__file", "current__written_by")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "found": found,
        "account": reading.account(found, _today()),
        "versions": found.versions.select_related("file", "written_by").prefetch_related("instalments"),
        "may_write": may_write(user),
        "may_history": user.may(Right.HISTORY, agency=found.receiver.code),
        "withdraw_form": WithdrawForm(),
        "today": _today(),
    }
    return render(request, "grants/detail.html", context)


def standing_of(row: Any) -> Standing:
    """Give how a row with figures stands; the same words as GrantQuerySet.standing."""
    if row.late > 0:
        return Standing.LATE
    return Standing.PAID if row.rest <= 0 else Standing.RUNNING


def _today() -> Any:
    return clock.local(clock.now()).date()


def _cells(rows: Any) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            row.pk,
            row.election.name,
            row.giver_id,
            row.giver.name,
            row.receiver.code,
            row.receiver.name,
            row.current.number,
            row.current.version,
            row.current.signed_on,
            float(row.agreed),
            float(row.planned),
            float(row.paid),
            float(row.rest),
            float(row.late),
            row.next_due,
            str(standing_of(row).label),
            row.simulated,
        ]
