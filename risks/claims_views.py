"""Pages of claims: the list with its export, one claim with what replaced it, recording and withdrawing."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.export import Cell, csv_response, xlsx_response
from desk.files.access import door
from desk.files.models import StoredFile
from desk.listing import listing
from risks import claims_filters, rules
from risks.actions import claims as actions
from risks.claims_forms import ClaimForm, WithdrawForm
from risks.claims_querysets import ClaimQuerySet
from risks.claims_region import named
from risks.models import Claim
from tps.middleware import election_for

SORTS = {
    "number": ("number", "pk"),
    "region": ("region_id", "kind", "pk"),
    "as_of": ("as_of", "pk"),
    "recorded": ("recorded_at", "pk"),
}
HEADER = (
    "nomor",
    "pemilihan",
    "jenis",
    "kode_wilayah",
    "wilayah",
    "angka",
    "satuan",
    "yang_dihitung",
    "kode_sumber",
    "sumber",
    "per_tanggal",
    "dokumen",
    "berkas",
    "keterangan",
    "dicatat_oleh",
    "dicatat",
    "menggantikan",
    "digantikan_oleh",
    "ditarik",
    "alasan_penarikan",
)


@require_safe
@needs(Right.READ)
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims; filters, sort and page live in the address."""
    user, election = person(request), election_for(request)
    chosen = claims_filters.parse(request.GET)
    readable = readable_claims(user).of(election.pk if election else 0)
    found = listing(claims_filters.narrow(readable, chosen).for_table(), request.GET, sorts=SORTS, default="-recorded")
    context = {
        "election": election,
        "page": found.page,
        "count": found.count,
        "filters": claims_filters.groups(readable, chosen),
        "filtered": chosen,
        "region": named(chosen.region),
        "search": {"name": "q", "label": _("Cari sumber, wilayah, atau dokumen"), "value": chosen.text},
        "may_record": user.may_somewhere(Right.LOG_RISK),
    }
    return render(request, "risks/claims.html", context)


@require_safe
@needs(Right.READ)
def claims_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send exactly the filtered claims as CSV or XLSX; a filter that means nothing is refused with 400."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    chosen = claims_filters.parse(request.GET)
    if chosen.unknown:
        sentence = _("Saringan tidak dikenal: %(filters)s. Tidak ada yang diekspor.")
        text = sentence % {"filters": ", ".join(chosen.unknown)}
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    election = election_for(request)
    rows = claims_filters.narrow(readable_claims(person(request)).of(election.pk if election else 0), chosen)
    answer = csv_response if form == "csv" else xlsx_response
    return answer("pernyataan-angka", HEADER, _cells(rows.for_table().order_by("pk")))


@require_safe
@needs(Right.READ)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim: number, source, document, what it replaced and what replaced it."""
    user = person(request)
    found = _found(user, pk)
    return render(request, "risks/claim.html", {"claim": found, "form": WithdrawForm(), **_rights(user, found)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.LOG_RISK)
def claim_new(request: HttpRequest) -> HttpResponse:
    """Record a claim, or with ?replaces= a later one in its place; sent twice it is still one."""
    user, at = person(request), clock.now()
    election = election_for(request)
    replaced = _replaced(request, user)
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        user=user,
        today=clock.local(at).date(),
        replaced=replaced,
        initial=_initial(request, user, replaced),
    )
    if request.method == "POST" and election and form.is_valid():
        data = form.cleaned_data
        source = data["source"]
        require(user.role != Role.LIAISON or user.may(Right.LOG_RISK, agency=source.code if source else ""))
        if replaced is not None:
            data |= {"kind": replaced.kind, "region": replaced.region}
        try:
            made, created = actions.record_claim(
                **data,
                election=replaced.election if replaced else election,
                supersedes=replaced,
                actor=user,
                at=at,
            )
        except rules.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("%(code)s tersimpan.") if created else _("Kiriman ini sudah tersimpan sebagai %(code)s.")
            messages.success(request, words % {"code": made.code})
            return redirect("claim", pk=made.pk)
    context = {"form": form, "election": election, "replaced": replaced}
    return render(request, "risks/claims_new.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.LOG_RISK)
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim back with a reason."""
    user = person(request)
    found = _found(user, pk)
    require(may_correct(user, found))
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_claim(found, reason=form.cleaned_data["reason"], actor=user, at=clock.now())
        except rules.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(code)s ditarik. Isinya tetap terbaca.") % {"code": found.code})
            return redirect("claim", pk=pk)
    return render(request, "risks/claim.html", {"claim": found, "form": form, **_rights(user, found)}, status=422)


@door
def document_of_claim(user: User, stored: StoredFile) -> bool:
    """Let those who may read a claim open its document."""
    return readable_claims(user).filter(document=stored).exists()


def readable_claims(user: User) -> ClaimQuerySet:
    """Give the claims that a person may read."""
    return Claim.objects.within(user.reading_place)


def may_correct(user: User, claim: Claim) -> bool:
    """Tell whether a person may replace or withdraw a claim: who may log risks there, or for its source.

    A field reporter corrects only what they recorded themselves.
    """
    if user.role == Role.FIELD and claim.recorded_by_id != user.pk:
        return False
    source = claim.source.code if claim.source else ""
    return user.may(Right.LOG_RISK, place=claim.region_id, agency=source)


def _found(user: User, pk: int) -> Claim:
    return get_object_or_404(
        readable_claims(user).for_table().select_related("withdrawn_by", "region__parent__parent"), pk=pk
    )


def _rights(user: User, claim: Claim) -> dict[str, Any]:
    later = getattr(claim, "successor", None)
    stands = claim.withdrawn_at is None and later is None
    return {"later": later, "stands": stands, "may_correct": stands and may_correct(user, claim)}


def _replaced(request: HttpRequest, user: User) -> Claim | None:
    given = request.GET.get("replaces", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    found = _found(user, int(given))
    require(may_correct(user, found))
    return found


def _initial(request: HttpRequest, user: User, replaced: Claim | None) -> dict[str, Any]:
    if replaced is not None:
        return {
            "number": replaced.number,
            "unit": replaced.unit,
            "counts": replaced.counts,
            "source": replaced.source.code if replaced.source else "",
            "source_text": replaced.source_text,
            "as_of": replaced.as_of,
            "reference": replaced.reference,
            "note": replaced.note,
        }
    region = request.GET.get("region", "")[:20] or (user.remit if user.role != Role.LIAISON else "")
    return {"kind": request.GET.get("kind", ""), "region": region}


def _cells(rows: ClaimQuerySet) -> Iterator[list[Cell]]:
    for each in rows.iterator(chunk_size=1000):
        later = getattr(each, "successor", None)
        yield [
            each.code,
            each.election.code,
            str(each.get_kind_display()),
            each.region_id,
            each.region.name,
            each.number,
            str(each.get_unit_display()),
            each.counts,
            each.source.code if each.source else "",
            each.source.name if each.source else each.source_text,
            each.as_of,
            each.reference,
            each.document.name if each.document else "",
            each.note,
            str(each.recorded_by or ""),
            each.recorded_at,
            each.supersedes.code if each.supersedes else "",
            later.code if later else "",
            each.withdrawn_at,
            each.withdrawal,
        ]
