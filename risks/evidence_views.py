"""Pages of evidence: the gallery of a risk or a statement, one piece in full, its pictures, and withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.htmx import page_or_fragment
from risks import rules
from risks.actions.evidence import Added, add_evidence, withdraw_evidence
from risks.evidence_access import (
    evidence_about,
    may_add,
    may_see,
    may_verify,
    may_withdraw,
    readable_evidence,
    readable_statements,
    statements_about,
)
from risks.evidence_forms import EvidenceForm, WithdrawForm
from risks.models import Evidence, Flag, Observation
from risks.scope import readable_flags
from tps.kinds import PositionSource
from tps.search_near import kilometres, metres


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def of_risk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the evidence of a risk and of what was said about its place; take new files."""
    return _gallery(request, get_object_or_404(readable_flags(person(request)).for_page(), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ)
def of_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the evidence of one source's statement; take new files."""
    rows = readable_statements(person(request)).select_related("source", "station__region", "region", "flag")
    return _gallery(request, get_object_or_404(rows, pk=pk))


@require_safe
@needs(Right.READ)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one photo large, or one PDF's facts, with who, when and where."""
    evidence = _evidence(request, pk)
    return render(request, "risks/evidence_one.html", _facts(person(request), evidence, WithdrawForm()))


@require_safe
@needs(Right.READ)
@cache_control(private=True, no_store=True)
def picture(request: HttpRequest, pk: int, size: str) -> FileResponse:
    """Send a picture of our own making, small ("thumb") or large ("shown"); never what was handed in."""
    evidence = _evidence(request, pk)
    stored = evidence.thumb if size == "thumb" else evidence.shown
    if stored is None:
        raise Http404(_("Bukti ini bukan foto."))
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Foto ini tercatat tetapi isinya tidak ada lagi di penyimpanan.")) from error
    response = FileResponse(content, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
@needs(Right.READ)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one piece of evidence with a reason."""
    user = person(request)
    evidence = _evidence(request, pk)
    require(evidence.uploaded_by_id == user.pk or may_verify(user, evidence))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return render(request, "risks/evidence_one.html", _facts(user, evidence, form), status=422)
    try:
        withdraw_evidence(evidence, reason=form.cleaned_data["reason"], actor=user, at=clock.now())
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Bukti ditarik. Berkas dan riwayatnya tetap tersimpan."))
    return redirect(_home(evidence.record))


def _evidence(request: HttpRequest, pk: int) -> Evidence:
    user = person(request)
    evidence = get_object_or_404(readable_evidence(user).for_page(), pk=pk)
    if not may_see(user, evidence):
        raise Http404
    return evidence


def _gallery(request: HttpRequest, record: Flag | Observation) -> HttpResponse:
    user = person(request)
    allowed = may_add(user, record)
    form, added = EvidenceForm(), Added()
    if request.method == "POST":
        require(allowed)
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            added = add_evidence(
                record,
                data["uploads"],
                caption=data["caption"],
                client_id=data["client_id"],
                actor=user,
                at=clock.now(),
            )
            _tell(request, added)
            if not added.refused:
                return redirect(_home(record))
    refused = bool(form.errors or added.refused)
    context = {
        "record": record,
        "title": _title(record),
        "home": _home(record),
        "here": reverse(_address(record), args=[record.pk]),
        "flag": record if isinstance(record, Flag) else None,
        "risk": record if isinstance(record, Flag) else record.flag,
        "statements": _statements(user, record) if allowed else [],
        "form": form if allowed else None,
        "refused_files": added.refused,
        "some_kept": bool(added.kept),
        **_sorted(evidence_about(user, record)),
    }
    return page_or_fragment(
        request, "risks/evidence.html", "risks/_evidence.html", context, status=422 if refused else 200
    )


def _tell(request: HttpRequest, added: Added) -> None:
    kept = len(added.kept)
    if kept:
        messages.success(request, ngettext("%(n)d bukti tersimpan.", "%(n)d bukti tersimpan.", kept) % {"n": kept})
    if added.again:
        words = ngettext(
            "%(n)d berkas sudah ada di sini; tidak disimpan dua kali.",
            "%(n)d berkas sudah ada di sini; tidak disimpan dua kali.",
            added.again,
        )
        messages.info(request, words % {"n": added.again})


def _sorted(rows: list[Evidence]) -> dict[str, Any]:
    standing = [each for each in rows if each.withdrawn_at is None]
    return {
        "photos": [each for each in standing if each.photo],
        "documents": [each for each in standing if not each.photo],
        "withdrawn": [each for each in rows if each.withdrawn_at is not None],
    }


def _facts(user: User, evidence: Evidence, form: WithdrawForm) -> dict[str, Any]:
    station = evidence.record.station
    far = ""
    if evidence.latitude is not None and evidence.longitude is not None and station and station.latitude is not None:
        far = kilometres(
            round(metres((evidence.latitude, evidence.longitude), (station.latitude, station.longitude or 0)))
        )
    return {
        "evidence": evidence,
        "title": _title(evidence.record),
        "home": _home(evidence.record),
        "far": far,
        "rough": station is not None and station.position_source == PositionSource.DISTRICT_CENTRE,
        "may_verify": may_verify(user, evidence),
        "form": form if may_withdraw(user, evidence) else None,
    }


def _statements(user: User, record: Flag | Observation) -> list[Observation]:
    """Give the statements about a risk to which a person may attach as well."""
    if not isinstance(record, Flag):
        return []
    found = list(statements_about(user, record).select_related("source"))
    for each in found:
        each.station, each.region = record.station, record.region  # the same place: not fetched again for each
    return [each for each in found if may_add(user, each)]


def _title(record: Flag | Observation) -> str:
    if record.station:
        place = _("TPS %(number)03d %(village)s") % {
            "number": record.station.number,
            "village": record.station.region.name,
        }
    else:
        place = record.region.name if record.region else ""
    return place


def _address(record: Flag | Observation) -> str:
    return "risk-evidence" if isinstance(record, Flag) else "observation-evidence"


def _home(record: Flag | Observation) -> str:
    """Give the page on which people look at something: the risk's own, else the statement's evidence."""
    if isinstance(record, Flag):
        return reverse("risk", args=[record.pk])
    return reverse(_address(record), args=[record.pk])
