"""What of the risks a person may read, by role, place and agency."""

from collections.abc import Iterable
from datetime import datetime

from desk.accounts.models import User
from desk.accounts.roles import Role
from risks import policy
from risks.care_filter import Viewer
from risks.models import Flag
from risks.querysets import FlagQuerySet
from risks.reading import Read, read_flags


def readable_flags(user: User) -> FlagQuerySet:
    """Give the risks that a person may read."""
    return Flag.objects.readable(user.reading_place, user.pk)


def viewer_of(user: User, at: datetime) -> Viewer:
    """Give who looks at a moment, for the filters that depend on it."""
    return Viewer(user.pk, user.agency_id, at)


def read_for(user: User, flags: Iterable[Flag], at: datetime) -> list[Read]:
    """Give risks with the statements that a person may see, as they stand at a moment."""
    narrow = user.role == Role.LIAISON
    return list(read_flags(flags, user.agency_id, rule=policy.speaking(), at=at, narrow=narrow))
