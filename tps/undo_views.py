"""The page that says what undoing an import would do, or why it cannot be done; and the agreement to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.history import words
from tps import undoing
from tps.actions import undo
from tps.import_views import may_import
from tps.kinds import ImportState
from tps.models import RosterImport


class ReasonForm(forms.Form):
    """Why an import is undone; history keeps it."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Dicatat di riwayat beserta nama Anda, misalnya: berkas yang salah."),
        error_messages={"required": gettext_lazy("Sebutkan mengapa impor ini dibatalkan.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT)
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing an import would do and take the agreement; nothing happens without a reason."""
    user = person(request)
    require(may_import(user))
    roster = get_object_or_404(RosterImport.objects.for_undo(), pk=pk)
    if roster.state != ImportState.APPLIED or roster.undoing:
        if request.method == "POST":
            messages.info(request, _("Impor ini sudah atau sedang dibatalkan; tidak ada yang diulang."))
        return redirect("import", pk)
    found = undoing.prospect(roster, within=undo.reach(user))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        require(not found.outside)
        if found.free and form.is_valid():
            undo.ask(roster, reason=form.cleaned_data["reason"], actor=user, at=clock.now())
            return redirect("import", pk)
    context = {
        "roster": roster,
        "found": found,
        "later": [_told(each) for each in found.later],
        "form": form,
        "failed": roster.undo_job if roster.undo_job and roster.undo_job.state == "failed" else None,
    }
    return render(request, "imports/undo.html", context, status=422 if form.errors else 200)


def _told(later: undoing.Later) -> dict[str, Any]:
    facts = later.facts
    return {
        "what": words.done(str(facts.get("action", "")), "update"),
        "who": facts.get("username") or _("sistem"),
        "roster": facts.get("roster"),
        "at": later.at,
        "stations": later.stations,
        "codes": later.codes,
    }
