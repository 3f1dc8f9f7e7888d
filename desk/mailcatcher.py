"""The demo's SMTP server: takes every mail on the loopback and writes it to a folder as one .eml file."""

import os
import re
import signal
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 40 * 1024 * 1024


class Folder:
    """Writes each accepted mail to a file, whole or not at all, before it answers 250."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail; the recipients of the envelope go on top, since Bcc is in no header."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        first = re.sub(r"[^A-Za-z0-9.@_-]", "_", (envelope.rcpt_tos or ["nobody"])[0])[:80]
        target = self.folder / f"{moment}-{first}-{uuid.uuid4().hex[:8]}.eml"
        recipients = ", ".join(re.sub(r"[\r\n]", "", address) for address in envelope.rcpt_tos)
        head = f"X-Envelope-To: {recipients}\r\n".encode("utf-8", "replace")
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            file.write(head + (envelope.original_content or b""))
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        return "250 OK"


def main(port: int, folder: Path) -> None:
    """Serve on the loopback until SIGTERM or SIGINT."""
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port, data_size_limit=MOST_BYTES)
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    controller.start()
    done.wait()
    controller.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
