"""Pages of missing and withdrawn stations: the list, its files, and a person's decision about some of them."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.export import csv_response, xlsx_response
from desk.listing import listing
from tps import missing
from tps.actions import withdrawals
from tps.actions.undo import reach
from tps.import_views import may_import
from tps.kinds import MissingAction
from tps.middleware import election_for
from tps.models import Election, PollingStation
from tps.querysets import StationQuerySet

SHOWN = 10
ICONS = {MissingAction.WITHDRAW: "stop", MissingAction.KEEP: "check", MissingAction.RESTORE: "undo"}


class DecisionForm(forms.Form):
    """Why stations are withdrawn, kept or restored; history keeps it."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Dicatat di riwayat beserta nama Anda, misalnya nomor surat KPU."),
        error_messages={"required": gettext_lazy("Sebutkan alasan keputusan ini.")},
    )


@require_safe
@needs(Right.READ)
def missing_list(request: HttpRequest) -> HttpResponse:
    """List the stations that the last files no longer name, or those withdrawn."""
    election = election_for(request)
    if not election:
        return render(request, "tps/empty.html")
    user = person(request)
    question = missing.read(request.GET, user.reading_place)
    inside = missing.inside(election.pk, question)
    shown = listing(missing.rows(election.pk, question).with_place(), request.GET, sorts=missing.SORTS, default="place")
    stations = list(shown.page.object_list)
    context = {
        "election": election,
        "question": question,
        "page": shown.page,
        "count": shown.count,
        "rows": missing.with_import(election.pk, stations),
        "tabs": _tabs(election.pk, question),
        "filters": _filters(election.pk, question, inside),
        "search": {"name": "q", "label": _("Kode, desa, atau nomor TPS"), "value": question.text},
        "actions": [{"value": each.value, "label": each.label, "icon": ICONS[each]} for each in _actions(question)],
        "may_decide": may_import(user),
        "done": _done(request),
        "now": clock.now(),
    }
    return render(request, "tps/missing.html", context)


@require_safe
@needs(Right.READ)
def missing_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed stations as CSV or XLSX."""
    election = election_for(request)
    if not election or kind not in {"csv", "xlsx"}:
        raise Http404
    question = missing.read(request.GET, person(request).reading_place)
    found = missing.rows(election.pk, question).order_by("region_id", "number")
    answer = csv_response if kind == "csv" else xlsx_response
    return answer(f"tps-{question.state}-{election.code}", missing.HEADER, missing.table(election.pk, found))


@require_POST
@needs(Right.IMPORT)
def missing_decide(request: HttpRequest) -> HttpResponse:
    """Say exactly what a decision will do and to how many, and do it once a reason is given."""
    user = person(request)
    require(may_import(user))
    election = _election(request)
    question = missing.read(request.GET, user.reading_place)
    action = next((each for each in _actions(question) if each == request.POST.get("action")), None)
    back = f"{reverse('missing')}?{request.GET.urlencode()}"
    if action is None:
        messages.error(request, _("Keputusan ini tidak berlaku untuk daftar yang ditampilkan; tidak ada yang diubah."))
        return redirect(back)
    chosen = _chosen(request, election, question)
    ids = list(chosen.within(reach(user)).order_by("region_id", "number").values_list("pk", flat=True))
    if not ids:
        messages.info(request, _("Tidak ada TPS yang dipilih di wilayah tugas Anda; tidak ada yang diubah."))
        return redirect(back)
    form = DecisionForm(request.POST if "reason" in request.POST else None)
    # Decided is what was shown: where the list has changed meanwhile, the person sees the new number first.
    as_shown = request.POST.get("count") == str(len(ids))
    if as_shown and form.is_valid():
        done, written = withdrawals.settle(
            election,
            ids,
            action,
            within=reach(user),
            reason=form.cleaned_data["reason"],
            actor=user,
            at=clock.now(),
        )
        messages.success(request, _sentence(action, done))
        query = request.GET.copy()
        query["done"] = str(written)
        return redirect(f"{reverse('missing')}?{query.urlencode()}")
    shown = PollingStation.objects.filter(pk__in=ids[:SHOWN]).with_place().order_by("region_id", "number")
    context = {
        "election": election,
        "action": action,
        "count": len(ids),
        "changed": bool(request.POST.get("count")) and not as_shown,
        "outside": chosen.count() - len(ids),
        "everything": request.POST.get("everything") == "1",
        "ids": [str(each) for each in ids],
        "shown": shown,
        "more": len(ids) - SHOWN,
        "notes": missing.notes(ids) if action == MissingAction.WITHDRAW else [],
        "form": form,
        "back": back,
        "target": f"{reverse('missing-decide')}?{request.GET.urlencode()}",
    }
    return render(request, "tps/missing_decide.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.IMPORT)
def missing_take_back(request: HttpRequest) -> HttpResponse:
    """Take a decision back, where nobody has changed the stations since."""
    user = person(request)
    require(may_import(user))
    election = _election(request)
    done = _done(request)
    reason = _("Diurungkan dari halaman TPS hilang.")
    at = clock.now()
    count = withdrawals.take_back(election, done, within=reach(user), reason=reason, actor=user, at=at) if done else 0
    told = ngettext("%(n)s TPS dikembalikan.", "%(n)s TPS dikembalikan.", count) % {"n": number_format(count)}
    messages.success(request, told) if count else messages.info(request, _("Sudah diurungkan; tidak ada yang diubah."))
    query = request.GET.copy()
    query.pop("done", None)
    return redirect(f"{reverse('missing')}?{query.urlencode()}")


def _election(request: HttpRequest) -> Election:
    election = election_for(request)
    if not election:
        raise Http404
    return election


def _actions(question: missing.Question) -> tuple[MissingAction, ...]:
    return missing.ACTIONS[question.state]


def _chosen(request: HttpRequest, election: Election, question: missing.Question) -> StationQuerySet:
    if request.POST.get("everything") == "1":
        return missing.rows(election.pk, question)
    asked = [int(each) for each in request.POST.getlist("selected") if each.isascii() and each.isdigit()]
    return missing.inside(election.pk, question).filter(pk__in=[each for each in asked if each < 2**63])


def _done(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("done", ""))
    except ValueError:
        return None


def _sentence(action: MissingAction, count: int) -> str:
    said = {
        MissingAction.WITHDRAW: ngettext("%(n)s TPS ditarik.", "%(n)s TPS ditarik.", count),
        MissingAction.KEEP: ngettext("%(n)s TPS dinyatakan masih ada.", "%(n)s TPS dinyatakan masih ada.", count),
        MissingAction.RESTORE: ngettext("%(n)s TPS dipulihkan.", "%(n)s TPS dipulihkan.", count),
    }
    return said[action] % {"n": number_format(count)}


def _tabs(election_id: int, question: missing.Question) -> list[dict[str, Any]]:
    counts = missing.counts(election_id, question.place)
    labels = {missing.MISSING: _("Hilang dari berkas"), missing.WITHDRAWN: _("Ditarik")}
    return [
        {
            "url": f"{reverse('missing')}?{urlencode({'state': state, 'region': question.place or ''})}",
            "label": labels[state],
            "count": counts[state],
            "current": state == question.state,
        }
        for state in missing.STATES
    ]


def _filters(election_id: int, question: missing.Question, inside: StationQuerySet) -> list[dict[str, Any]]:
    place = question.place or ""
    regions = [_option("", _("Semua wilayah"), None, not place)]
    if place:
        regions.append(_option(place, place, None, True))
    regions += [_option(code, name, count, False) for code, name, count in missing.by_region(inside, place)]
    marking = [_option("", _("Semua impor"), None, question.since is None)] + [
        _option(str(roster.pk), roster.file.name, count, roster.pk == question.since)
        for roster, count in missing.by_import(election_id, inside)
    ]
    return [
        {"name": "region", "label": _("Wilayah"), "options": regions, "single": True},
        {"name": "since", "label": _("Hilang sejak impor"), "options": marking, "single": True},
    ]


def _option(value: str, label: Any, count: int | None, selected: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "selected": selected}
