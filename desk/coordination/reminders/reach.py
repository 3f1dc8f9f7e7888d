"""Who stands on a step and can be reached: the people and contacts of the agencies concerned, read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.agencies.models import Agency, Contact
from desk.coordination.models import LadderStep
from desk.coordination.reminders.kinds import Hole, Target
from desk.coordination.reminders.things import Thing

DESK = (Role.ADMIN, Role.OPERATOR, Role.OFFICIAL)


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who hears a reminder; an address without a user is written to in the desk's language."""

    address: str
    name: str
    user_id: int | None = None
    language: str = settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class Heard:
    """Who hears a step: its own people, or those of the step that took over because nobody stands on it."""

    people: tuple[Hearer, ...]
    hole: str = ""
    took_over: LadderStep | None = None


class Book:
    """The people and contacts that steps may name, for some agencies on one day."""

    def __init__(self, agencies: Iterable[Agency], steps: Iterable[LadderStep], day: date) -> None:
        wanted = {agency.pk for agency in agencies}
        self._people: dict[int, list[User]] = {}
        people = User.objects.filter(agency__in=wanted, is_active=True).exclude(role=Role.NONE).exclude(email="")
        for user in people.order_by("username"):
            self._people.setdefault(user.agency_id or 0, []).append(user)
        wanted |= {step.contact_agency_id for step in steps if step.contact_agency_id}
        self._contacts: dict[int, list[Contact]] = {}
        contacts = Contact.objects.valid(day).filter(agency__in=wanted).exclude(email="").select_related("agency")
        for contact in contacts.order_by("role", "pk"):
            self._contacts.setdefault(contact.agency_id, []).append(contact)

    def on(self, step: LadderStep, agency: Agency, person: User | None = None) -> Heard:
        """Give who stands on a step for an agency (and the person in charge), or why nobody does."""
        match step.target:
            case Target.PERSON if person is None:
                return _all(self._people.get(agency.pk, []), Hole.NOBODY)
            case Target.PERSON:
                return _one(person)
            case Target.USER:
                user = step.user
                if user is not None and user.is_active and not _reads(user, agency, person):
                    return Heard((), Hole.ELSEWHERE)
                return _one(user)
            case Target.CONTACT:
                found = self._contacts.get(step.contact_agency_id or agency.pk, [])
                word = step.role.strip().lower()
                people = [
                    Hearer(each.email, f"{each.role}, {each.agency.label}")
                    for each in found
                    if word in each.role.lower()
                ]
                return Heard(tuple(people), "" if people else Hole.NO_CONTACT)
        return Heard((Hearer(step.address, step.who),))

    def hears(self, step: LadderStep, ladder: tuple[LadderStep, ...], thing: Thing) -> Heard:
        """Give who hears a step of a ladder: where nobody stands on it, the people of the next one that has some."""
        own = self.on(step, thing.agency, thing.person)
        if own.people:
            return own
        for following in ladder[ladder.index(step) + 1 :]:
            other = self.on(following, thing.agency, thing.person)
            if other.people:
                return Heard(other.people, own.hole, following)
        return own


def _reads(user: User, agency: Agency, person: User | None) -> bool:
    return user.role in DESK or user.agency_id == agency.pk or user == person


def _one(user: User | None) -> Heard:
    if user is None or not user.is_active or user.role == Role.NONE:
        return Heard((), Hole.DISABLED)
    return _all([user] if user.email else [], Hole.NO_ADDRESS)


def _all(users: list[User], hole: Hole) -> Heard:
    people = tuple(Hearer(user.email, str(user), user.pk, user.reads) for user in users)
    return Heard(people, "" if people else hole)
