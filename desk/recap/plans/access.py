"""Who may plan and who may see whom to call, from the role table; opens the plan sheets to the same people."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.files.access import door
from desk.files.models import StoredFile
from desk.recap.models import PlanSheets

PLANS = Right.TASKS  # who gives tasks about a place also writes its plan


def may_plan(user: User, place: str) -> bool:
    """Tell whether a person may write the plan of a station in a dotted region code."""
    return user.may(PLANS, place=place)


def planning_place(user: User) -> str | None:
    """Give the region code within which a person may plan: "" is everywhere, None nowhere."""
    found = user.scope(PLANS)
    if found is Scope.ALL:
        return ""
    return user.remit if found is Scope.REMIT else None


def may_call(user: User) -> bool:
    """Tell whether a person may see duty phones."""
    return user.may_somewhere(Right.CONTACTS)


def may_print(user: User, place: str) -> bool:
    """Tell whether a person may have sheets of a region made: they bear phone numbers."""
    return may_call(user) and user.may(Right.READ, place=place)


@door
def sheets_file(user: User, stored: StoredFile) -> bool:
    """Open plan sheets to whoever may have them made."""
    row = PlanSheets.objects.filter(file=stored).first()
    return row is not None and may_print(user, row.region_id)
