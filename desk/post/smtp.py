"""One talk with an SMTP relay, step by step, so that it is known whether the relay took the mail.

smtplib's own sendmail() hides at which step a connection broke. A break before the closing dot means that the mail was
certainly not accepted; a break after it means that nobody knows.
"""

import contextlib
import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum

from django.core.mail.backends.smtp import EmailBackend

_LEADING_DOT = re.compile(rb"(?m)^\.")
_BROKEN = (smtplib.SMTPException, OSError)


class Fate(StrEnum):
    """What became of a mail in one attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one attempt; `relay_down` says that the relay itself could not be talked to."""

    fate: Fate
    answer: str = ""
    relay_down: bool = False


def hand_over(backend: EmailBackend, sender: str, recipient: str, raw: bytes) -> Outcome:
    """Give one mail (CRLF line ends) for one recipient to the relay and say how it ended; never raises for the wire."""
    try:
        backend.open()
    except _BROKEN as error:
        _drop(backend)
        return Outcome(Fate.LATER, _words(error), relay_down=True)
    talk = backend.connection
    if talk is None:
        return Outcome(Fate.LATER, "The connection was not opened.", relay_down=True)
    try:
        return _envelope(talk, sender, recipient) or _content(talk, raw)
    finally:
        _drop(backend)


def _envelope(talk: smtplib.SMTP, sender: str, recipient: str) -> Outcome | None:
    try:
        talk.ehlo_or_helo_if_needed()
        options = ["body=8bitmime"] if talk.has_extn("8bitmime") else []
        code, answer = talk.mail(sender, options)
        if code != 250:
            return _refusal(code, answer)
        code, answer = talk.rcpt(recipient)
        if code not in {250, 251}:
            return _refusal(code, answer)
        talk.putcmd("data")
        code, answer = talk.getreply()
        return None if code == 354 else _refusal(code, answer)
    except UnicodeEncodeError:
        return Outcome(Fate.REFUSED, "The address has characters that mail relays do not take.")
    except _BROKEN as error:
        return Outcome(Fate.LATER, _words(error), relay_down=True)


def _content(talk: smtplib.SMTP, raw: bytes) -> Outcome:
    body = _LEADING_DOT.sub(b"..", raw)
    try:
        talk.send(body if body.endswith(b"\r\n") else body + b"\r\n")
    except _BROKEN as error:
        return Outcome(Fate.LATER, _words(error), relay_down=True)
    try:
        talk.send(b".\r\n")
        code, answer = talk.getreply()
    except _BROKEN as error:
        return Outcome(Fate.UNKNOWN, _words(error))
    return Outcome(Fate.ACCEPTED, _line(code, answer)) if code == 250 else _refusal(code, answer)


def _refusal(code: int, answer: bytes) -> Outcome:
    if code == 421:
        return Outcome(Fate.LATER, _line(code, answer), relay_down=True)
    if 400 <= code < 500:
        return Outcome(Fate.LATER, _line(code, answer))
    return Outcome(Fate.REFUSED, _line(code, answer))


def _drop(backend: EmailBackend) -> None:
    talk, backend.connection = backend.connection, None
    if talk is None:
        return
    with contextlib.suppress(*_BROKEN):
        talk.quit()
    talk.close()


def _line(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}".replace("\n", " ")[:480]


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:480]
