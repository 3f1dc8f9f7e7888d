"""The words of change for briefings: draft, review, authorise, issue, correct."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from desk import clock, export
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.briefings import issuing, reading
from desk.briefings.kinds import BriefingState
from desk.briefings.models import Amendment, Briefing, Handling, Recipient
from desk.briefings.reviewing.reading import reviewed
from desk.briefings.situation import to_json
from desk.context import acting
from desk.paper import actions as paper
from desk.paper import signing
from desk.paper.models import Document
from desk.post import actions as post
from desk.post.models import Message
from desk.work.actions import enqueue
from desk.work.models import Job
from desk.work.words import sentence
from tps.models import Election

ISSUE = "briefings.issue"
DRAFT = "briefings.draft"
# Also refused by a job: kept with its blank, for readers of either language.
NOT_BEGUN = gettext_noop("Periode %(period)s belum dimulai. Tidak ada yang dibuat.")


class NotPossible(Exception):
    """The change cannot be made; the text tells the person why, what was kept and what to do."""


def draft(
    agency: Agency,
    election: Election,
    *,
    edition: str,
    period: str,
    actor: User | None,
    at: datetime,
    as_of: datetime | None = None,
    missed: Iterable[str] = (),
    shared: reading.Shared | None = None,
) -> tuple[Briefing, bool]:
    """Make the draft of an issue, or give the one that stands; tells whether it was made.

    `period` is a week (2024-W05) or a day (2024-01-29); `as_of` the moment its figures stand for, `at` by default.
    Drafts made for several agencies of one election at one moment may have `shared`, so that lists are read once.
    """
    found = Briefing.objects.about(agency.pk, edition, period).first()
    if found:
        return found, False
    window = _window(period)
    moment = as_of or at
    if window.start > moment:
        raise NotPossible(sentence(NOT_BEGUN, period=period))
    try:
        with acting(actor, "briefing.draft", agency=agency.code, place=agency.region_code):
            briefing = Briefing(
                agency=agency, election=election, edition=edition, period=period, as_of=moment, prepared_by=actor
            )
            briefing.authorise_by = at + timedelta(hours=Handling.of(agency.pk).authorise_hours)
            _fill(briefing, moment, missed, shared)
            briefing.save(force_insert=True)
            return briefing, True
    except IntegrityError:
        return Briefing.objects.about(agency.pk, edition, period)[0], False


def draft_later(
    agencies: Sequence[Agency], election: Election, *, edition: str, period: str, actor: User, at: datetime
) -> Job:
    """Ask a worker to make the drafts of several agencies; NotPossible for a window that has not begun."""
    if _window(period).start > at:
        raise NotPossible(sentence(NOT_BEGUN, period=period))
    payload = {
        "agency_ids": [each.pk for each in agencies],
        "election_id": election.pk,
        "edition": edition,
        "period": period,
    }
    return enqueue(DRAFT, payload, actor=actor, at=at, total=len(agencies))


def refresh(briefing: Briefing, *, actor: User, at: datetime) -> None:
    """Read the situation of a draft anew; the cover note stays. Whoever refreshes it has prepared it."""
    with acting(actor, "briefing.refresh", agency=briefing.agency.code, place=briefing.agency.region_code):
        fresh = _locked(briefing, BriefingState.DRAFT)
        fresh.as_of, fresh.prepared_by = at, actor
        _fill(fresh, at, fresh.situation.get("missed", ()))
        fresh.save(update_fields=["as_of", "prepared_by", "situation", "enclosure", "enclosure_rows"])


def write_cover(briefing: Briefing, text: str, *, actor: User) -> None:
    """Keep the cover note of a draft."""
    with acting(actor, "briefing.cover", agency=briefing.agency.code, place=briefing.agency.region_code):
        fresh = drafted(briefing, actor)
        fresh.cover_note = text
        fresh.save(update_fields=["cover_note"])


def drafted(briefing: Briefing, actor: User) -> Briefing:
    """Lock a draft for a change by a reviewer; whoever first changes one that the schedule made has prepared it."""
    fresh = _locked(briefing, BriefingState.DRAFT)
    if fresh.prepared_by_id is None:
        fresh.prepared_by = actor
        fresh.save(update_fields=["prepared_by"])
    return fresh


def shaped_by(briefing: Briefing, actor: User) -> bool:
    """Tell whether a person prepared a draft or changed what it says."""
    return actor.pk == briefing.prepared_by_id or briefing.amendments.standing().filter(made_by=actor).exists()


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
        fresh = _locked(briefing, BriefingState.DRAFT)
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


def correct(briefing: Briefing, *, reason: str, actor: User, at: datetime) -> Briefing:
    """Begin the next revision of an issued briefing; once issued it supersedes this one under a new number."""
    if not reason.strip():
        raise NotPossible(_("Tuliskan alasan perbaikan; alasan itu dicetak pada laporan pengganti."))
    newest = Briefing.objects.about(briefing.agency_id, briefing.edition, briefing.period)[0]
    if newest.state != BriefingState.ISSUED:
        raise NotPossible(_("Perbaikan laporan ini sudah disusun. Tidak ada yang dibuat; buka revisi terbarunya."))
    try:
        with acting(actor, "briefing.correct", agency=briefing.agency.code, place=briefing.agency.region_code):
            fresh = Briefing(
                agency=briefing.agency,
                election=briefing.election,
                edition=briefing.edition,
                period=briefing.period,
                revision=newest.revision + 1,
                as_of=at,
                prepared_by=actor,
                cover_note=newest.cover_note,
                correction=reason.strip()[:300],
                confidence=newest.confidence,
                confidence_note=newest.confidence_note,
                authorise_by=at + timedelta(hours=Handling.of(briefing.agency_id).authorise_hours),
            )
            _fill(fresh, at, ())
            fresh.save(force_insert=True)
            Amendment.objects.bulk_create(_again(each, fresh) for each in newest.amendments.standing())
            return fresh
    except IntegrityError:
        raise NotPossible(_("Orang lain baru saja menyusun perbaikan ini; buka revisi terbarunya.")) from None


def _can_sign(at: datetime) -> None:
    """Say before a draft is released what would stop its issue; it stays a draft, so that reminders go on."""
    try:
        signing.certificate(at)
    except signing.CannotSign as refusal:
        raise NotPossible(*refusal.args) from refusal


def _again(amendment: Amendment, briefing: Briefing) -> Amendment:
    """Carry a change over to the correction of what it was made for."""
    kept = ("kind", "number", "text", "reason", "made_by_id", "made_at")
    return Amendment(briefing=briefing, **{name: getattr(amendment, name) for name in kept})


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


def _fill(briefing: Briefing, as_of: datetime, missed: Iterable[str], shared: reading.Shared | None = None) -> None:
    shared = shared or reading.Shared()
    window = _window(briefing.period)
    found, risks = reading.read(
        briefing.agency,
        briefing.election,
        edition=briefing.edition,
        window=window,
        as_of=as_of,
        missed=missed,
        shared=shared,
    )
    briefing.situation = to_json(found)
    whole = shared.lists(briefing.agency, briefing.election, found, window, as_of, risks)
    briefing.enclosure = shared.file(briefing.agency, found, whole) if whole.rows else None
    briefing.enclosure_rows = whole.rows


def _window(period: str) -> clock.Window:
    try:
        return clock.window(period)
    except ValueError:
        raise NotPossible(
            _("Periode %(period)s tidak dikenal. Tuliskan pekan seperti 2024-W05 atau hari seperti 2024-01-29.")
            % {"period": period}
        ) from None


def _locked(briefing: Briefing, state: BriefingState) -> Briefing:
    fresh = Briefing.objects.select_for_update(of=("self",)).select_related("agency", "election").get(pk=briefing.pk)
    if fresh.state != state:
        raise NotPossible(
            _("Laporan ini sudah %(state)s sejak halaman dibuka; tidak ada yang diubah. Muat ulang halaman.")
            % {"state": fresh.get_state_display()}
        )
    return fresh
