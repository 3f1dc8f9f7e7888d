"""Handlers of background work, by kind: upper apps register theirs in their jobs.py, so that nothing looks up."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

Handler = Callable[..., dict[str, Any] | None]
_handlers: dict[str, Handler] = {}
_titles: dict[str, Any] = {}
_pages: dict[str, "Page"] = {}


class Page(NamedTuple):
    """Where the record of a kind of job is: the URL's name, the payload's key for it, and who tries it again."""

    url_name: str
    key: str
    retries: bool


def handler(kind: str, title: Any = "") -> Callable[[Handler], Handler]:
    """Register a function as the handler of a kind of job; `title` (lazy text) names the work to people.

    It is called as `handler(run, **payload)` with a `desk.work.runs.Run`; it must be safe to run twice, reports
    with `run.progress(done, total, message)` (which also renews the lease and raises Cancelled) and returns the
    job's result (JSON) or None. A `desk.work.runs.Refused` fails the job with its sentence, without a retry.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        if title:
            _titles[kind] = title
        return function

    return register


def belongs_to(kind: str, url_name: str, key: str, *, retries: bool = False) -> None:
    """Say that jobs of a kind work at a record, the payload's `key`, with a page; `retries`: only there again."""
    _pages[kind] = Page(url_name, key, retries)


def find(kind: str) -> Handler | None:
    """Give the handler of a kind, or None when no app has registered one."""
    return _handlers.get(kind)


def title(kind: str) -> str:
    """Give what people call a kind of job."""
    return str(_titles.get(kind) or _("Pekerjaan latar (%(kind)s)") % {"kind": kind})


def page_of(kind: str, payload: Mapping[str, Any]) -> str:
    """Give the address of the record that a job works at, or nothing."""
    page = _pages.get(kind)
    if page is None or payload.get(page.key) is None:
        return ""
    try:
        return reverse(page.url_name, args=[payload[page.key]])
    except NoReverseMatch:
        return ""


def retried_there(kind: str) -> bool:
    """Tell whether jobs of a kind are tried again on the page of their record."""
    page = _pages.get(kind)
    return page is not None and page.retries
