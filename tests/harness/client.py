"""A person's browser, barely: session, CSRF token, forms, and patience with a desk that is being killed."""

import http.client
import random
import re
import threading
import time
import uuid
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from .notes import Notes

PASSWORD = "desk-demo"
TIMEOUT = 30.0
SLOW = 5.0
LONGEST_WAIT = 1.0
Fields = dict[str, str | list[str]]


class Answer(NamedTuple):
    """One answer of the desk."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Give the words of a page without its markup, at most 600 characters of them."""
        body = re.sub(r"(?s)<(script|style|svg|nav).*?</\1>|<[^>]*>", " ", self.body.decode(errors="replace"))
        return " ".join(body.split())[:600]

    @property
    def location(self) -> str:
        """Give the path that a redirect leads to."""
        return urlsplit(self.headers.get("location", "")).path

    def number(self, before: str) -> int | None:
        """Give the number that follows a piece of the redirect's path, as in /risks/12/."""
        head, found, tail = self.location.partition(before)
        digits = tail.split("/")[0]
        return int(digits) if found and not head and digits.isdigit() else None


class Stopped(Exception):
    """The run is over and the desk has given no answer: what was asked is in doubt."""


class Client:
    """One signed-in person. `ask` tries again until there is an answer, whatever dies meanwhile."""

    def __init__(self, address: str, username: str, notes: Notes, over: threading.Event) -> None:
        self.host = urlsplit(address).netloc
        self.username = username
        self.notes = notes
        self.over = over
        self.cookies: dict[str, str] = {}
        self.troubles = 0

    def sign_in(self) -> None:
        """Sign in by the form, as everybody does."""
        self.ask("GET", "/accounts/login/")
        answer = self.ask("POST", "/accounts/login/", {"login": self.username, "password": PASSWORD})
        while answer.status != 302:
            self.notes.write("odd", of="sign-in", path="", status=answer.status, text=answer.text)
            time.sleep(5)
            answer = self.ask("POST", "/accounts/login/", {"login": self.username, "password": PASSWORD})

    def post(self, path: str, fields: Fields, file: tuple[str, bytes] | None = None) -> tuple[Answer, int]:
        """Send a form until it is answered; gives the answer and how many attempts broke off before it."""
        before = self.troubles
        answer = self.ask("POST", path, fields, file)
        while answer.status == 302 and answer.location.startswith("/accounts/login"):
            self.notes.write("signed-out", username=self.username)
            self.sign_in()
            answer = self.ask("POST", path, fields, file)
        return answer, self.troubles - before

    def get(self, path: str) -> Answer:
        """Ask for a page until it comes."""
        return self.ask("GET", path)

    def ask(
        self, method: str, path: str, fields: Fields | None = None, file: tuple[str, bytes] | None = None
    ) -> Answer:
        """Ask until there is an answer that is none of a desk in trouble (a broken line, or 5xx)."""
        wait = 0.1
        while True:
            began = time.monotonic()
            answer = self._once(method, path, fields, file)
            took = time.monotonic() - began
            if took > SLOW:
                self.notes.write("slow", path=path, seconds=round(took, 1))
            if answer is not None and answer.status < 500:
                return answer
            self.troubles += 1
            if self.over.is_set():
                raise Stopped(path)
            time.sleep(wait * random.uniform(0.5, 1.5))
            wait = min(LONGEST_WAIT, wait * 2)

    def _once(self, method: str, path: str, fields: Fields | None, file: tuple[str, bytes] | None) -> Answer | None:
        body, headers = b"", {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            body, headers["Content-Type"] = _encoded(fields, file)
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        line = http.client.HTTPConnection(self.host, timeout=TIMEOUT)
        try:
            line.request(method, path, body or None, headers)
            got = line.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
            for text in got.headers.get_all("Set-Cookie") or []:
                self.cookies.update({name: each.value for name, each in SimpleCookie(text).items()})
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        return answer


def _encoded(fields: Fields, file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
    parts.append(f"{head}Content-Type: text/csv\r\n\r\n".encode() + file[1] + f"\r\n--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
