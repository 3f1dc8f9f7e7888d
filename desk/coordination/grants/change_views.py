"""The pages that change grant agreements: a new one, an addendum, a payment, and taking a payment back."""

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.grants import actions, reading
from desk.coordination.grants.forms import (
    AmendForm,
    GrantForm,
    PayForm,
    TextForm,
    WithdrawForm,
    instalment_rows,
    parts_of,
    removes_paid,
)
from desk.coordination.grants.rules import Part, amounts, rupiah
from desk.coordination.models import Grant, Payment
from tps.middleware import election_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def new(request: HttpRequest) -> HttpResponse:
    """Record an agreement with its instalments."""
    election = election_for(request)
    if election is None:
        messages.info(request, _("Buat dahulu sebuah pemilihan; perjanjian hibah selalu milik satu pemilihan."))
        return redirect("home")
    sent = request.method == "POST"
    data = request.POST if sent else None
    form = GrantForm(data, request.FILES if sent else None, election=election)
    rows = instalment_rows(data=data)
    parts = _parts(form, rows) if sent else None
    if parts:
        given = form.cleaned_data
        try:
            found, fresh = actions.agree(
                _text(form, parts),
                election=given["election"],
                giver=given["giver"],
                receiver=given["receiver"],
                actor=person(request),
                at=clock.now(),
                client_id=given["client_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, found, _("Perjanjian hibah tersimpan.") if fresh else _again())
    return _page(request, {"form": form, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an addendum; the agreement as it was stays readable."""
    found = get_object_or_404(Grant.objects.select_related("current", "receiver", "giver"), pk=pk)
    assert found.current is not None
    sent = request.method == "POST"
    data = request.POST if sent else None
    form = AmendForm.of(found, data, request.FILES if sent else None)
    rows = instalment_rows(list(found.current.instalments.order_by("position")), data)
    paid = found.payments.filter(withdrawn_at__isnull=True).aggregate(last=Max("position"))["last"] or 0
    parts = _parts(form, rows, paid) if sent else None
    if parts:
        given = form.cleaned_data
        try:
            _version, fresh = actions.amend(
                found,
                _text(form, parts),
                seen=given["seen"],
                actor=person(request),
                at=clock.now(),
                client_id=given["client_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found.refresh_from_db()
            newest = found.current.version if found.current else given["seen"]
            form.data = {**request.POST.dict(), "seen": str(newest)}
        else:
            return _saved(request, found, _("Addendum tersimpan dan kini berlaku.") if fresh else _again())
    return _page(request, {"form": form, "rows": rows, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record money that arrived, for an instalment or a part of it."""
    found = get_object_or_404(Grant.objects.select_related("current", "receiver", "giver"), pk=pk)
    at = clock.now()
    today = clock.local(at).date()
    account = reading.account(found, today)
    steps = [
        (step.row.position, _("Tahap %(n)d · sisa %(rest)s") % {"n": step.row.position, "rest": rupiah(step.rest)})
        for step in account.steps
    ]
    unpaid = next((step for step in account.steps if step.rest > 0), None)
    first = {"paid_on": today} | ({"position": unpaid.row.position, "amount": unpaid.rest} if unpaid else {})
    sent = request.method == "POST"
    form = PayForm(request.POST if sent else None, request.FILES if sent else None, steps=steps, initial=first)
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            _payment, fresh = actions.pay(
                found,
                position=data["position"],
                paid_on=data["paid_on"],
                amount=data["amount"],
                today=today,
                reference=data["reference"],
                upload=data["file"],
                actor=person(request),
                at=at,
                client_id=data["client_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, found, _("Pembayaran tercatat.") if fresh else _again())
    context = {"form": form, "found": found, "account": account}
    return render(request, "grants/pay.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.STRUCTURE)
def withdraw(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """Take back a payment that was recorded by mistake; it stays readable with the reason."""
    found = get_object_or_404(Payment.objects.select_related("grant__receiver"), pk=payment, grant=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tulis alasan penarikan."))
    elif actions.withdraw(found, reason=form.cleaned_data["reason"], actor=person(request), at=clock.now()):
        messages.success(request, _("Pembayaran ditarik dan tidak dihitung lagi."))
    else:
        messages.info(request, _("Pembayaran ini sudah ditarik sebelumnya."))
    return redirect("grant", pk=pk)


def _parts(form: TextForm, rows: Any, paid_up_to: int = 0) -> list[Part] | None:
    """Give the instalments when head and rows are both in order."""
    # Both are asked, so that all that is to be mended is told at once.
    if not all([form.is_valid(), rows.is_valid()]):
        return None
    if removes_paid(rows, paid_up_to):
        form.add_error(
            None,
            _("Tahap %(n)d sudah ada pembayarannya, jadi tahap sampai itu tidak dapat dihapus.") % {"n": paid_up_to},
        )
        return None
    parts = parts_of(rows)
    if not parts:
        form.add_error(None, _("Isi sekurangnya satu tahap pencairan."))
        return None
    if any(each <= 0 for each in amounts(form.cleaned_data["amount"], parts)):
        form.add_error(None, _("Satu tahap menjadi nol rupiah; periksa persennya."))
        return None
    return parts


def _text(form: TextForm, parts: list[Part]) -> actions.Text:
    data = form.cleaned_data
    return actions.Text(
        data["number"], data["signed_on"], data["amount"], parts, data.get("reason", ""), upload=data["file"]
    )


def _again() -> str:
    return _("Kiriman ini sudah tersimpan sebelumnya; tidak ada yang dicatat dua kali.")


def _saved(request: HttpRequest, found: Grant, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("grant", pk=found.pk)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    failed = bool(context["form"].errors) or context["rows"].total_error_count() > 0
    return render(request, "grants/form.html", context | {"failed": failed}, status=422 if failed else 200)
