"""From a delivery's row to a mail on the wire."""

from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from desk import clock
from desk.post.kinds import Copy
from desk.post.links import tokens
from desk.post.models import Delivery
from desk.post.smtp import Fate, Outcome, hand_over


def send(delivery: Delivery) -> Outcome:
    """Try once to bring a delivery to the relay of MAIL_TRANSPORT; the caller has claimed it and records the end."""
    try:
        mail = compose(delivery)
        raw = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message takes it
        sender = parseaddr(sanitize_address(mail.from_email, "utf-8"))[1]
        recipient = parseaddr(sanitize_address(delivery.recipient, "utf-8"))[1]
    except (BadHeaderError, ValueError) as error:
        return Outcome(Fate.REFUSED, str(error)[:480])
    transport = get_connection(settings.MAIL_TRANSPORT)
    if isinstance(transport, EmailBackend):
        return hand_over(transport, sender, recipient, raw)
    mail.to, mail.cc = [delivery.recipient], []
    try:
        taken = transport.send_messages([mail])
    except Exception as error:  # a foreign transport does not say at which step it broke
        return Outcome(Fate.UNKNOWN, f"{type(error).__name__}: {error}"[:480])
    return Outcome(Fate.ACCEPTED if taken else Fate.LATER)


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """Give the mail of a delivery: both bodies, the frozen document and the attachments; equal at each attempt.

    Where a secure link goes instead of the files, the bodies hold this recipient's own address.
    """
    message = delivery.mail
    text, html = message.text, message.html
    if message.link_days:
        address = tokens.address(delivery.link.pk)
        text, html = text.replace(tokens.MARK, address), html.replace(tokens.MARK, address)
    lines: dict[str, list[str]] = {Copy.TO: [], Copy.CC: []}
    for each in message.deliveries.all():
        lines[each.line].append(formataddr((each.name, each.recipient), charset="utf-8"))
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=message.sender,
        to=lines[Copy.TO] or lines[Copy.CC],
        cc=lines[Copy.CC] if lines[Copy.TO] else [],
        headers={
            "Message-ID": delivery.message_id,
            "Date": format_datetime(clock.local(message.created_at)),
            "Auto-Submitted": "auto-generated",
        },
    )
    if html:
        mail.attach_alternative(html, "text/html")
    if message.link_days:
        return mail
    if message.document:
        mail.attach(message.document.filename, bytes(message.document.content), message.document.content_type)
    for attachment in message.attachments.all():
        mail.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    return mail
