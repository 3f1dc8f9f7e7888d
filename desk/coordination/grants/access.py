"""Which agreements a person may read, from the role table; they are changed by who runs the whole province."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.coordination.grants.querysets import GrantQuerySet
from desk.coordination.models import Grant
from desk.files.access import door
from desk.files.models import StoredFile


def visible_to(user: User) -> GrantQuerySet:
    """Give the agreements that a person may read: a liaison those of which the own agency receives the money."""
    found = user.scope(Right.GRANTS)
    rows: GrantQuerySet = Grant.objects.all()
    if found is Scope.ALL:
        return rows
    if found is Scope.AGENCY and user.agency_id:
        return rows.received_by(user.agency_id)
    return rows.none()


def may_write(user: User) -> bool:
    """Tell whether a person may record agreements, addenda and payments."""
    return user.may(Right.STRUCTURE)


@door
def opens_grant_files(user: User, stored: StoredFile) -> bool:
    """Open the text of an agreement and the proof of a payment to whoever may read the agreement."""
    rows = visible_to(user)
    return rows.filter(versions__file=stored).exists() or rows.filter(payments__file=stored).exists()
