"""Handlers of background work, by kind: upper apps register theirs in their jobs.py, so that nothing looks up."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

Handler = Callable[..., dict[str, Any] | None]
_handlers: dict[str, Handler] = {}
_titles: dict[str, Any] = {}


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


def find(kind: str) -> Handler | None:
    """Give the handler of a kind, or None when no app has registered one."""
    return _handlers.get(kind)


def title(kind: str) -> str:
    """Give what people call a kind of job."""
    return str(_titles.get(kind) or _("Pekerjaan latar (%(kind)s)") % {"kind": kind})
