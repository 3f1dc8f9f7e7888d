"""Words of change for claims: recording, replacing by a later one, withdrawing with a reason."""

import uuid
from datetime import date, datetime

from django.core.files.base import File
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.files.actions import keep, whole
from risks import rules
from risks.models import Claim
from tps.models import Election, Region


def record_claim(
    *,
    election: Election,
    region: Region,
    kind: str,
    number: int,
    unit: str,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
    source: Agency | None = None,
    source_text: str = "",
    counts: str = "",
    as_of: date | None = None,
    reference: str = "",
    note: str = "",
    document: File | None = None,
    supersedes: Claim | None = None,
) -> tuple[Claim, bool]:
    """Write down what a source states of a region; gives the claim and whether it is new.

    The same client UUID again gives the first row back and changes nothing. With `supersedes` the new claim replaces
    an earlier one, which stays readable; its document is taken over when no other is handed in. Raises rules.Refused
    for a day in the future, for a claim that is already replaced or withdrawn, and for somebody else's UUID.
    """
    if as_of is not None:
        rules.check_day(as_of, clock.local(at).date())
    action = "claim.supersede" if supersedes else "claim.record"
    with whole(), acting(actor, action, place=region.pk, agency=source.code if source else ""):
        # Two sendings of one form that arrive together: the second waits for the first, then finds its row.
        earlier = _locked(supersedes) if supersedes else None
        stored = Claim.objects.for_table().filter(client_id=client_id).first()
        if stored is not None:
            if actor is not None and stored.recorded_by_id != actor.pk:
                raise rules.Refused(_("Kiriman ini sudah dipakai orang lain. Muat ulang halaman, lalu kirim lagi."))
            return stored, False
        if earlier is not None:
            _check_stands(earlier)
        kept = keep(document, document.name or "dokumen", actor=actor, at=at) if document else None
        stored, created = Claim.objects.get_or_create(
            client_id=client_id,
            defaults={
                "election": election,
                "region": region,
                "kind": kind,
                "number": number,
                "unit": unit,
                "counts": counts,
                "source": source,
                "source_text": source_text,
                "as_of": as_of,
                "reference": reference,
                "document": kept or (earlier.document if earlier else None),
                "note": note,
                "supersedes": earlier,
                "recorded_by": actor,
                "recorded_at": at,
            },
        )
    return stored, created


def withdraw_claim(claim: Claim, *, reason: str, actor: User | None, at: datetime) -> None:
    """Take a claim back with a reason; it stays readable and no longer stands among the numbers."""
    if not reason.strip():
        raise rules.Refused(_("Tulis alasan penarikan."))
    agency = claim.source.code if claim.source else ""
    with acting(actor, "claim.withdraw", reason=reason, place=claim.region_id, agency=agency):
        row = _locked(claim)
        _check_stands(row)
        row.withdrawn_by, row.withdrawn_at, row.withdrawal = actor, at, reason.strip()
        row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal"])


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).select_related("document").get(pk=claim.pk)


def _check_stands(claim: Claim) -> None:
    if claim.withdrawn_at is not None:
        raise rules.Refused(_("%(code)s sudah ditarik. Tidak ada yang diubah.") % {"code": claim.code})
    later = Claim.objects.filter(supersedes=claim).first()
    if later is not None:
        raise rules.Refused(
            _("%(code)s sudah digantikan oleh %(later)s. Tidak ada yang diubah; ganti yang terbaru.")
            % {"code": claim.code, "later": later.code}
        )
