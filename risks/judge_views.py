"""One risk: its page and side panel, and the judgements that people pass on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Role
from desk.htmx import page_or_fragment, wants_fragment
from risks import actions, ageing, holds, policy, rules
from risks.batch_merged import said_elsewhere
from risks.care_forms import CARE, CareForm
from risks.judge_forms import JudgeForm
from risks.kinds import Outcome, Severity
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
    if request.POST.get("action") in CARE:
        return _settle(request, flag, user)
    form = JudgeForm(request.POST)
    try:
        flag, sentence = _judge(flag, _checked(form), user)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
        context = {**_detail(user, _flag(request, pk)), "typed": request.POST, "answer": True}
        return _refused(request, context)
    messages.success(request, sentence)
    return _judged(request, flag.pk)


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


def _settle(request: HttpRequest, flag: Flag, user: User) -> HttpResponse:
    """Save what is settled beside the steps; who comes second sees all texts and decides."""
    name = request.POST["action"]
    with editing.alone(request, flag):
        form = CARE[name](flag, request.POST)
        if form.is_valid():
            try:
                messages.success(request, _settled(flag, name, form.cleaned_data, user))
            except rules.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                editing.tell_merged(request, form)
                return _judged(request, flag.pk)
    context = _detail(user, _flag(request, flag.pk))
    return _refused(request, {**context, "care": {**context["care"], _key(name): form}, "answer": True})


def _judged(request: HttpRequest, pk: int) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "risks/_panel.html", {**_detail(person(request), _flag(request, pk)), "answer": True})
    return redirect("risk", pk=pk)


def _refused(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 200 if wants_fragment(request) else 409
    return page_or_fragment(request, "risks/detail.html", "risks/_panel.html", context, status=status)


def _key(name: str) -> str:
    return name.replace("-", "_")


def _flag(request: HttpRequest, pk: int) -> Flag:
    return get_object_or_404(readable_flags(person(request)).for_page(), pk=pk)


def _place(statement: Observation) -> str:
    return statement.station.region_id if statement.station else str(statement.region_id)


def _detail(user: User, flag: Flag) -> dict[str, Any]:
    at = clock.now()
    read = read_for(user, [flag], at)[0]
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
        "care": _care(flag) if may_judge else {},
        "score": flag.likelihood * flag.impact if flag.likelihood and flag.impact else None,
        "by_matrix": _by_matrix(flag),
        "transitions": flag.transitions.select_related("actor", "other"),
        "duplicates": flag.duplicates.order_by("pk"),
        "merged": said_elsewhere(flag, narrow=user.role == Role.LIAISON, agency_id=user.agency_id),
        "stale": ageing.stale(flag.status, flag.since or flag.verified_at or flag.reported_at, at, policy.limits()),
        "review_due": flag.open and flag.review_on is not None and flag.review_on <= clock.local(at).date(),
        "holds": holds.on([flag.pk]).get(flag.pk, []) if may_judge and flag.open else [],
        "typed": {},
        "matrix_words": policy.matrix().words(),
    }


def _care(flag: Flag) -> dict[str, CareForm]:
    """Give the forms of what is settled beside the steps, as they open."""
    return {_key(name): form(flag) for name, form in CARE.items()}


def _by_matrix(flag: Flag) -> Severity | None:
    """Give what the matrix says as it is set today, beside a severity that was set by hand."""
    return policy.matrix().severity(flag.likelihood, flag.impact) if flag.likelihood and flag.impact else None


def _judge(flag: Flag, data: dict[str, Any], user: User) -> tuple[Flag, str]:
    """Call the action that the button asks for, and give its sentence."""
    step: dict[str, Any] = {"actor": user, "at": clock.now(), "comment": data["comment"], "seen": data["seen"]}
    closing = {**step, "despite": data["despite"]}
    number = {"number": flag.number}
    match data["action"]:
        case rules.Step.VERIFY:
            return actions.verify(flag, **step), _("%(number)s terverifikasi.") % number
        case rules.Step.MITIGATE:
            return actions.mitigate(flag, **step), _("%(number)s kini dalam mitigasi.") % number
        case rules.Step.RESOLVE:
            return actions.resolve(flag, **closing), _("%(number)s selesai.") % number
        case rules.Step.REOPEN:
            return actions.reopen(flag, **step), _("%(number)s dibuka kembali.") % number
        case _:
            done = actions.dismiss(flag, outcome=data["outcome"], duplicate_of=data["duplicate_of"], **closing)
            return done, _("%(number)s ditolak. Dapat dibuka kembali.") % number


def _settled(flag: Flag, name: str, data: dict[str, Any], user: User) -> str:
    """Call the action that the button asks for, and give its sentence."""
    settle: dict[str, Any] = {"actor": user, "at": clock.now()}
    number = {"number": flag.number}
    match name:
        case "severity":
            actions.set_severity(flag, severity=data["severity"], reason=data["comment"], **settle)
            return _("Keparahan %(number)s diubah.") % number
        case "assess":
            scores = {"likelihood": data["likelihood"], "impact": data["impact"]}
            done = actions.assess(flag, **scores, reason=data["comment"], **settle)
            word = {**number, "word": Severity(done.severity).label}
            return _("Keparahan %(number)s menurut matriks: %(word)s.") % word
        case "owner":
            actions.assign(flag, owner=data["owner"], assignee=data["assignee"], **settle)
            return _("Penanggung jawab disimpan.")
        case "review":
            actions.review(flag, on=data["review_on"], **settle)
            return _("Tanggal tinjauan disimpan.")
        case _:
            actions.note_internally(flag, text=data["internal_note"], **settle)
            return _("Catatan internal disimpan.")


def _checked(form: JudgeForm) -> dict[str, Any]:
    if not form.is_valid():
        raise rules.Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data
