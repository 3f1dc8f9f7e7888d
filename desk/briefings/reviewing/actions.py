"""The words of change in a review: strike and add with a reason, take back, judge the confidence."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.briefings.actions import NotPossible, drafted
from desk.briefings.kinds import Change
from desk.briefings.models import Amendment, Briefing
from desk.briefings.reviewing.rules import items
from desk.briefings.situation import from_json
from desk.context import acting


def strike(
    briefing: Briefing, number: str, *, reason: str, actor: User, at: datetime, client_id: UUID
) -> Amendment | None:
    """Leave a numbered item out of a draft's lists; None when this very form was sent before."""
    if number not in {each.number for each in items(from_json(briefing.situation))}:
        raise NotPossible(
            _("Butir %(number)s tidak ada dalam konsep ini. Tidak ada yang dicoret.") % {"number": number}
        )
    return _amend(briefing, Change.STRIKE, "strike", reason, actor, at, client_id, number=number)


def add(briefing: Briefing, text: str, *, reason: str, actor: User, at: datetime, client_id: UUID) -> Amendment | None:
    """Add a point to what is asked of the agency; None when this very form was sent before."""
    if not text.strip():
        raise NotPossible(_("Tuliskan butir yang ditambahkan."))
    return _amend(briefing, Change.ADD, "add", reason, actor, at, client_id, text=" ".join(text.split()))


def withdraw(amendment: Amendment, *, actor: User, at: datetime) -> None:
    """Take a change of a draft back; a second time changes nothing."""
    briefing = amendment.briefing
    with acting(actor, "briefing.take-back", agency=briefing.agency.code, place=briefing.agency.region_code):
        drafted(briefing, actor)
        Amendment.objects.standing().filter(pk=amendment.pk).update(withdrawn_at=at)


def judge(briefing: Briefing, *, confidence: str, note: str, actor: User) -> None:
    """Say how far the desk trusts the issue and on what grounds; "" for not judged."""
    if confidence and not note.strip():
        raise NotPossible(_("Tuliskan dasar keyakinan; dasar itu dicetak pada laporan."))
    with acting(actor, "briefing.judge", agency=briefing.agency.code, place=briefing.agency.region_code):
        fresh = drafted(briefing, actor)
        fresh.confidence, fresh.confidence_note = confidence, note.strip()[:300] if confidence else ""
        fresh.save(update_fields=["confidence", "confidence_note"])


def _amend(
    briefing: Briefing,
    kind: str,
    verb: str,
    reason: str,
    actor: User,
    at: datetime,
    client_id: UUID,
    *,
    number: str = "",
    text: str = "",
) -> Amendment | None:
    if not reason.strip():
        raise NotPossible(_("Tuliskan alasannya; alasan itu dicetak atau disimpan dalam riwayat."))
    with acting(actor, f"briefing.{verb}", agency=briefing.agency.code, place=briefing.agency.region_code):
        fresh = drafted(briefing, actor)
        if Amendment.objects.filter(client_id=client_id).exists():
            return None
        try:
            with transaction.atomic():
                return Amendment.objects.create(
                    briefing=fresh,
                    kind=kind,
                    number=number,
                    text=text[:400],
                    reason=" ".join(reason.split())[:300],
                    made_by=actor,
                    made_at=at,
                    client_id=client_id,
                )
        except IntegrityError:
            raise NotPossible(
                _("Butir %(number)s sudah dicoret. Tidak ada yang diubah.") % {"number": number}
            ) from None
