"""Which election a request is about: `?election=CODE`, else the one chosen in the session, else the current one."""

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from tps.models import Election

SESSION_KEY = "election"


def election_of(request: HttpRequest) -> Election | None:
    """Give the request's election, or None while there is none at all; an unknown code is a 404."""
    code = request.GET.get("election", "")
    if code:
        found = Election.objects.filter(code=code).first()
        if found is None:
            raise Http404(_("Pemilihan %(code)s tidak dikenal.") % {"code": code})
        return found
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    election = Election.objects.filter(code=chosen).first() if chosen else None
    return election or Election.objects.running().first() or Election.objects.first()


def election_for(request: HttpRequest) -> Election | None:
    """Give the election that the middleware put on the request, None while there is none at all."""
    return cast("Election | None", request.election or None)  # type: ignore[attr-defined]


class ElectionMiddleware:
    """Puts the election on the request as `request.election`, looked up only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy election."""
        request.election = SimpleLazyObject(lambda: election_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
