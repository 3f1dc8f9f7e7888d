"""What people do to a briefing: cover note, refresh, authorise, correct, decide about deliveries."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk import clock, editing
from desk.accounts.access import needs, person, require
from desk.accounts.roles import Right
from desk.briefings import actions
from desk.briefings.forms import CoverForm, ReasonForm
from desk.briefings.models import Briefing
from desk.briefings.views import may_send, readable_or_404, review
from desk.post import actions as post
from desk.post.links import actions as links
from desk.post.models import Delivery, SecureLink


@require_POST
@needs(Right.DRAFT_BRIEFING)
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the cover note of a draft."""
    briefing = draftable(request, pk)
    with editing.alone(request, briefing):
        form = CoverForm(request.POST, row=briefing, initial={"cover_note": briefing.cover_note})
        if form.is_valid():
            return _done(
                request,
                briefing,
                lambda: actions.write_cover(briefing, form.cleaned_data["cover_note"], actor=person(request)),
                _("Pengantar disimpan."),
            )
    return review(request, briefing, editing.status(form), cover=form)


@require_POST
@needs(Right.DRAFT_BRIEFING)
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the situation of a draft anew."""
    briefing = draftable(request, pk)
    return _done(
        request,
        briefing,
        lambda: actions.refresh(briefing, actor=person(request), at=clock.now()),
        _("Data konsep diperbarui; pengantar tetap seperti semula."),
    )


@require_POST
@needs(Right.AUTHORISE_BRIEFING)
def authorise(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a draft for issue."""
    briefing = readable_or_404(request, pk)
    return _done(
        request,
        briefing,
        lambda: actions.authorise(briefing, actor=person(request), at=clock.now(), seen=request.POST.get("seen", "")),
        _("Laporan disahkan dan sedang dibuat. Nomor diberikan dan surat dikirim tanpa langkah lain."),
    )


@require_POST
@needs(Right.DRAFT_BRIEFING)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a corrected revision of an issued briefing."""
    briefing = draftable(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tuliskan alasan perbaikan; tidak ada yang dibuat."))
        return redirect("briefing", pk)
    try:
        fresh = actions.correct(briefing, reason=form.cleaned_data["reason"], actor=person(request), at=clock.now())
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("briefing", pk)
    messages.success(request, _("Konsep perbaikan disusun. Setelah disahkan, laporan ini diganti dengan nomor baru."))
    return redirect("briefing", fresh.pk)


@require_POST
@needs(Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed or uncertain delivery again, or record that it has arrived."""
    delivery = get_object_or_404(Delivery.objects.select_related("mail"), pk=pk)
    briefing = get_object_or_404(Briefing.objects.for_table(), message_id=delivery.mail_id)
    require(may_send(person(request), briefing))
    reason, decision = request.POST.get("reason", "")[:300], request.POST.get("decision", "")
    try:
        if decision == "bounced":
            post.mark_bounced(delivery, reason=reason, actor=person(request), at=clock.now())
            messages.success(request, _("Surat untuk %(to)s dicatat kembali ke pengirim.") % {"to": delivery.recipient})
        elif decision == "resend":
            post.resend(delivery, reason=reason, actor=person(request), at=clock.now())
            messages.success(request, _("Surat untuk %(to)s dikirim ulang.") % {"to": delivery.recipient})
        else:
            post.mark_arrived(delivery, reason=reason, actor=person(request), at=clock.now())
            messages.success(request, _("Surat untuk %(to)s dicatat sudah sampai.") % {"to": delivery.recipient})
    except post.NotDecided as refusal:
        messages.error(request, str(refusal))
    return redirect("briefing", briefing.pk)


@require_POST
@needs(Right.DRAFT_BRIEFING, Right.AUTHORISE_BRIEFING)
def decide_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Prolong a recipient's secure link by its usual time, or take it back."""
    link = get_object_or_404(SecureLink.objects.select_related("delivery__mail"), delivery_id=pk)
    briefing = get_object_or_404(Briefing.objects.for_table(), message_id=link.delivery.mail_id)
    require(may_send(person(request), briefing))
    reason, actor, now = request.POST.get("reason", "")[:300], person(request), clock.now()
    try:
        if request.POST.get("decision") == "revoke":
            links.revoke(link, reason=reason, actor=actor, at=now)
            messages.success(request, _("Tautan %(to)s dicabut.") % {"to": link.delivery.recipient})
        else:
            links.prolong(link, days=link.delivery.mail.link_days or 1, reason=reason, actor=actor, at=now)
            messages.success(request, _("Tautan %(to)s diperpanjang.") % {"to": link.delivery.recipient})
    except post.NotDecided as refusal:
        messages.error(request, str(refusal))
    return redirect("briefing", briefing.pk)


def draftable(request: HttpRequest, pk: int) -> Briefing:
    """Give a briefing that this person may draft."""
    briefing = readable_or_404(request, pk)
    require(person(request).may(Right.DRAFT_BRIEFING, place=briefing.agency.region_code))
    return briefing


def _done(request: HttpRequest, briefing: Briefing, change: Callable[[], None], word: str) -> HttpResponse:
    try:
        change()
    except actions.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, word)
    return redirect("briefing", briefing.pk)
