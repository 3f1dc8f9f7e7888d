"""The inbox of risks that wait to be verified: read, judge one or many, take the next ones, see who else looks."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.models import SavedList
from desk.accounts.roles import Right
from desk.accounts.saved_views import offered, opening
from desk.htmx import wants_fragment
from risks import inbox, inbox_acts, inbox_forms, inbox_page, presence, rules
from risks.actions.guards import overtaken
from risks.forms import place_label
from risks.judge_forms import desk_people
from risks.kinds import Status
from risks.models import Flag
from risks.querysets import FlagQuerySet
from tps import search
from tps.middleware import election_for

MOST_OFFERED = 8
MOST_REFERRED = 200  # they travel in an address


@require_safe
@needs(Right.JUDGE_RISK)
def show(request: HttpRequest) -> HttpResponse:
    """Show the inbox; htmx gets the risk that was chosen in its list."""
    views = offered(request, SavedList.INBOX)
    if start := opening(request, views):
        return start
    user, election = person(request), election_for(request)
    asked = inbox.parse(request.GET)
    if not election:
        return render(request, "risks/inbox.html", {"election": None})
    if wants_fragment(request):
        context = inbox_page.one(user, election, asked, request.GET, clock.now())
        response = render(request, "risks/_inbox_one.html", context)
    else:
        context = {**inbox_page.whole(user, election, asked, request.GET, clock.now()), "views": views}
        response = render(request, "risks/inbox.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@needs(Right.JUDGE_RISK)
def act(request: HttpRequest) -> HttpResponse:
    """Do to the chosen risks what the button says, then show the next one."""
    user, election = person(request), election_for(request)
    if not election:
        return redirect("risks-inbox")
    asked = inbox.parse(request.GET)
    at = clock.now()
    if request.POST.get("action") == "refer":
        return _refer(request, inbox_page.rows_of(user, election, asked))
    level, past = "success", None
    try:
        outcome = inbox_acts.carry_out(request.POST, user, election, asked, at=at)
        asked, past, sentence = outcome.asked, outcome.past, outcome.sentence
        level = "success" if outcome.done else "warning"
    except rules.Refused as refusal:
        sentence, level = str(refusal), "error"
        asked = inbox_acts.staying(asked, request.POST)
    query = inbox_acts.address(request.GET, asked)
    context = inbox_page.whole(user, election, asked, query, at, past=past)
    shown = context["flag"]
    query["flag"] = str(shown.pk) if shown else ""
    where = f"{reverse('risks-inbox')}?{query.urlencode()}"
    if not wants_fragment(request):
        messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], sentence)
        return redirect(where)
    answer = render(request, "risks/_inbox_answer.html", {**context, "sentence": sentence, "level": level})
    answer["HX-Replace-Url"] = where
    return answer


def _refer(request: HttpRequest, rows: FlagQuerySet) -> HttpResponse:
    """Go to the page on which the chosen risks are referred; that page belongs to an upper app and asks first."""
    try:
        ids, _number = inbox_forms.chosen_ids(request.POST, rows)
        trouble = ""
    except rules.Refused as refusal:
        ids, trouble = [], str(refusal)
    if len(ids) > MOST_REFERRED:
        trouble = _(
            "Paling banyak %(most)d risiko dirujuk dari kotak masuk; untuk lebih banyak pakai daftar risiko."
        ) % {"most": MOST_REFERRED}
    if trouble:
        messages.error(request, trouble)
        where = f"{reverse('risks-inbox')}?{request.GET.urlencode()}"
    else:
        where = f"{reverse('referrals-bulk')}?flags={','.join(map(str, ids))}"
    if not wants_fragment(request):
        return redirect(where)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = where
    return answer


@require_POST
@needs(Right.JUDGE_RISK)
def look(request: HttpRequest) -> HttpResponse:
    """Take note that a person has a risk before them, and tell who else looks at what; 204 when nothing is new."""
    user = person(request)
    rows = [pk for pk in (inbox.number(each.partition("|")[0]) for each in request.POST.getlist("seen")) if pk]
    rows = list(dict.fromkeys(rows[-inbox.PER_PAGE - 1 :]))
    shown = inbox.number(request.POST.get("flag", ""))
    flag = Flag.objects.filter(pk=shown).select_related("station").first() if shown else None
    context: dict[str, Any] = {"rows": [], "here": [], "gone": ""}
    if flag is not None and user.may(Right.JUDGE_RISK, place=flag.place):
        presence.look(user, flag.pk)
        found = presence.lookers(desk_people().exclude(pk=user.pk), rows)
        gone = "" if flag.status == Status.REPORTED else str(overtaken(flag))
        context = {"rows": [(pk, found.get(pk, [])) for pk in rows], "here": found.get(flag.pk, []), "gone": gone}
    told = f"{shown} {context['gone']} {[(pk, [each.pk for each in who]) for pk, who in context['rows']]}"
    known = hashlib.sha256(told.encode()).hexdigest()[:16]
    if request.POST.get("known") == known:
        return HttpResponse(status=204)
    return render(request, "risks/_inbox_looking.html", {**context, "known": known})


@require_safe
@needs(Right.JUDGE_RISK)
def regions(request: HttpRequest) -> HttpResponse:
    """Offer the regions whose names begin as typed, for the field in which a risk's region is set."""
    text = request.GET.get("region", "").replace("\x00", "")[:100]
    within = inbox_page.place_of(person(request))
    found = search.find_regions(text, within=within, limit=MOST_OFFERED) if text.strip() else []
    return render(request, "risks/_inbox_regions.html", {"regions": [(each.code, place_label(each)) for each in found]})
