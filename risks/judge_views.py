"""One risk: its page and side panel, and the judgements that people pass on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.htmx import page_or_fragment, wants_fragment
from risks import actions, filters, rules
from risks.forms import JudgeForm
from risks.kinds import SEVERITY_ORDER, Outcome, Severity
from risks.models import Flag, Observation
from risks.scope import read_for, readable_flags


@require_safe
@needs(Right.READ)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one risk with everything that was said about its place; htmx gets it as a side panel."""
    flag = _flag(request, pk)
    return page_or_fragment(request, "risks/detail.html", "risks/_panel.html", _detail(person(request), flag))


@require_POST
@needs(Right.JUDGE_RISK)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one risk; what was typed stays on the page when the rules refuse."""
    user = person(request)
    flag = _flag(request, pk)
    require(user.may(Right.JUDGE_RISK, place=flag.place))
    form = JudgeForm(request.POST)
    try:
        flag, sentence = _judge(flag, _checked(form), user)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
        context = {**_detail(user, _flag(request, pk)), "typed": request.POST, "answer": True}
        status = 200 if wants_fragment(request) else 409
        return page_or_fragment(request, "risks/detail.html", "risks/_panel.html", context, status=status)
    messages.success(request, sentence)
    if wants_fragment(request):
        return render(request, "risks/_panel.html", {**_detail(user, _flag(request, pk)), "answer": True})
    return redirect("risk", pk=flag.pk)


@require_POST
@needs(Right.JUDGE_RISK)
def verify_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one source's statement as checked; it then speaks for the place before unverified ones."""
    user = person(request)
    statement = get_object_or_404(Observation.objects.select_related("station", "flag"), pk=pk)
    require(user.may(Right.JUDGE_RISK, place=_place(statement)))
    try:
        actions.verify_observation(statement, actor=user, at=clock.now())
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pernyataan ditandai terverifikasi; kini didahulukan di atas yang belum."))
    return redirect("risk", pk=statement.flag_id) if statement.flag_id else redirect("risks")


def _flag(request: HttpRequest, pk: int) -> Flag:
    return get_object_or_404(readable_flags(person(request)).for_page(), pk=pk)


def _place(statement: Observation) -> str:
    return statement.station.region_id if statement.station else str(statement.region_id)


def _detail(user: User, flag: Flag) -> dict[str, Any]:
    read = read_for(user, [flag], clock.now())[0]
    may_judge = user.may(Right.JUDGE_RISK, place=flag.place)
    own = flag.reported_by_id == user.pk and rules.grave(flag.severity) and user.role != Role.ADMIN
    grade = read.current.grade if read.current else ""
    proposed = rules.proposed_severity(flag.kind, grade) if read.current and rules.adverse(grade) else None
    return {
        "flag": flag,
        "read": read,
        "may_judge": may_judge and not own,
        "own_grave": may_judge and own,
        "may_verify_statements": may_judge,
        "may_read_internal": user.role != Role.LIAISON,
        "may_log": user.role == Role.LIAISON or user.may(Right.LOG_RISK, place=flag.place),
        "may_task": user.may(Right.TASKS, place=flag.place),
        "steps": [step.value for step in rules.steps_from(flag.status)],
        "proposed": proposed if proposed and proposed != flag.severity else None,
        "outcomes": Outcome.choices,
        "severities": sorted(Severity.choices, key=lambda each: -SEVERITY_ORDER[Severity(each[0])]),
        "owners": filters.owners() if may_judge else [],
        "typed": {},
    }


def _judge(flag: Flag, data: dict[str, Any], user: User) -> tuple[Flag, str]:
    """Call the action that the button asks for, and give its sentence."""
    common: dict[str, Any] = {"actor": user, "at": clock.now()}
    step = {**common, "comment": data["comment"], "seen": data["seen"]}
    number = {"number": flag.number}
    match data["action"]:
        case rules.Step.VERIFY:
            return actions.verify(flag, **step), _("%(number)s terverifikasi.") % number
        case rules.Step.MITIGATE:
            return actions.mitigate(flag, **step), _("%(number)s kini dalam mitigasi.") % number
        case rules.Step.RESOLVE:
            return actions.resolve(flag, **step), _("%(number)s selesai.") % number
        case rules.Step.REOPEN:
            return actions.reopen(flag, **step), _("%(number)s dibuka kembali.") % number
        case rules.Step.DISMISS:
            done = actions.dismiss(flag, outcome=data["outcome"], duplicate_of=data["duplicate_of"], **step)
            return done, _("%(number)s ditolak. Dapat dibuka kembali.") % number
        case "severity":
            done = actions.set_severity(flag, severity=data["severity"], reason=data["comment"], **common)
            return done, _("Keparahan %(number)s diubah.") % number
        case "owner":
            return actions.assign(flag, owner=data["owner"], **common), _("Penanggung jawab disimpan.")
        case _:
            return actions.note_internally(flag, text=data["internal_note"], **common), _("Catatan internal disimpan.")


def _checked(form: JudgeForm) -> dict[str, Any]:
    if not form.is_valid():
        raise rules.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data
