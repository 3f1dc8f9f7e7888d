"""What of readiness a person may read and state, from the role table."""

from desk.accounts.models import User
from desk.accounts.roles import Right, Role, Scope
from desk.agencies.models import Agency
from desk.coordination.models import ReadinessStatement
from desk.coordination.readiness.reading import DISTRICT
from desk.files.access import door
from desk.files.models import StoredFile


def reads_within(user: User) -> str | None:
    """Give the dotted code within which a person reads ("" is everything, None nothing), no finer than a kecamatan."""
    place = user.reading_place
    return place if place is None else place[:DISTRICT]


def states_within(user: User) -> str | None:
    """Give the dotted code within which a person may state ("" is everywhere, None nowhere).

    A liaison states where the own agency works.
    """
    found = user.scope(Right.READINESS)
    if found is Scope.ALL:
        return ""
    if found is Scope.REMIT:
        return user.remit
    if found is Scope.AGENCY and user.agency is not None and user.agency.active:
        return user.agency.region_code
    return None


def may_state(user: User, district: str) -> bool:
    """Tell whether a person may state something of a kecamatan."""
    place = states_within(user)
    return place is not None and (not place or district == place or district.startswith(f"{place}."))


def speaks_for(user: User) -> Agency | None:
    """Give the one agency for which a liaison speaks; None for the desk's own people, who name the agency."""
    return user.agency if user.role == Role.LIAISON else None


@door
def opens_readiness_files(user: User, stored: StoredFile) -> bool:
    """Open the file of a statement to whoever reads readiness there."""
    place = reads_within(user)
    return place is not None and ReadinessStatement.objects.filter(file=stored).within(place).exists()
