"""Who may open a stored file: nobody, unless an app that keeps files has said so."""

from collections.abc import Callable

from desk.accounts.models import User
from desk.files.models import StoredFile

Door = Callable[[User, StoredFile], bool]
_doors: list[Door] = []


def door(function: Door) -> Door:
    """Register a rule "may this person open this file?"; apps do so in their views, beside what shows the link."""
    _doors.append(function)
    return function


def may_open(user: User, stored: StoredFile) -> bool:
    """Tell whether any app's rule lets this person open the file."""
    return user.is_active and any(rule(user, stored) for rule in _doors)
