"""What reviewers do to a draft beside the cover note."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import clock, editing
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.briefings.actions import NotPossible
from desk.briefings.change_views import draftable
from desk.briefings.models import Amendment, Briefing
from desk.briefings.reviewing import actions
from desk.briefings.reviewing.forms import AddForm, JudgeForm, StrikeForm
from desk.briefings.reviewing.rules import items
from desk.briefings.situation import from_json
from desk.briefings.views import review


@require_POST
@needs(Right.DRAFT_BRIEFING)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave an item out of a draft's lists."""
    briefing = draftable(request, pk)
    choices = items(from_json(briefing.situation)) if briefing.situation else ()
    form = StrikeForm(request.POST, choices=choices, auto_id="strike_%s")
    if not form.is_valid():
        return review(request, briefing, 422, strike=form)
    found = form.cleaned_data
    what = {"reason": found["reason"], "client_id": found["client_id"], "actor": person(request), "at": clock.now()}
    word = _("%(number)s dicoret dari daftar; jumlah tidak berubah.") % {"number": found["number"]}
    return _done(request, briefing, lambda: actions.strike(briefing, found["number"], **what), word)


@require_POST
@needs(Right.DRAFT_BRIEFING)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a point to a draft."""
    briefing = draftable(request, pk)
    form = AddForm(request.POST, auto_id="add_%s")
    if not form.is_valid():
        return review(request, briefing, 422, add=form)
    found = form.cleaned_data
    what = {"reason": found["reason"], "client_id": found["client_id"], "actor": person(request), "at": clock.now()}
    return _done(
        request,
        briefing,
        lambda: actions.add(briefing, found["text"], **what),
        _("Butir ditambahkan dan ditandai sebagai tambahan peninjau."),
    )


@require_POST
@needs(Right.DRAFT_BRIEFING)
def take_back(request: HttpRequest, pk: int, amendment: int) -> HttpResponse:
    """Take a change of a draft back."""
    briefing = draftable(request, pk)
    rows = Amendment.objects.select_related("briefing__agency")
    found = get_object_or_404(rows, pk=amendment, briefing_id=briefing.pk)
    return _done(
        request,
        briefing,
        lambda: actions.withdraw(found, actor=person(request), at=clock.now()),
        _("Perubahan ditarik kembali."),
    )


@require_POST
@needs(Right.DRAFT_BRIEFING)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far the desk trusts the issue."""
    briefing = draftable(request, pk)
    with editing.alone(request, briefing):
        form = JudgeForm(request.POST, row=briefing, initial=JudgeForm.standing(briefing), auto_id="judge_%s")
        if form.is_valid():
            found = form.cleaned_data
            return _done(
                request,
                briefing,
                lambda: actions.judge(
                    briefing, confidence=found["confidence"], note=found["note"], actor=person(request)
                ),
                _("Keyakinan disimpan."),
            )
    return review(request, briefing, editing.status(form), judge=form)


def _done(request: HttpRequest, briefing: Briefing, change: Callable[[], object], word: str) -> HttpResponse:
    try:
        change()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, word)
    return redirect("briefing", briefing.pk)
