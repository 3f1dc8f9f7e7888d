"""The words of change for outgoing mail."""

import hashlib
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from desk.post.kinds import Copy
from desk.post.models import Delivery, Message


def queue_mail(mail: EmailMessage, *, actor: AbstractBaseUser | None, at: datetime) -> Message:
    """Write a mail of django.core.mail down as a message with one delivery for each recipient."""
    html = ""
    if isinstance(mail, EmailMultiAlternatives):
        html = next((str(body) for body, mime in mail.alternatives if mime == "text/html"), "")
    with transaction.atomic():
        message = Message.objects.create(
            sender=mail.from_email or settings.DEFAULT_FROM_EMAIL,
            subject=mail.subject,
            text=str(mail.body),
            html=html,
            created_at=at,
            created_by=actor,
        )
        lines = [(address, Copy.TO) for address in mail.to] + [(address, Copy.CC) for address in mail.cc]
        for address, line in lines:
            recipient = parseaddr(address)[1]
            Delivery.objects.create(
                mail=message,
                recipient=recipient,
                line=line,
                due_at=at,
                message_id=message_id(f"message-{message.pk}", recipient),
            )
    return message


def message_id(key: str, recipient: str) -> str:
    """Give the deterministic Message-ID of one delivery, the same at every attempt."""
    digest = hashlib.sha256(f"{key}\n{recipient.lower()}".encode()).hexdigest()[:32]
    domain = settings.SITE_URL.split("//", 1)[-1].split("/")[0].split(":")[0] or "localhost"
    return f"<{digest}@{domain}>"
