"""Saved views as chips above a list: {% saved_views "risks" %}."""

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template import Context

from desk import clock
from desk.accounts.access import person
from desk.accounts.models import SavedView
from desk.accounts.saved_actions import kept, may_share
from risks import filters
from risks.scope import viewer_of

register = template.Library()


@register.inclusion_tag("components/saved_views.html", takes_context=True)
def saved_views(context: Context, name: str) -> dict[str, Any]:
    """Give the views of a list that the person has or is offered, the one in force marked.

    The page may have read them as `views`; else they are read here (1 query).
    """
    request: HttpRequest = context["request"]
    user, now = person(request), kept(request.GET.urlencode())
    chips = []
    offered = context.get("views")
    for view in SavedView.objects.offered(user.pk).filter(list=name) if offered is None else offered:
        unknown: list[str] = []
        if name == "risks":
            unknown = filters.parse(QueryDict(view.query), viewer_of(user, clock.now())).unknown
        own = view.owner_id == user.pk
        chips.append({"view": view, "own": own, "current": view.query == now, "unknown": ", ".join(unknown)})
    known = any(chip["current"] for chip in chips)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "chips": chips,
        "list": name,
        "query": "" if known else now,
        "may_share": may_share(user),
    }
