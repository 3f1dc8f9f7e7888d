"""Pages that change referrals: sending one, answering, moving it on, referring on, making a task of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.coordination.actions import Refused
from desk.coordination.models import Referral
from desk.coordination.owners import proposal_for, unreachable
from desk.coordination.referrals import actions
from desk.coordination.referrals.access import ends_of, may_refer, visible_to
from desk.coordination.referrals.forms import AskForm, ReferralForm, ReplyForm
from desk.coordination.referrals.rules import MOVES
from desk.coordination.referrals.views import referral_page
from risks.scope import readable_flags


def _referral(request: HttpRequest, pk: int) -> Referral:
    return get_object_or_404(visible_to(person(request)).for_table(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TASKS)
def referral_new(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Refer a risk to an agency; the one that answers where the risk lies is proposed with its reason."""
    user, now = person(request), clock.now()
    flag = get_object_or_404(readable_flags(user).for_page(), pk=flag_id)
    require(may_refer(user, flag.place))
    form = ReferralForm(request.POST or None, at=now, proposal=proposal_for(flag, now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.refer(
                flag, data["to"], form.asked, actor=user, at=now, by=data["by"], client_id=data["client_id"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _sent(request, made)
            return redirect("referral", pk=made.pk)
    context = {"form": form, "flag": flag}
    return render(request, "referrals/new.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.TASKS, Right.ANSWER_TASK)
def referral_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a referral, and with the button of a move also move it on."""
    found = _referral(request, pk)
    ends = ends_of(person(request), found)
    step = MOVES.get(request.POST.get("move", ""))
    require(bool(ends) and (step is None or step.end in ends))
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return referral_page(request, found, reply=form, status=422)
    text, upload, client_id = (form.cleaned_data[name] for name in ("text", "file", "client_id"))
    common = {"actor": person(request), "at": clock.now(), "text": text, "upload": upload, "client_id": client_id}
    try:
        if step is None:
            actions.answer(found.pk, **common)
            messages.success(request, _("Jawaban tersimpan."))
        else:
            moved = actions.move(found.pk, step.name, **common)
            messages.success(
                request,
                _("Rujukan %(number)s sekarang: %(state)s.") % {"number": moved, "state": moved.get_state_display()},
            )
    except Refused as refusal:
        form.add_error("text" if step and step.needs_text and not text.strip() else None, str(refusal))
        found = _referral(request, pk)
        return referral_page(request, found, reply=form, refusal=str(refusal), status=422)
    return redirect("referral", pk=found.pk)


@require_POST
@needs(Right.TASKS)
def referral_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Refer a risk on to a further agency; the chain is kept."""
    found, user, now = _referral(request, pk), person(request), clock.now()
    require(may_refer(user, found.place))
    form = AskForm(request.POST, at=now, prefix="forward")
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.forward(found.pk, data["to"], form.asked, actor=user, at=now, client_id=data["client_id"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found = _referral(request, pk)
        else:
            _sent(request, made)
            return redirect("referral", pk=made.pk)
    return referral_page(request, found, onward=form, status=422)


@require_POST
@needs(Right.TASKS)
def referral_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a task of a referral; the two stay linked."""
    found, user = _referral(request, pk), person(request)
    require(may_refer(user, found.place))
    try:
        task = actions.make_task(found.pk, actor=user, at=clock.now())
    except Refused as refusal:
        return referral_page(request, _referral(request, pk), refusal=str(refusal), status=422)
    messages.success(
        request, _("Tugas %(number)s diberikan kepada %(agency)s.") % {"number": task, "agency": task.owner}
    )
    return redirect("task", task_id=task.pk)


def _sent(request: HttpRequest, made: Referral) -> None:
    messages.success(request, _("%(number)s terkirim kepada %(agency)s.") % {"number": made, "agency": made.to})
    warning = unreachable(made.to, clock.now())
    if warning:
        messages.warning(request, warning)
