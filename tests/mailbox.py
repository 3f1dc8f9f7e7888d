"""A real SMTP server on the loopback that keeps what it accepts, for tests to read like a mailbox."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services import free_port


@dataclass(frozen=True)
class Arrival:
    """One accepted mail: who sent it to whom on the wire, and the message."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    raw: bytes


@dataclass
class Mailbox:
    """What arrived, in order. `refuse` holds an SMTP answer such as '550 no such user' that is given instead."""

    arrivals: list[Arrival] = field(default_factory=list)
    refuse: str = ""
    port: int = 0
    _controller: Controller | None = None

    @property
    def messages(self) -> list[EmailMessage]:
        """Give the messages in the order of their arrival."""
        return [arrival.message for arrival in self.arrivals]

    def to(self, address: str) -> list[EmailMessage]:
        """Give the messages whose envelope names this recipient."""
        return [arrival.message for arrival in self.arrivals if address in arrival.recipients]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take one mail, or give the refusal that the test asked for."""
        if self.refuse:
            return self.refuse
        raw = envelope.original_content or b""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        self.arrivals.append(Arrival(envelope.mail_from or "", list(envelope.rcpt_tos), message, raw))
        return "250 OK"

    def start(self) -> None:
        """Listen on the same port as before, or on a free one the first time."""
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what arrived stays."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @contextmanager
    def down(self) -> Iterator[None]:
        """Be unreachable for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()
