"""One bounded HTTP client: known hosts only, no redirects, a cap on size and on time, conditional requests.

It stands on the standard library (decision 17): what is asked here is a GET of small files from a handful of hosts.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

AGENT = "DeskPemilu"
CHUNK = 64 * 1024
OK, NOT_MODIFIED = 200, 304


class Unreachable(Exception):
    """Nothing usable came: host gone, too slow, too big, or an answer that is none; the text is for the log."""


class NotAllowed(Exception):
    """The address may not be asked at all: another host, another scheme, or a sign-in in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: status, body (empty unless it is 200), what to send next time, and seconds to wait if it said so."""

    status: int
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    retry_after: int | None = None


def allowed(url: str, hosts: Collection[str]) -> bool:
    """Tell whether an address may be asked: http or https, no sign-in in it, and one of these hosts (with port)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return False
    if not url.isascii() or any(not each.isprintable() or each == " " for each in url):
        return False
    name = parts.hostname if port is None else f"{parts.hostname}:{port}"
    return name.lower() in {each.lower() for each in hosts}


def get(
    url: str,
    *,
    hosts: Collection[str],
    most_bytes: int,
    seconds: float = 10.0,
    etag: str = "",
    last_modified: str = "",
) -> Answer:
    """Ask for an address once; the whole of it, from name to last byte, takes at most so many seconds.

    `etag` and `last_modified` are those of the last answer: unchanged comes back as 304. Raises NotAllowed and
    Unreachable; a redirect is an answer with its status, which nobody follows.
    """
    if not allowed(url, hosts):
        raise NotAllowed(url[:200])
    parts = urlsplit(url)
    headers = {"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
    # A host that drips one byte each second never lets a single read time out; this ends it all the same.
    late = threading.Event()
    watch = threading.Timer(seconds, _cut, [connection, late])
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", path, headers=headers)
        answer = _read(connection.getresponse(), most_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        watch.cancel()
        connection.close()
    if late.is_set():
        # A closed socket looks like the end of an answer whose length nobody said.
        raise Unreachable(f"took longer than {seconds} s")
    return answer


def _connection(scheme: str, host: str, port: int | None, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    late.set()
    found = connection.sock
    if found is not None:
        try:
            found.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _read(response: http.client.HTTPResponse, most_bytes: int) -> Answer:
    facts = Answer(
        status=response.status,
        etag=(response.getheader("ETag") or "")[:200],
        last_modified=(response.getheader("Last-Modified") or "")[:100],
        retry_after=_seconds(response.getheader("Retry-After")),
    )
    if response.status != OK:
        return facts
    if response.length is not None and response.length > most_bytes:
        raise Unreachable(f"more than {most_bytes} bytes")
    body = bytearray()
    while chunk := response.read(CHUNK):
        body += chunk
        if len(body) > most_bytes:
            raise Unreachable(f"more than {most_bytes} bytes")
    if response.length:
        raise Unreachable("cut off")
    return Answer(facts.status, bytes(body), facts.etag, facts.last_modified, facts.retry_after)


def _seconds(text: str | None) -> int | None:
    """Read Retry-After where it is a number of seconds; a date is left to the caller's own back-off."""
    if text and text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 7:
        return int(text.strip())
    return None
