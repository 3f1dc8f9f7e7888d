"""The archive and one briefing: review, authorise, follow its delivery."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk import clock, export
from desk.accounts.access import needs, person, require
from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.agencies.models import Agency
from desk.briefings import actions, issuing, showing, words
from desk.briefings.archive.asking import asked_of
from desk.briefings.forms import USUAL, CoverForm, DraftForm, ReasonForm
from desk.briefings.kinds import BriefingState, Edition
from desk.briefings.models import Briefing, Recipient
from desk.briefings.reading import Shared
from desk.briefings.reviewing.forms import AddForm, JudgeForm, StrikeForm
from desk.briefings.reviewing.reading import reviewed
from desk.briefings.reviewing.rules import items
from desk.briefings.situation import Situation
from desk.htmx import page_or_fragment
from desk.listing import listing
from desk.paper.actions import letterhead_of
from tps.middleware import election_for
from tps.models import Election

AT_ONCE = 5  # drafts made while the person waits, about two seconds for a province; more are left to a worker
SORTS = {
    "period": ("-period", "agency__code", "-revision"),
    "agency": ("agency__name", "-period", "-revision"),
    "issued": ("-issued_at", "-pk"),
    "state": ("state", "-period", "agency__code"),
}


@require_safe
@needs(Right.READ_BRIEFINGS)
def archive(request: HttpRequest) -> HttpResponse:
    """List the briefings that this person may read."""
    user = person(request)
    readable = Briefing.objects.readable(reader_of(user))
    asked = asked_of(request.GET)
    rows = asked.within(readable).for_table()
    if reader_of(user) is None:
        rows = rows.with_openings()
    found = listing(rows, request.GET, sorts=SORTS, default="period", per_page=25)
    context = {
        "page": found.page,
        "count": found.count,
        "filters": _filters(readable, asked.chosen),
        "search": {"name": "q", "label": _("Cari nomor, instansi, periode, atau R-0012"), "value": asked.text},
        "staff": reader_of(user) is None,
        "may_draft": user.may_somewhere(Right.DRAFT_BRIEFING),
        "may_settle": user.may(Right.STRUCTURE),
    }
    return page_or_fragment(request, "briefings/list.html", "briefings/_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.DRAFT_BRIEFING)
def new(request: HttpRequest) -> HttpResponse:
    """Make this week's drafts for the chosen agencies; those that stand already are left as they are."""
    user, at = person(request), clock.now()
    allowed = [each for each in Agency.objects.active().order_by("name") if _may_draft(user, each)]
    allowed.sort(key=lambda each: (each.code not in USUAL, "." in each.region_code))
    form = DraftForm(request.POST or None, agencies=allowed, at=at)
    election = election_for(request)
    if not election:
        messages.warning(request, _("Belum ada pemilihan. Buat pemilihan dan muat daftar TPS lebih dulu."))
        return redirect("briefings")
    if request.method == "POST" and form.is_valid():
        chosen = [each for each in allowed if each.code in form.cleaned_data["agencies"]]
        what = {"edition": form.edition(), "period": form.cleaned_data["period"], "actor": user, "at": at}
        if len(chosen) > AT_ONCE:
            job = actions.draft_later(chosen, election, **what)
            messages.info(
                request,
                _("Konsep untuk %(count)s instansi sedang disusun di latar.") % {"count": words.number(len(chosen))},
            )
            return redirect(f"{reverse('job', args=[job.pk])}?{urlencode({'next': reverse('briefings')})}")
        return _drafted(request, *_draft(request, chosen, election, what))
    context = {"form": form, "now": at}
    return render(request, "briefings/new.html", context, status=422 if form.is_bound else 200)


def _draft(
    request: HttpRequest, agencies: list[Agency], election: Election, what: dict[str, Any]
) -> tuple[list[Briefing], list[Briefing]]:
    """Make the drafts while the person waits; gives those made and those that stood already."""
    made: list[Briefing] = []
    stood: list[Briefing] = []
    shared = Shared()
    for agency in agencies:
        try:
            briefing, fresh = actions.draft(agency, election, **what, shared=shared)
        except actions.NotPossible as refusal:
            messages.error(request, str(refusal))
            continue
        (made if fresh else stood).append(briefing)
    return made, stood


def _drafted(request: HttpRequest, made: list[Briefing], stood: list[Briefing]) -> HttpResponse:
    """Say what came of it and go to the draft, or to the archive when there are several."""
    if made:
        names = words.listing(each.agency.name for each in made)
        messages.success(request, _("Konsep disusun untuk %(names)s.") % {"names": names})
    if stood:
        names = words.listing(each.agency.name for each in stood)
        messages.info(request, _("Laporan periode ini sudah ada untuk %(names)s; tidak diubah.") % {"names": names})
    both = made + stood
    return redirect("briefing", both[0].pk) if len(both) == 1 else redirect("briefings")


@require_safe
@needs(Right.READ_BRIEFINGS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one briefing: the same sections that its paper prints, and how its delivery stands."""
    return review(request, readable_or_404(request, pk))


def review(request: HttpRequest, briefing: Briefing, status: int = 200, **forms: Any) -> HttpResponse:
    """Render the page of a briefing; `forms` are those that a person has just sent with a mistake."""
    user = person(request)
    amendments = list(briefing.amendments.standing().for_page())
    found = reviewed(briefing, amendments) if briefing.situation else None
    situation = found.situation if found else None
    may_draft = _may_draft(user, briefing.agency)
    staff = reader_of(user) is None
    shaped = user.pk == briefing.prepared_by_id or any(each.made_by_id == user.pk for each in amendments)
    mine = shaped and not settings.DESK_AUTHORISE_OWN
    draft = briefing.state == BriefingState.DRAFT
    may_edit = draft and may_draft
    context = {
        "briefing": briefing,
        "situation": situation,
        "shown": showing.shown(briefing, situation) if situation else (),
        "summary": showing.summary_of(situation) if situation else "",
        "asked": [*showing.asked_of(situation), *found.added] if situation and found else (),
        "remarks": found.remarks if found else (),
        "title": issuing.title(briefing),
        "period": words.period(briefing.period),
        "short_period": words.short_period(briefing.period),
        "revisions": Briefing.objects.about(briefing.agency_id, briefing.edition, briefing.period)
        .readable(reader_of(user))
        .for_table(),
        "deliveries": showing.deliveries(briefing) if staff else (),
        "recipients": Recipient.objects.filter(agency_id=briefing.agency_id, active=True).count() if draft else None,
        "may_edit": may_edit,
        "amendments": amendments if staff else (),
        "waits": showing.waits(briefing, clock.now()) if draft and staff else None,
        "may_authorise": draft and user.may(Right.AUTHORISE_BRIEFING) and not mine,
        "prepared_by_me": draft and user.may_somewhere(Right.AUTHORISE_BRIEFING) and mine,
        "may_correct": briefing.state == BriefingState.ISSUED and may_draft,
        "may_send": may_send(user, briefing),
        "may_settle": user.may(Right.STRUCTURE),
        "cover_form": forms.get("cover") or CoverForm(row=briefing, initial={"cover_note": briefing.cover_note}),
        "reason_form": forms.get("reason") or ReasonForm(),
        **(_review_forms(briefing, situation, forms) if may_edit and situation else {}),
        "staff": staff,
        "now": clock.now(),
    }
    return render(request, "briefings/detail.html", context, status=status)


def _review_forms(briefing: Briefing, situation: Situation, forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "strike_form": forms.get("strike") or StrikeForm(choices=items(situation), auto_id="strike_%s"),
        "add_form": forms.get("add") or AddForm(auto_id="add_%s"),
        "judge_form": forms.get("judge")
        or JudgeForm(row=briefing, initial=JudgeForm.standing(briefing), auto_id="judge_%s"),
    }


@require_safe
@needs(Right.READ_BRIEFINGS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell whether an authorised briefing has been made; htmx asks until it has, then the page is loaded anew."""
    briefing = readable_or_404(request, pk)
    if briefing.state == BriefingState.AUTHORISED:
        return render(request, "briefings/_progress.html", {"briefing": briefing, "job": showing.job_of(briefing)})
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


@require_safe
@needs(Right.READ_BRIEFINGS)
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the frozen bytes of an issued briefing, or the paper of a draft marked as such."""
    briefing = readable_or_404(request, pk)
    if briefing.document:
        content = bytes(briefing.document.content)
    elif briefing.situation:
        letterhead = letterhead_of(settings.DESK_PROVINCE)
        content, _pages = issuing.paper(briefing, letterhead, None, briefing.as_of)
    else:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    where = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{where}; filename="{issuing.filename(briefing)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@needs(Right.READ_BRIEFINGS)
def enclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the whole list that the paper cuts."""
    briefing = readable_or_404(request, pk)
    if not briefing.enclosure:
        raise Http404
    response = HttpResponse(bytes(briefing.enclosure), content_type=export.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{issuing.filename(briefing, "xlsx")}"'
    return response


def readable_or_404(request: HttpRequest, pk: int) -> Briefing:
    """Give a briefing that this person may read."""
    rows = Briefing.objects.readable(reader_of(person(request)))
    return get_object_or_404(
        rows.select_related("agency", "election", "document", "prepared_by", "authorised_by"), pk=pk
    )


def reader_of(user: User) -> str | None:
    """Give the agency code to which a person's reading is narrowed, None for no narrowing."""
    found = user.scope(Right.READ_BRIEFINGS)
    require(found in {Scope.ALL, Scope.AGENCY})
    if found is Scope.ALL:
        return None
    return user.agency.code if user.agency else ""


def may_send(user: User, briefing: Briefing) -> bool:
    """Tell whether a person may decide about deliveries: who may draft or authorise it."""
    return _may_draft(user, briefing.agency) or user.may(Right.AUTHORISE_BRIEFING)


def _may_draft(user: User, agency: Agency) -> bool:
    return user.may(Right.DRAFT_BRIEFING, place=agency.region_code)


def _filters(readable: Any, chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
    def counted(*fields: str) -> list[tuple[Any, ...]]:
        return list(readable.order_by(*fields).values_list(*fields).annotate(count=Count("pk")))

    agencies = [(code, name, count) for name, code, count in counted("agency__name", "agency__code")]
    states, editions = dict(counted("state")), dict(counted("edition"))
    return [
        _filter("agency", _("Instansi"), agencies, chosen),
        _filter("state", _("Status"), [(v, str(w), states.get(v, 0)) for v, w in BriefingState.choices], chosen),
        _filter("edition", _("Edisi"), [(v, str(w), editions.get(v, 0)) for v, w in Edition.choices], chosen),
    ]


def _filter(name: str, label: str, options: list[tuple[str, str, int]], chosen: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": word.capitalize() if name != "agency" else word, "count": count}
            | {"selected": value in chosen[name]}
            for value, word, count in options
        ],
    }
