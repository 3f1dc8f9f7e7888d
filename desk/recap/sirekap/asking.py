"""Asking Sirekap's addresses one after the other: politely, with back-off, and giving up when the host is gone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from desk import http
from desk.recap.models import SirekapAddress, SirekapReading
from desk.recap.sirekap import parser
from desk.recap.sirekap.sources import Piece

SECONDS = 10.0
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
AGAIN = timedelta(minutes=10)  # an address that answered is not asked again before
GIVE_UP = 5  # failures of a host one after the other: it is gone, the rest can wait
GONE = {404, 410}
Pause = Callable[[float], None]


def ask(
    row: SirekapReading,
    urls: Sequence[str],
    *,
    at: datetime,
    pause: Pause,
    between: float = 0.2,
    seconds: float = SECONDS,
) -> Iterator[Piece]:
    """Ask those addresses that are due and give what came as (path, bytes); counts what failed in the reading's row.

    `pause` waits some seconds between two requests. Unchanged ones (304) give nothing.
    """
    rows = list(
        SirekapAddress.objects.filter(election=row.election_id, url__in=list(urls), due_at__lte=at).order_by("pk")
    )
    failures: dict[str, int] = {}
    for index, each in enumerate(rows):
        host = urlsplit(each.url).netloc
        if failures.get(host, 0) >= GIVE_UP:
            row.failed += 1
            continue
        if index:
            pause(between)
        try:
            answer = http.get(
                each.url,
                hosts=settings.DESK_SIREKAP_HOSTS,
                most_bytes=parser.MOST_BYTES,
                seconds=seconds,
                etag=each.etag,
                last_modified=each.last_modified,
            )
        except (http.Unreachable, http.NotAllowed):
            answer = http.Answer(0)
        if answer.status in {http.OK, http.NOT_MODIFIED}:
            failures[host] = 0
            _answered(each, answer, at)
        else:
            row.failed += 1
            # A page that is not there yet says nothing against the host.
            failures[host] = 0 if answer.status in GONE else failures.get(host, 0) + 1
            _refused(each, answer, at)
        each.save(update_fields=["etag", "last_modified", "due_at", "failures", "status"])
        if answer.status == http.OK:
            yield urlsplit(each.url).path, answer.body


def _answered(each: SirekapAddress, answer: http.Answer, at: datetime) -> None:
    each.status, each.failures, each.due_at = answer.status, 0, at + AGAIN
    if answer.status == http.OK:
        each.etag, each.last_modified = answer.etag, answer.last_modified


def _refused(each: SirekapAddress, answer: http.Answer, at: datetime) -> None:
    each.status = answer.status or None
    each.failures = min(each.failures + 1, 30)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(each.failures - 1, 10))
    if answer.retry_after is not None:
        wait = max(wait, min(LONGEST_WAIT, timedelta(seconds=answer.retry_after)))
    each.due_at = at + wait
