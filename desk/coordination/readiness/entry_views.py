"""The pages on which readiness is stated: all items of one kecamatan, and one state for many kecamatan at once."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.readiness import actions
from desk.coordination.readiness.access import may_state, reads_within, speaks_for, states_within
from desk.coordination.readiness.filters import Wanted
from desk.coordination.readiness.forms import BulkForm, EntryForm
from desk.coordination.readiness.kinds import Subject
from desk.coordination.readiness.picture import Picture, picture
from desk.coordination.readiness.reading import Cell
from desk.coordination.readiness.views import codes_level
from tps.middleware import election_for

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READINESS)
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """State what holds in one kecamatan: one form for all its items, only those that are filled in are kept."""
    user, at, election = person(request), clock.now(), election_for(request)
    if election is None or codes_level(code) != "district":
        raise Http404
    require(may_state(user, code))
    found = picture(election, Wanted(region=code), at, within=reads_within(user) or "")
    if code not in found.districts:
        raise Http404
    sent = request.method == "POST"
    form = EntryForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        at=at,
        agency=speaks_for(user),
        items=found.every,
    )
    if sent and form.is_valid():
        data = form.cleaned_data
        try:
            count, fresh = actions.state(
                [actions.Say(code, item, state, note) for item, state, note in form.said()],
                election=election,
                source=data["source"],
                informant=data["informant"],
                observed_at=data["observed_at"],
                upload=data["file"],
                actor=user,
                at=at,
                batch=data["client_id"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _sentence(count, fresh))
            return redirect("readiness-region", code=code)
    context = {
        "form": form,
        "election": election,
        "code": code,
        "name": found.places.names[code],
        "groups": _groups(form, found),
        "at": at,
    }
    return render(request, "readiness/entry.html", context, status=422 if form.errors else 200)


def _groups(form: EntryForm, found: Picture) -> list[dict[str, Any]]:
    rows = [
        {"cell": cell, "state": form[f"state-{cell.item.code}"], "note": form[f"note-{cell.item.code}"]}
        for cell in found.counted
    ]
    return [
        {"subject": value, "label": label, "rows": mine}
        for value, label in Subject.choices
        if (mine := [row for row in rows if _subject(row) == value])
    ]


def _subject(row: dict[str, Any]) -> str:
    cell: Cell = row["cell"]
    return cell.item.subject


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READINESS)
def bulk(request: HttpRequest) -> HttpResponse:
    """State the same of many kecamatan at once; nothing before a preview with the exact number."""
    election, user, at = election_for(request), person(request), clock.now()
    if not election:
        messages.info(request, _("Buat dahulu sebuah pemilihan; kesiapan selalu milik satu pemilihan."))
        return redirect("home")
    within = states_within(user)
    require(within is not None)
    found = picture(election, Wanted(), at, within=reads_within(user) or "")
    sent = request.POST if request.method == "POST" else None
    form = BulkForm(
        sent,
        at=at,
        agency=speaks_for(user),
        items=found.every,
        within=within or "",
        initial={"region": request.GET.get("region", "")},
    )
    context: dict[str, Any] = {"form": form, "election": election}
    if sent is None or not form.is_valid():
        return render(request, "readiness/bulk.html", context, status=422 if form.errors else 200)
    says = _says(form, found, user)
    context |= _preview(says, found)
    if sent.get("stage") != "give" or not says:
        return render(request, "readiness/bulk.html", context)
    data = form.cleaned_data
    if data["expected"] != len(says):
        # The roster or the checklist changed since the preview: what was agreed to is not what would be written.
        return render(request, "readiness/bulk.html", context | {"changed": True}, status=409)
    try:
        count, fresh = actions.state(
            says,
            election=election,
            source=data["source"],
            informant=data["informant"],
            observed_at=data["observed_at"],
            actor=user,
            at=at,
            batch=data["client_id"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "readiness/bulk.html", context, status=422)
    messages.success(request, _sentence(count, fresh))
    return redirect("readiness")


def _says(form: BulkForm, found: Picture, user: User) -> list[actions.Say]:
    data = form.cleaned_data
    places = [code for code in found.places.within(data["region"].pk) if may_state(user, code)]
    return [actions.Say(code, item, data["state"], data["note"]) for code in places for item in form.chosen()]


def _preview(says: list[actions.Say], found: Picture) -> dict[str, Any]:
    """Give what would be written, and how many items would turn from which state."""
    now = {(cell.region, cell.item.code): cell.state for cell in found.counted}
    turned = Counter(now[say.region, say.item.code] for say in says)
    places = sorted({say.region for say in says})
    return {
        "previewed": True,
        "count": len(says),
        "places": [(code, found.places.names.get(code, code)) for code in places[:SHOWN]],
        "place_count": len(places),
        "more": len(places) - SHOWN,
        "item_count": len({say.item.code for say in says}),
        "turned": sorted(turned.items(), key=lambda pair: -pair[1]),
    }


def _sentence(count: int, fresh: bool) -> str:
    if not fresh:
        return _("Kiriman ini sudah tersimpan sebelumnya; tidak ada yang dicatat dua kali.")
    return ngettext("%(n)d keterangan tercatat.", "%(n)d keterangan tercatat.", count) % {"n": count}
