"""The mail backend of the project: a mail sent with django.core.mail becomes rows, and is delivered from them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from desk import clock
from desk.post.actions import queue_mail


class RowBackend(BaseEmailBackend):
    """Writes each mail down as a message with one delivery for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; gives how many were written down."""
        for mail in email_messages:
            queue_mail(mail, actor=None, at=clock.now())
        return len(email_messages)
