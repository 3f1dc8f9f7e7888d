"""Applying playbooks to many risks: an exact reckoning first, then all tasks in one transaction."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from desk.coordination.actions import Refused
from desk.coordination.actions.playbooks import apply
from desk.coordination.chosen import chosen_flags
from desk.coordination.models import AppliedPlaybook
from desk.coordination.playbook_changes import changes
from desk.coordination.playbook_offers import Reckoning, reckon
from desk.coordination.playbook_reading import without_action
from desk.htmx import page_or_fragment

MOST = 200  # risks that one press may turn into tasks: about a dozen tasks each


@require_POST
@needs(Right.TASKS)
def bulk(request: HttpRequest, *, without: bool = False) -> HttpResponse:
    """Reckon what the playbooks of the chosen risks make, and with `action=apply` make exactly that.

    `without` says that "all" means all of the list of risks without an action, not all of the register.
    """
    user, now = person(request), clock.now()
    back = f"{reverse('risks-without-action' if without else 'risks')}?{request.GET.urlencode()}"
    try:
        flags = chosen_flags(request, user, most=MOST, among=without_action if without else None)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    batch = _mark(request)
    agencies = list(Agency.objects.active().order_by("level", "name"))
    reach = {flag.pk for flag in flags if user.may(Right.TASKS, place=flag.place)}
    lines, kept = set(request.POST.getlist("line")), set(request.POST.getlist("keep"))
    found = reckon(
        flags,
        reach=reach,
        left=lines - kept,
        agencies=agencies,
        at=now,
        changes=changes(request.POST, agencies, now),
    )
    trouble = ""
    if request.POST.get("action") == "apply":
        if AppliedPlaybook.objects.filter(batch=batch).exists():
            messages.info(
                request, _("Rencana sudah dijalankan oleh kiriman ini; tidak ada tugas yang dibuat dua kali.")
            )
            return redirect(back)
        if found.wrong:
            trouble = _("Ada tindakan yang perlu diperbaiki. Belum ada tugas yang dibuat.")
        elif not found.tasks:
            trouble = _("Tidak ada tugas yang dapat dibuat dari pilihan ini.")
        elif request.POST.get("token") != found.token:
            trouble = _(
                "Jumlahnya berubah sejak halaman ini dibuka. Belum ada tugas yang dibuat; periksa lalu kirim lagi."
            )
        else:
            try:
                outcome = apply(found.asked, actor=user, at=now, batch=batch)
            except Refused as refusal:
                trouble = str(refusal)
            else:
                messages.success(request, _said(outcome.tasks, len(outcome.applied), found, len(outcome.before)))
                return redirect(back)
    context = {
        "found": found,
        "batch": batch,
        "flags": ",".join(str(flag.pk) for flag in flags),
        "trouble": trouble,
        "back": back,
        "agencies": agencies,
        "kinds": [(each, [line for line in found.lines if line.kind == each.kind]) for each in found.plans],
    }
    status = 409 if trouble else 200
    return page_or_fragment(request, "playbooks/bulk.html", "playbooks/_bulk.html", context, status=status)


def _mark(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        return uuid.uuid4()


def _said(tasks: int, flags: int, found: Reckoning, first: int) -> str:
    made = ngettext("%(n)d tugas dibuat", "%(n)d tugas dibuat", tasks) % {"n": tasks}
    about = ngettext("untuk %(n)d risiko.", "untuk %(n)d risiko.", flags) % {"n": flags}
    left = found.outside + found.closed + found.before + found.empty + first
    skipped = _("Dilewati: %(n)d risiko.") % {"n": left} if left else ""
    return f"{made} {about} {skipped}".strip()
