"""Drafts: made for a window, read anew, given a cover note, corrected. Numbers are read, never typed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.briefings import reading
from desk.briefings.actions.common import NotPossible, locked, window_of
from desk.briefings.kinds import BriefingState
from desk.briefings.models import Amendment, Briefing, Handling
from desk.briefings.situation import to_json
from desk.context import acting
from desk.work.actions import enqueue
from desk.work.models import Job
from desk.work.words import sentence
from tps.models import Election

DRAFT = "briefings.draft"
# Also refused by a job: kept with its blank, for readers of either language.
NOT_BEGUN = gettext_noop("Periode %(period)s belum dimulai. Tidak ada yang dibuat.")


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
    window = window_of(period)
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
    if window_of(period).start > at:
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
        fresh = locked(briefing, BriefingState.DRAFT)
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
    fresh = locked(briefing, BriefingState.DRAFT)
    if fresh.prepared_by_id is None:
        fresh.prepared_by = actor
        fresh.save(update_fields=["prepared_by"])
    return fresh


def shaped_by(briefing: Briefing, actor: User) -> bool:
    """Tell whether a person prepared a draft or changed what it says."""
    return actor.pk == briefing.prepared_by_id or briefing.amendments.standing().filter(made_by=actor).exists()


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


def _again(amendment: Amendment, briefing: Briefing) -> Amendment:
    """Carry a change over to the correction of what it was made for."""
    kept = ("kind", "number", "text", "reason", "made_by_id", "made_at")
    return Amendment(briefing=briefing, **{name: getattr(amendment, name) for name in kept})


def _fill(briefing: Briefing, as_of: datetime, missed: Iterable[str], shared: reading.Shared | None = None) -> None:
    shared = shared or reading.Shared()
    window = window_of(briefing.period)
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
