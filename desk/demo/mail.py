"""Reads the mails that the demo's SMTP server caught; nothing in them is trusted, neither names nor parts."""

import email
import email.policy
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

_NAME = re.compile(r"^(\d{8}T\d{6,12})[A-Za-z0-9.@_-]{0,140}\.eml$")
MOST_BYTES = 40 * 1024 * 1024
MOST_TEXT = 200_000
HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment of a mail."""

    number: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Caught:
    """One caught mail; the body and the attachments are read only when one mail is opened."""

    name: str
    caught_at: datetime | None
    sender: str
    recipients: str
    subject: str
    text: str = ""
    html: str = ""
    parts: list[Part] = field(default_factory=list)


def names(folder: Path) -> list[str]:
    """Give the file names of the caught mails, newest first."""
    if not folder.is_dir():
        return []
    return sorted((path.name for path in folder.iterdir() if _NAME.match(path.name)), reverse=True)


def heads(folder: Path, chosen: list[str]) -> list[Caught]:
    """Read the headers of some mails."""
    found = []
    for name in chosen:
        with (folder / name).open("rb") as file:
            found.append(_caught(name, _parse(file.read(HEAD_BYTES))))
    return found


def read(folder: Path, name: str) -> Caught | None:
    """Read one mail whole, None when there is none of that name."""
    message = _message(folder, name)
    if message is None:
        return None
    parts = []
    for number, part in enumerate(message.iter_attachments()):
        content = _bytes(part)
        parts.append(
            Part(number, part.get_filename() or f"lampiran-{number + 1}", part.get_content_type(), len(content))
        )
    return _caught(name, message, text=_body(message, "plain"), html=_body(message, "html"), parts=parts)


def attachment(folder: Path, name: str, number: int) -> tuple[str, bytes] | None:
    """Give name and bytes of an attachment, None when there is none."""
    message = _message(folder, name)
    if message is None:
        return None
    for index, part in enumerate(message.iter_attachments()):
        if index == number:
            return part.get_filename() or f"lampiran-{number + 1}", _bytes(part)
    return None


def _message(folder: Path, name: str) -> EmailMessage | None:
    if not _NAME.match(name) or not (folder / name).is_file() or (folder / name).stat().st_size > MOST_BYTES:
        return None
    return _parse((folder / name).read_bytes())


def _parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def _caught(
    name: str, message: EmailMessage, text: str = "", html: str = "", parts: list[Part] | None = None
) -> Caught:
    found = _NAME.match(name)
    moment = datetime.strptime(found[1][:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    return Caught(
        name=name,
        caught_at=moment,
        sender=str(message.get("From", "")),
        recipients=str(message.get("X-Envelope-To", "") or message.get("To", "")),
        subject=str(message.get("Subject", "")),
        text=text,
        html=html,
        parts=parts or [],
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    return raw.decode(part.get_content_charset() or "utf-8", "replace")[:MOST_TEXT] if isinstance(raw, bytes) else ""


def _bytes(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


class _Styles(HTMLParser):
    """Collects the styles that stand in a mail's tags and style elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "style"
        self.found.update(value for name, value in attrs if name == "style" and value)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.add(data)


def style_sources(html: str) -> list[str]:
    """Give the CSP sources that allow exactly the styles of this mail, by their hashes, and no others."""
    reader = _Styles()
    reader.feed(html)
    hashes = sorted(b64encode(sha256(style.encode()).digest()).decode() for style in reader.found)
    return ["'unsafe-hashes'", *(f"'sha256-{each}'" for each in hashes)] if hashes else ["'none'"]
