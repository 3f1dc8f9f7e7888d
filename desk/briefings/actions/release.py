"""What follows a draft: an official's word, then number, paper, frozen bytes and mails in one transaction."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import export
from desk.accounts.models import User
from desk.briefings import issuing
from desk.briefings.actions.common import NotPossible, locked
from desk.briefings.actions.drafting import shaped_by
from desk.briefings.kinds import BriefingState
from desk.briefings.models import Briefing, Handling, Recipient
from desk.briefings.reviewing.reading import reviewed
from desk.context import acting
from desk.paper import actions as paper
from desk.paper import signing
from desk.paper.models import Document
from desk.post import actions as post
from desk.post.models import Message
from desk.work.actions import enqueue

ISSUE = "briefings.issue"


def authorise(briefing: Briefing, *, actor: User | None, at: datetime, seen: str = "", by_rule: bool = False) -> None:
    """Release a draft for issue by a person other than its preparer, and ask a worker to make it.

    `seen` is the mark of the draft that the person has read; a draft that was changed since is not released.
    `by_rule` says that nobody did so in time and the agency's rules let it go out all the same.
    """
    if actor and shaped_by(briefing, actor) and not settings.DESK_AUTHORISE_OWN:
        raise NotPossible(
            _("Laporan ini Anda susun sendiri. Konsep tetap tersimpan; mintalah pejabat lain mengesahkannya.")
        )
    _can_sign(at)
    with acting(actor, "briefing.authorise", agency=briefing.agency.code, place=briefing.agency.region_code):
        fresh = locked(briefing, BriefingState.DRAFT)
        if seen and seen != fresh.seen:
            raise NotPossible(
                _("Konsep ini diubah sejak Anda membukanya; belum disahkan. Baca isinya yang baru, lalu sahkan lagi.")
            )
        fresh.state, fresh.authorised_by, fresh.authorised_at = BriefingState.AUTHORISED, actor, at
        fresh.by_rule = by_rule
        fresh.job_id = enqueue(ISSUE, {"briefing_id": fresh.pk}, actor=actor, at=at).pk
        fresh.save(update_fields=["state", "authorised_by", "authorised_at", "by_rule", "job_id"])


def issue(briefing_id: int, *, at: datetime, skip_locked: bool = False) -> Briefing | None:
    """Number, draw, freeze and queue an authorised briefing in one transaction; a second run changes nothing.

    None when somebody else is issuing it right now and `skip_locked` is set; NotPossible for a draft.
    """
    with transaction.atomic():
        rows = Briefing.objects.select_for_update(of=("self",), skip_locked=skip_locked)
        briefing = rows.select_related("agency", "election", "authorised_by").filter(pk=briefing_id).first()
        if briefing is None:
            return None
        if briefing.document_id:
            return briefing
        if briefing.state != BriefingState.AUTHORISED:
            raise NotPossible(_("Laporan ini belum disahkan. Tidak ada yang diterbitkan."))
        actor = briefing.authorised_by
        # Whoever's language this runs in, what is frozen and sent is in the paper's.
        with (
            override(issuing.PAPER_LANGUAGE),
            acting(actor, "briefing.issue", agency=briefing.agency.code, place=briefing.agency.region_code),
        ):
            try:
                _freeze(briefing, actor, at)
            except signing.CannotSign as refusal:
                raise NotPossible(*refusal.args) from refusal
    return briefing


def _can_sign(at: datetime) -> None:
    """Say before a draft is released what would stop its issue; it stays a draft, so that reminders go on."""
    try:
        signing.certificate(at)
    except signing.CannotSign as refusal:
        raise NotPossible(*refusal.args) from refusal


def _freeze(briefing: Briefing, actor: User | None, at: datetime) -> None:
    previous = (
        Briefing.objects.about(briefing.agency_id, briefing.edition, briefing.period)
        .filter(state=BriefingState.ISSUED)
        .select_related("document")
        .first()
    )
    replaced = previous.document if previous else None
    letterhead = paper.letterhead_of(settings.DESK_PROVINCE)
    review = reviewed(briefing)
    if briefing.enclosure and review.struck:
        briefing.enclosure, dropped = issuing.list_without(bytes(briefing.enclosure), review.struck)
        briefing.enclosure_rows -= dropped

    def draw(identity: paper.Identity) -> paper.Drawn:
        return paper.Drawn(*issuing.paper(briefing, letterhead, identity, at, replaced))

    briefing.document = paper.issue(
        draw,
        series=briefing.agency.code.upper(),
        title=issuing.title(briefing),
        addressee=briefing.agency.name,
        filename=issuing.filename(briefing),
        letterhead=letterhead,
        actor=actor,
        at=at,
        supersedes=replaced,
    )
    briefing.message = _send(briefing, briefing.document, actor, at)
    briefing.state, briefing.issued_at = BriefingState.ISSUED, at
    briefing.save(update_fields=["document", "message", "state", "issued_at", "enclosure", "enclosure_rows"])
    if previous:
        Briefing.objects.filter(pk=previous.pk).update(state=BriefingState.SUPERSEDED)


def _send(briefing: Briefing, document: Document, actor: User | None, at: datetime) -> Message:
    handling = Handling.of(briefing.agency_id)
    # A line break that came into a role by some other way than the form must not keep a paper from going out.
    people = [
        post.Addressee(each.address, " ".join(each.role.split()), each.line)
        for each in Recipient.objects.filter(agency_id=briefing.agency_id, active=True)
    ]
    enclosures = []
    if briefing.enclosure:
        enclosures.append(post.Enclosure(issuing.filename(briefing, "xlsx"), bytes(briefing.enclosure), export.XLSX))
    return post.queue(
        **issuing.mail(briefing, document, by_link=handling.by_link),
        people=people,
        actor=actor,
        at=at,
        document=document,
        enclosures=enclosures,
        link_days=handling.link_days if handling.by_link else None,
    )
