"""Who may see, drive and take back a layer of hazard zones."""

from django.db.models import QuerySet

from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from risks.actions import zone_undo
from risks.models import HazardLayer


def readable(user: User) -> QuerySet[HazardLayer]:
    """Give the layers that a person may see: a liaison those of their own agency."""
    rows = HazardLayer.objects.select_related(
        "election", "source", "file", "job", "uploaded_by", "supersedes", "proposals"
    )
    return rows.filter(source=user.agency_id) if user.role == Role.LIAISON else rows


def may_act(user: User, found: HazardLayer) -> bool:
    """Tell whether a person may drive a layer: who handed it in, and admins."""
    return user.role == Role.ADMIN or found.uploaded_by_id == user.pk


def may_undo(user: User, found: HazardLayer) -> bool:
    """Tell whether a person may take a layer back: while nothing counts who handed it in, later who may judge it."""
    if not zone_undo.accepted(found):
        return may_act(user, found)
    scope = user.scope(Right.JUDGE_RISK)
    within = scope is Scope.REMIT and f"{found.remit}.".startswith(f"{user.remit}.") and bool(found.remit)
    return scope is Scope.ALL or (within and may_act(user, found))
