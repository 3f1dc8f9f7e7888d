"""How long a page may keep the database busy: past that the statement is ended, and the person told what to do."""

import os
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg import errors


def bound() -> None:
    """Bound every statement of this process by DESK_PAGE_SECONDS; call it before the first connection.

    For processes that answer people: work in the background takes the time it needs. Waiting for a lock counts too.
    What PGOPTIONS says already wins.
    """
    os.environ.setdefault("PGOPTIONS", f"-c statement_timeout={settings.DESK_PAGE_SECONDS}s")


def too_long(error: BaseException) -> bool:
    """Tell whether an error says that the database ended a statement for its time."""
    return isinstance(error, errors.QueryCanceled) or isinstance(error.__cause__, errors.QueryCanceled)


class PatienceMiddleware:
    """Answers 503, with what to do, when the database was too long about a page; the page's own changes are undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Recognise an ended statement in whatever a view raised."""
        if not too_long(error):
            return None
        answer = render(request, "503.html", status=503)
        answer["Retry-After"] = "30"
        return answer
