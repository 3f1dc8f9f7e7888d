"""Pages of the library of playbooks: all, one with its versions, writing a new version; and the factors of a risk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.agencies.kinds import AgencyKind
from risks import rules
from risks.actions import playbooks as actions
from risks.kinds import Kind
from risks.models import Playbook
from risks.playbook_differences import differences
from risks.playbook_forms import FactorsForm, PlaybookForms
from risks.playbook_kinds import Phase, offset_words, phase_of
from risks.playbooks import Plan, checks_of, plan, plans
from risks.scope import readable_flags


@require_safe
@needs(Right.READ)
def library(request: HttpRequest) -> HttpResponse:
    """Show the playbooks in force, by kind of risk and phase."""
    context = {
        "books": [_shown(each) for each in plans().values()],
        "may_write": person(request).may_somewhere(Right.STRUCTURE),
    }
    return render(request, "playbooks/library.html", context)


@require_safe
@needs(Right.READ)
def playbook(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the playbook of one kind in force, or with `?version=N` an older one."""
    asked = request.GET.get("version", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise Http404
    found = plan(kind, int(asked) if asked else None)
    if found is None:
        raise Http404
    context = {
        "book": _shown(found),
        "versions": Playbook.objects.filter(kind=kind).select_related("written_by"),
        "older": bool(asked),
        "may_write": person(request).may_somewhere(Right.STRUCTURE),
    }
    return render(request, "playbooks/playbook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STRUCTURE)
def playbook_edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new version of a kind's playbook, from the one in force or with `?from=N` from an older one."""
    newest = plan(kind)
    if newest is None:
        raise Http404
    start = request.GET.get("from", "")
    older = plan(kind, int(start)) if start.isascii() and start.isdigit() and len(start) < 6 else None
    sent = request.method == "POST"
    forms = PlaybookForms(older or newest, request.POST if sent else None, seen=newest.version)
    wanted, different = forms.read() if sent else None, list[editing.Row]()
    if wanted is not None:
        head = forms.head.cleaned_data
        try:
            row, _created = actions.write_version(
                wanted,
                seen=head["seen"],
                reason=head["reason"],
                actor=person(request),
                at=clock.now(),
                client_id=head["client_id"],
            )
        except rules.Refused as refusal:
            now = plan(kind) or newest
            forms.overtaken(str(refusal), now.version)
            different = differences(plan(kind, head["seen"]), now, wanted)
        else:
            messages.success(
                request,
                _("Versi %(version)s tersimpan dan kini berlaku. Rencana yang sudah dijalankan tidak berubah.")
                % {"version": row.version},
            )
            return redirect("playbook", kind=kind)
    context = {"forms": forms, "kind": kind, "newest": newest, "older": older, "different": different}
    status = 409 if different else 422 if sent and forms.failed else 200
    return render(request, "playbooks/edit.html", context, status=status)


@require_POST
@needs(Right.JUDGE_RISK)
def factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep which factors hold of a risk; an answer that somebody gave meanwhile is not written over unseen."""
    user = person(request)
    flag = get_object_or_404(readable_flags(user).for_page(), pk=pk)
    require(user.may(Right.JUDGE_RISK, place=flag.place))
    found = plan(flag.kind)
    with editing.alone(request, flag):
        texts = {each.code: each.text for each in found.factors} if found else {}
        form = FactorsForm(flag, texts, checks_of([flag.pk]).get(flag.pk, {}), request.POST)
        if not form.is_valid():
            return render(request, "playbooks/factors.html", {"flag": flag, "form": form}, status=editing.status(form))
        try:
            changed = actions.check_factors(flag, form.answers, actor=user, at=clock.now())
        except rules.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            sentence = ngettext("%(n)d jawaban tersimpan.", "%(n)d jawaban tersimpan.", changed) % {"n": changed}
            messages.success(request, sentence if changed else _("Tidak ada jawaban yang berubah."))
            editing.tell_merged(request, form)
    return redirect("risk", pk=flag.pk)


def _shown(found: Plan) -> dict[str, Any]:
    """Give a playbook for a page: its actions by phase, in the order in which they are due."""
    kinds, texts = dict(AgencyKind.choices), {each.code: each.text for each in found.factors}
    rows = [
        {
            "action": each,
            "when": offset_words(each.day, each.hour),
            "owner": kinds[each.owner_kind],
            "factor": texts.get(each.factor, ""),
            "phase": phase_of(each.day),
        }
        for each in sorted(found.actions, key=lambda each: (each.day, each.hour))
    ]
    return {
        "plan": found,
        "label": Kind(found.kind).label,
        "phases": [(phase.label, [row for row in rows if row["phase"] is phase]) for phase in Phase],
        "count": len(rows),
    }
