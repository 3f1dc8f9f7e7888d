"""The pages of the checklist: its items and versions, and writing a new version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.models import ReadinessChecklist
from desk.coordination.readiness import actions
from desk.coordination.readiness.checklist import in_force, stages_of, version
from desk.coordination.readiness.checklist_forms import ChecklistForms
from desk.coordination.readiness.kinds import Subject
from tps.middleware import election_for


@require_safe
@needs(Right.READ)
def checklist(request: HttpRequest) -> HttpResponse:
    """Show the items in force, or with `?version=N` those of an older version."""
    election = election_for(request)
    if election is None:
        return render(request, "readiness/items.html", {"election": None})
    number, items = in_force(election.pk)
    asked = request.GET.get("version", "")
    if asked:
        older = version(election.pk, int(asked)) if _number(asked) else None
        if older is None:
            raise Http404
        items = older
    context: dict[str, Any] = {
        "election": election,
        "number": int(asked) if asked else number,
        "newest": number,
        "count": len(items),
        "groups": [
            (label, [{"item": item, "wanted": item.wanted_on(election.polling_date)} for item in mine])
            for value, label in Subject.choices
            if (mine := [item for item in items if item.subject == value])
        ],
        "versions": ReadinessChecklist.objects.filter(election=election).select_related("written_by"),
        "may_write": person(request).may(Right.STRUCTURE),
    }
    return render(request, "readiness/items.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def edit(request: HttpRequest) -> HttpResponse:
    """Write a new version of the checklist, from the one in force or with `?from=N` from an older one."""
    election = election_for(request)
    if election is None:
        messages.info(request, _("Buat dahulu sebuah pemilihan; kesiapan selalu milik satu pemilihan."))
        return redirect("home")
    number, items = in_force(election.pk)
    start = request.GET.get("from", "")
    older = version(election.pk, int(start)) if _number(start) else None
    stages = sorted(
        {each.pk: each for each in stages_of(election.pk).values()}.values(), key=lambda each: each.starts_on
    )
    sent = request.method == "POST"
    forms = ChecklistForms(older or items, stages, request.POST if sent else None, seen=number)
    wanted = forms.read() if sent else None
    if wanted is not None:
        head = forms.head.cleaned_data
        try:
            row, _created = actions.write_checklist(
                election,
                wanted,
                seen=head["seen"],
                reason=head["reason"],
                actor=person(request),
                at=clock.now(),
                client_id=head["client_id"],
            )
        except Refused as refusal:
            forms.overtaken(str(refusal), in_force(election.pk)[0])
        else:
            messages.success(
                request,
                _("Versi %(version)s tersimpan dan kini berlaku. Keterangan yang sudah dicatat tidak berubah.")
                % {"version": row.version},
            )
            return redirect("readiness-items")
    context = {"forms": forms, "election": election, "newest": number, "older": older is not None}
    return render(request, "readiness/items_edit.html", context, status=422 if sent and forms.failed else 200)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
