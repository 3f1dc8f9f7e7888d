"""Whether vote totals exist at all: only where the installation allows them and an admin has turned them on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from desk.recap.models import TotalsSwitch
from tps.models import Election

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def allowed() -> bool:
    """Tell whether this installation has vote totals at all."""
    return bool(settings.DESK_VOTE_TOTALS)


def where_allowed(view: View) -> View:
    """Answer as if there were no such page where the installation has none, whoever asks; stands before `needs`."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allowed():
            raise Http404
        return view(request, *args, **kwargs)

    return cast("View", inner)


def switch_of(election: Election | None) -> TotalsSwitch | None:
    """Give the switch of an election, None while nobody ever turned it."""
    return TotalsSwitch.objects.select_related("changed_by").filter(election=election.pk if election else 0).first()


def is_on(election: Election | None) -> bool:
    """Tell whether an election's totals are kept and shown."""
    return allowed() and election is not None and TotalsSwitch.objects.filter(election=election, on=True).exists()
