"""Access decorators: the first line of every view after the method decorator."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from desk.accounts.models import User
from desk.accounts.roles import Right

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def person(request: HttpRequest) -> User:
    """Give the signed-in person of a request."""
    return cast("User", request.user)


def needs(*rights: Right) -> Callable[[View], View]:
    """Let in only who has one of the rights at least somewhere; the view narrows it to place and agency."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(person(request).may_somewhere(right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast("View", inner)

    return decorate


def require(allowed: bool) -> None:
    """Refuse with 403 unless allowed."""
    if not allowed:
        raise PermissionDenied
