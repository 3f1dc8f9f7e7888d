"""The relay of a run: writes down for good what it accepts, and is slow, rude or gone now and then.

Run as `harness.catcher PORT RECORD SEED CALM`, it serves until it is killed. While the file CALM is there, it takes
every mail at once.
"""

import asyncio
import hashlib
import random
import sys
import threading
import time
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .notes import Notes

SLOW, LATER, DROPPED_AFTER, DROPPED_BEFORE = 0.20, 0.28, 0.33, 0.38


class Relay:
    """Answers DATA by the dice; a mail counts as accepted from the moment its line is on disk."""

    def __init__(self, notes: Notes, seed: str, calm: Path) -> None:
        self.notes = notes
        self.calm = calm
        self.dice = random.Random(seed)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take, put off or break off one mail."""
        throw = 1.0 if self.calm.exists() else self.dice.random()
        if throw < SLOW:
            await asyncio.sleep(self.dice.uniform(0.2, 1.5))
        elif throw < LATER:
            return "451 try again later"
        elif throw < DROPPED_AFTER:
            self._keep(envelope)
            return self._hang_up(server)
        elif throw < DROPPED_BEFORE:
            return self._hang_up(server)
        self._keep(envelope)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        mail = message_from_bytes(envelope.original_content or b"")
        papers = [
            hashlib.sha256(part.get_payload(decode=True)).hexdigest()
            for part in mail.walk()
            if part.get_content_type() == "application/pdf"
        ]
        for recipient in envelope.rcpt_tos:
            self.notes.write("mail", message_id=mail["Message-ID"], recipient=recipient, papers=papers)

    def _hang_up(self, server: SMTP) -> str:
        if server.transport is not None:
            server.transport.abort()
        return "421 gone"


def main(port: int, record: Path, seed: str, calm: Path) -> None:
    """Serve until killed."""
    # One that was killed goes on with other throws, not with the same ones again.
    Controller(
        Relay(Notes(record), f"{seed} {time.time_ns()}", calm),
        hostname="127.0.0.1",
        port=port,
        data_size_limit=40_000_000,
    ).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
