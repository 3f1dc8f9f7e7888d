"""The words of change for saved views: save, change, delete."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from desk.accounts.models import SavedView, User
from desk.accounts.roles import Right
from desk.context import acting

PASSING = (
    "page",
    "after",
    "before",
    "flag",
    "count",
    "view",
    "election",
    "csrfmiddlewaretoken",
)  # words that are no filter


def kept(address: str) -> str:
    """Give what of an address is kept: its filters and sort in a fixed order, nothing that passes."""
    found = QueryDict(address.replace("\x00", "").removeprefix("?"), mutable=True)
    for each in PASSING:
        found.pop(each, None)
    pairs = sorted((name, value) for name, values in found.lists() for value in values if value)
    made = QueryDict(mutable=True)
    for name, value in pairs:
        made.appendlist(name, value)
    return made.urlencode()


def may_share(user: User) -> bool:
    """Tell whether a person may put views before the whole desk: admins and who works for the whole province."""
    return user.may(Right.STRUCTURE)


def may_change(user: User, view: SavedView) -> bool:
    """Tell whether a person may change or delete a view: its owner; a shared one also who may share."""
    return view.owner_id == user.pk or (view.shared and may_share(user))


def save(view: SavedView, *, actor: User, at: datetime) -> SavedView:
    """Save a new or a changed view; a new default takes the place of the owner's old one."""
    with acting(actor, "view.save"), transaction.atomic():
        view.query = kept(view.query)
        view.saved_at = at
        if view.default:
            others = SavedView.objects.filter(owner=view.owner_id, list=view.list, default=True)
            others.exclude(pk=view.pk).update(default=False)
        view.save()
    return view


def delete(view: SavedView, *, actor: User, at: datetime) -> None:
    """Delete a view; what it filtered is untouched."""
    with acting(actor, "view.delete"):
        view.delete()
