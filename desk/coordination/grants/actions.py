"""The words of change for grant agreements: the agreement, its addenda, payments, and taking a payment back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import IntegrityError
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions import Refused
from desk.coordination.grants.rules import Part, amounts
from desk.coordination.models import Grant, GrantVersion, Instalment, Payment
from desk.files import actions as files
from tps.models import Election, Region


@dataclass(frozen=True, slots=True)
class Text:
    """What an agreement or an addendum says; the amount is in rupiah."""

    number: str
    signed_on: date
    amount: Decimal
    parts: Sequence[Part]
    reason: str = ""
    upload: File | None = None


def agree(
    text: Text,
    *,
    election: Election,
    giver: Region,
    receiver: Agency,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
    simulated: bool = False,
) -> tuple[Grant, bool]:
    """Record an agreement with its instalments; the same client UUID again gives the first and changes nothing."""
    known = Grant.objects.filter(client_id=client_id).first()
    if known:
        return known, False
    if not receiver.active:
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": receiver})
    try:
        with files.whole(), acting(actor, "grant.agree", agency=receiver.code):
            grant = Grant.objects.create(
                election=election,
                giver=giver,
                receiver=receiver,
                simulated=simulated,
                created_at=at,
                client_id=client_id,
            )
            _write(grant, 1, text, actor=actor, at=at, client_id=uuid.uuid5(client_id, "1"))
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        known = Grant.objects.filter(client_id=client_id).first()
        if known is None:
            raise
        return known, False
    return grant, True


def amend(
    grant: Grant, text: Text, *, seen: int, actor: User | None, at: datetime, client_id: uuid.UUID
) -> tuple[GrantVersion, bool]:
    """Record an addendum as the next version; the same client UUID again changes nothing.

    Refused when somebody was first (`seen` is the version that the person saw), or when an instalment of which
    something was paid would vanish.
    """
    with files.whole(), acting(actor, "grant.amend", reason=text.reason, agency=grant.receiver.code):
        row = Grant.objects.select_for_update().get(pk=grant.pk)
        stored = GrantVersion.objects.filter(client_id=client_id, grant=row).first()
        if stored is not None:
            return stored, False
        newest = row.versions.order_by("-version")[0]
        if newest.version != seen:
            raise Refused(
                _(
                    "Sementara itu %(who)s mencatat versi %(version)s. Isian Anda belum disimpan dan masih ada di "
                    "bawah; bandingkan dulu. Bila disimpan lagi, isian Anda menjadi versi sesudahnya."
                )
                % {"who": newest.written_by or _("orang lain"), "version": newest.version}
            )
        paid = row.payments.filter(withdrawn_at__isnull=True, position__gt=len(text.parts)).order_by("position").first()
        if paid is not None:
            raise Refused(
                _("Tahap %(position)s sudah ada pembayarannya, jadi tahap itu tidak dapat dihilangkan.")
                % {"position": paid.position}
            )
        return _write(row, seen + 1, text, actor=actor, at=at, client_id=client_id), True


def pay(
    grant: Grant,
    *,
    position: int,
    paid_on: date,
    amount: Decimal,
    today: date,
    actor: User | None,
    at: datetime,
    client_id: uuid.UUID,
    reference: str = "",
    upload: File | None = None,
) -> tuple[Payment, bool]:
    """Record money that arrived for an instalment, also a part of it; the same client UUID again changes nothing.

    Refused for an instalment that the agreement does not have, and for a day (province's zone) still to come.
    """
    if paid_on > today:
        raise Refused(_("Hari pembayaran ada di masa depan. Catat sesudah uangnya diterima."))
    try:
        with files.whole(), acting(actor, "grant.pay", agency=grant.receiver.code):
            row = Grant.objects.select_for_update().get(pk=grant.pk)
            known = Payment.objects.filter(client_id=client_id, grant=row).first()
            if known is not None:
                return known, False
            if not Instalment.objects.filter(version=row.current_id, position=position).exists():
                raise Refused(_("Tahap %(position)s tidak ada di perjanjian ini.") % {"position": position})
            stored = files.keep(upload, upload.name or "bukti", actor=actor, at=at) if upload else None
            payment = Payment.objects.create(
                grant=row,
                position=position,
                paid_on=paid_on,
                amount=amount,
                reference=reference,
                file=stored,
                recorded_by=actor,
                recorded_at=at,
                client_id=client_id,
            )
    except IntegrityError:
        raise Refused(_("Kiriman ini sudah dipakai untuk pembayaran lain. Muat ulang lalu ulangi.")) from None
    return payment, True


def withdraw(payment: Payment, *, reason: str, actor: User | None, at: datetime) -> bool:
    """Take back a payment that was recorded by mistake; tells whether it still stood."""
    with acting(actor, "grant.withdraw", reason=reason, agency=payment.grant.receiver.code):
        changed = Payment.objects.filter(pk=payment.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=at, withdrawn_reason=reason
        )
    return bool(changed)


def _write(
    grant: Grant, version: int, text: Text, *, actor: User | None, at: datetime, client_id: uuid.UUID
) -> GrantVersion:
    if not text.parts:
        raise Refused(_("Isi sekurangnya satu tahap pencairan."))
    upload = text.upload
    row = GrantVersion.objects.create(
        grant=grant,
        version=version,
        number=text.number,
        signed_on=text.signed_on,
        amount=text.amount,
        reason=text.reason,
        file=files.keep(upload, upload.name or "nphd", actor=actor, at=at) if upload else None,
        written_by=actor,
        written_at=at,
        client_id=client_id,
    )
    Instalment.objects.bulk_create(
        Instalment(version=row, position=position, percent=part.percent, amount=amount, due_on=part.due_on)
        for position, (part, amount) in enumerate(zip(text.parts, amounts(text.amount, text.parts), strict=True), 1)
    )
    grant.current = row
    grant.save(update_fields=["current"])
    return row
