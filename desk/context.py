"""Who does what, and why: the context that the history triggers write beside every changed row."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pghistory import runtime


class Actor(Protocol):
    """Whoever changes something; None stands for the system itself."""

    pk: Any

    def get_username(self) -> str:
        """Give the name that history shows."""
        ...


@contextmanager
def acting(
    actor: Actor | None, action: str, *, reason: str = "", place: str = "", agency: str = "", **more: Any
) -> Iterator[uuid.UUID]:
    """Run one change: a transaction under a history context of its own, whose id it gives.

    Changes beside or inside each other keep their own names: pghistory by itself would write the last one's name
    over all that stands in the same outer context, such as a request's.

    `action` is a short code like "risk.verify"; `place` the dotted region code it concerns and `agency` the
    agency code, by which history is later narrowed to a remit or an agency.
    """
    facts = {
        "user": actor.pk if actor else None,
        "username": actor.get_username() if actor else "",
        "action": action,
        "reason": reason,
        "place": place,
        "agency": agency,
    }
    with transaction.atomic(), _set_aside(), pghistory.context(**facts, **more) as opened:
        yield opened.id


@contextmanager
def _set_aside() -> Iterator[None]:
    """Put the context that is open aside for a while; pghistory keeps it in one place of each thread."""
    outer = runtime._tracker.__dict__.pop("value", None)
    try:
        yield
    finally:
        if outer is not None:
            runtime._tracker.value = outer


class HistoryMiddleware:
    """Gives every changing request a context, so that changes outside an action (the admin) have a name too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open the context for requests that may change something."""
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        user = getattr(request, "user", None)
        known = user if user is not None and user.is_authenticated else None
        facts = {"user": known.pk if known else None, "username": known.get_username() if known else ""}
        with pghistory.context(**facts, url=request.path):
            return self.get_response(request)
