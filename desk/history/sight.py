"""Who may see which part of history, as conditions on event tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from desk.accounts.models import WHOLE_PROVINCE, User
from desk.accounts.roles import Right, Scope
from desk.history import registry

PLACE, AGENCY, USER = "pgh_context__metadata__place", "pgh_context__metadata__agency", "pgh_context__metadata__user"


@dataclass(frozen=True, slots=True)
class Sight:
    """How far one person sees: everything, a region-code prefix, an agency, or what they did themselves."""

    everything: bool = False
    place: str = ""
    agency: str = ""
    agency_id: int | None = None
    colleagues: tuple[int, ...] = ()
    person: int | None = None
    contacts: bool = False

    def sees(self, kind: str) -> bool:
        """Tell whether any record of a kind may be shown at all."""
        known = registry.subject(kind)
        return self.everything or (known.everyone and (self.contacts or not known.contacts))

    def condition(self, kind: str) -> Q:
        """Give the condition on the event table of a kind; combine it with sees()."""
        known = registry.subject(kind)
        if self.everything:
            return Q()
        if self.place:
            if len(self.place) == WHOLE_PROVINCE:
                return Q()
            return _any(_within(path, self.place) for path in (*known.place, PLACE))
        if self.agency:
            return _any(
                [*(Q(**{path: self.agency}) for path in (*known.agency, AGENCY)), Q(**{f"{USER}__in": self.colleagues})]
            )
        if self.person is not None:
            return _any(Q(**{path: self.person}) for path in (*known.own, USER))
        return Q(pk__in=[])


def sight_of(user: User) -> Sight | None:
    """Give how far a person sees into history; None for nothing at all."""
    scope = user.scope(Right.HISTORY)
    contacts = user.may_somewhere(Right.CONTACTS)
    if scope is Scope.ALL:
        return Sight(everything=True, contacts=contacts)
    if scope is Scope.REMIT and user.remit:
        return Sight(place=user.remit, contacts=contacts)
    if scope is Scope.AGENCY and user.agency is not None:
        colleagues = tuple(User.objects.filter(agency_id=user.agency_id).order_by().values_list("pk", flat=True))
        return Sight(agency=user.agency.code, agency_id=user.agency_id, colleagues=colleagues, contacts=contacts)
    if scope is Scope.OWN:
        return Sight(person=user.pk, contacts=contacts)
    return None


def _within(path: str, place: str) -> Q:
    # Django compares a foreign key's text only through the target's field; it needs no join for that.
    path = f"{path.removesuffix('_id')}__code" if path.endswith("region_id") else path
    return Q(**{path: place}) | Q(**{f"{path}__startswith": f"{place}."})


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found
