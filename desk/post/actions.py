"""The words of change for outgoing mail: write it down, decide what nobody knows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import Actor, acting
from desk.paper.models import Document
from desk.post.kinds import Copy, DeliveryState
from desk.post.models import Attachment, Delivery, Message, SecureLink
from desk.post.querysets import DeliveryQuerySet
from desk.work.actions import enqueue

GIVE_UP_AFTER = timedelta(days=3)
DELIVER = "post.deliver"


class NotDecided(Exception):
    """The delivery has moved on meanwhile; the text says so to the person who pressed the button."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One mailbox: address, the name shown before it, and the line it stands in."""

    address: str
    name: str = ""
    line: str = Copy.TO


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str


def queue_mail(mail: EmailMessage, *, actor: User | None, at: datetime) -> Message:
    """Write a mail of django.core.mail down as a message with one delivery for each recipient.

    Raises BadHeaderError for a line break in a header, as Django's own backends do.
    """
    html = ""
    if isinstance(mail, EmailMultiAlternatives):
        html = next((str(body) for body, mime in mail.alternatives if mime == "text/html"), "")
    people = [_addressee(address, Copy.TO) for address in mail.to]
    people += [_addressee(address, Copy.CC) for address in mail.cc]
    return queue(
        sender=mail.from_email or settings.DEFAULT_FROM_EMAIL,
        subject=str(mail.subject),
        text=str(mail.body),
        html=html,
        people=people,
        actor=actor,
        at=at,
    )


def queue(
    *,
    subject: str,
    text: str,
    html: str = "",
    people: Iterable[Addressee],
    actor: User | None,
    at: datetime,
    sender: str = "",
    document: Document | None = None,
    enclosures: Iterable[Enclosure] = (),
    link_days: int | None = None,
) -> Message:
    """Write a message down with its deliveries and nudge a worker once that is committed.

    One recipient gets one document once: an address that stands twice is taken once. BadHeaderError for a line break.
    With `link_days` nobody gets the files: each gets a link of their own, where the bodies hold `tokens.MARK`.
    """
    _one_line(subject)
    with transaction.atomic():
        message = Message.objects.create(
            sender=sender or settings.DEFAULT_FROM_EMAIL,
            subject=subject[:300],
            text=text,
            html=html,
            document=document,
            link_days=link_days if document else None,
            created_at=at,
            created_by=actor,
        )
        Attachment.objects.bulk_create(
            Attachment(message=message, name=each.name, content_type=each.content_type, content=each.content)
            for each in enclosures
        )
        key = f"document-{document.pk}" if document else f"message-{message.pk}"
        for each in {each.address.lower(): each for each in reversed(list(people))}.values():
            delivery = Delivery.objects.create(
                mail=message,
                document=document,
                recipient=each.address,
                name=_one_line(each.name)[:120],
                line=each.line,
                due_at=at,
                give_up_at=at + GIVE_UP_AFTER,
                message_id=message_id(key, each.address),
            )
            if message.link_days:
                SecureLink.objects.create(delivery=delivery, expires_at=at + timedelta(days=message.link_days))
        enqueue(DELIVER, {}, actor=actor, at=at)
    return message


def resend(delivery: Delivery, *, reason: str, actor: Actor, at: datetime) -> None:
    """Send a failed or uncertain delivery again, because a person says so; the reason is kept in history."""
    _decide(
        delivery,
        "post.resend",
        {
            "state": DeliveryState.QUEUED,
            "due_at": at,
            "give_up_at": at + GIVE_UP_AFTER,
            "error": "",
            "bounced_at": None,
            "sent_at": None,
        },
        reason,
        actor,
    )
    days = delivery.mail.link_days
    if days:  # the mail that arrives now holds as long as the first one would have
        until = Greatest(F("expires_at"), at + timedelta(days=days))
        SecureLink.objects.filter(delivery=delivery, revoked_at__isnull=True).update(expires_at=until)
    enqueue(DELIVER, {}, actor=None, at=at)


def mark_arrived(delivery: Delivery, *, reason: str, actor: Actor, at: datetime) -> None:
    """Record that a failed or uncertain delivery has reached its recipient, as a person found out."""
    _decide(delivery, "post.arrived", {"state": DeliveryState.SENT, "sent_at": at, "error": ""}, reason, actor)


def mark_bounced(delivery: Delivery, *, reason: str, actor: Actor, at: datetime) -> None:
    """Record that a mail which the relay took came back, as a person read in its bounce; it may be sent again then."""
    changes = {"state": DeliveryState.FAILED, "bounced_at": at, "error": reason.strip()[:500]}
    _decide(delivery, "post.bounced", changes, reason, actor, Delivery.objects.sent())


def message_id(key: str, recipient: str) -> str:
    """Give the deterministic Message-ID of one delivery, the same at every attempt."""
    digest = hashlib.sha256(f"{key}\n{recipient.lower()}".encode()).hexdigest()[:32]
    domain = settings.SITE_URL.split("//", 1)[-1].split("/")[0].split(":")[0] or "localhost"
    return f"<{digest}@{domain}>"


def _decide(
    delivery: Delivery,
    action: str,
    changes: dict[str, object],
    reason: str,
    actor: Actor,
    rows: DeliveryQuerySet | None = None,
) -> None:
    if not reason.strip():
        raise NotDecided(_("Tuliskan alasannya; alasan itu disimpan dalam riwayat."))
    with acting(actor, action, reason=reason.strip()):
        rows = Delivery.objects.troubled() if rows is None else rows
        if not rows.filter(pk=delivery.pk).update(**changes):
            raise NotDecided(
                _("Status pengiriman ini sudah berubah. Tidak ada yang dikirim ulang; muat ulang halaman ini.")
            )


def _addressee(address: str, line: str) -> Addressee:
    name, plain = parseaddr(_one_line(address))
    try:
        validate_email(plain)
    except ValidationError:
        raise BadHeaderError(f"{address!r} is not a mail address") from None
    return Addressee(plain, name, line)


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise BadHeaderError(f"Header values can't contain newlines (got {text!r})")
    return text
