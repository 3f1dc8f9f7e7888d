"""The register's bulk bar: one action on the chosen risks, or on all that the filters find."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import User
from desk.accounts.roles import Right
from risks import actions, filters, inbox_forms, rules
from risks.batch_messages import tell
from risks.judge_forms import desk_people
from risks.kinds import Outcome
from risks.models import BatchAction
from risks.querysets import FlagQuerySet
from risks.scope import readable_flags, viewer_of
from tps.middleware import election_for

OUTCOMES = [each for each in Outcome.choices if each[0] != Outcome.DUPLICATE]
CHOSEN = ("selected", "seen", "everything", "client_id")  # what says which risks are meant


@require_POST
@needs(Right.JUDGE_RISK)
def bulk(request: HttpRequest) -> HttpResponse:
    """Change the chosen risks, or all that the filters find, and say exactly what was done.

    When the rules refuse, the choice and what was typed stand on a page of their own.
    """
    user, at = person(request), clock.now()
    try:
        result = _carry_out(request, _chosen(request, user), user)
    except rules.Refused as refusal:
        return _ask_again(request, user, str(refusal))
    tell(request, result, at)
    return redirect(f"{reverse('risks')}?{request.GET.urlencode()}")


def _carry_out(request: HttpRequest, ids: list[int], user: User) -> actions.BulkResult:
    sent = request.POST
    action = sent.get("action", "")
    common: dict[str, Any] = {
        "actor": user,
        "at": clock.now(),
        "comment": (sent.get(f"comment-{action}") or sent.get("comment", ""))[:4000],
        "seen": {} if sent.get("everything") == "1" else inbox_forms.seen_versions(sent),
        "client_id": _mark(request),
    }
    match action:
        case BatchAction.VERIFY:
            return actions.verify_many(ids, **common)
        case BatchAction.DISMISS:
            return actions.dismiss_many(ids, outcome=sent.get("outcome", ""), **common)
        case BatchAction.MERGE:
            return actions.merge_many(ids, inbox_forms.merged_into(sent, readable_flags(user)), **common)
        case BatchAction.ASSIGN:
            owner, assignee = inbox_forms.in_charge(sent)
            return actions.assign_many(ids, owner=owner, assignee=assignee, nobody="nobody" in sent, **common)
        case BatchAction.REGION:
            return actions.set_region_many(ids, inbox_forms.region_named(sent, user.remit), **common)
    raise rules.Refused(_("Tindakan ini tidak dikenal; muat ulang daftar, lalu pilih lagi."))


def _chosen(request: HttpRequest, user: User) -> list[int]:
    readable = readable_flags(user)
    if request.POST.get("everything") == "1":
        election = election_for(request)
        chosen = filters.parse(request.GET, viewer_of(user, clock.now()))
        if not election or chosen.unknown:
            raise rules.Refused(_("Saringan pada alamat halaman tidak dikenal; muat ulang daftar, lalu pilih lagi."))
        flags = filters.narrow(readable.of(election.pk), chosen, election_id=election.pk)
        return list(flags.order_by().values_list("pk", flat=True)[: actions.MOST + 1])
    found = _given(request, readable)
    if not found:
        raise rules.Refused(_("Tidak ada risiko yang dipilih."))
    return found


def _given(request: HttpRequest, readable: FlagQuerySet) -> list[int]:
    given = [int(each) for each in request.POST.getlist("selected") if each.isascii() and each.isdigit()]
    return list(readable.filter(pk__in=[each for each in given if each < 2**62]).values_list("pk", flat=True))


def _mark(request: HttpRequest) -> uuid.UUID | None:
    """Give the mark of this click: the page's own, and what was chosen on it.

    Who goes back to the page and chooses something else does something else, and is not taken for a double click.
    """
    page = inbox_forms.client_id(request.POST)
    if page is None:
        return None
    sent = sorted((name, sorted(values)) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    digest = hashlib.sha256(repr((sent, sorted(request.GET.lists()))).encode()).hexdigest()
    return uuid.uuid5(page, digest)


def _ask_again(request: HttpRequest, user: User, sentence: str) -> HttpResponse:
    sent = request.POST
    action = sent.get("action", "")
    context = {
        "sentence": sentence,
        "action": action if action in BatchAction.values else "",
        "title": BatchAction(action).label if action in BatchAction.values else _("Tindakan massal"),
        "kept": [(name, value) for name in CHOSEN for value in sent.getlist(name)],
        "count": len(set(sent.getlist("selected"))),
        "everything": sent.get("everything") == "1",
        "typed": {**sent.dict(), "comment": sent.get(f"comment-{action}", "")},
        "back": f"{reverse('risks')}?{request.GET.urlencode()}",
        **choices(user),
    }
    return render(request, "risks/batch_again.html", context, status=409)


def choices(user: User) -> dict[str, Any]:
    """Give what the fields of the bulk bar offer: reasons, agencies, people of the desk, and minutes for the undo."""
    people = [each for each in desk_people() if _meets(user, each)]
    return {
        "outcomes": OUTCOMES,
        "owners": filters.owners(),
        "people": people,
        "undo_minutes": settings.DESK_UNDO_MINUTES,
    }


def _meets(user: User, other: User) -> bool:
    """Tell whether two people's remits have risks in common."""
    return user.may(Right.JUDGE_RISK, place=other.remit) or other.may(Right.JUDGE_RISK, place=user.remit)
