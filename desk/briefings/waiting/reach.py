"""Who is told about drafts that wait: those who may authorise, then the desk's admins and an address of the rules."""

from dataclasses import dataclass

from django.conf import settings

from desk.accounts.models import User
from desk.accounts.roles import Right, Role


@dataclass(frozen=True, slots=True)
class Hearer:
    """One mailbox, its name and the language it is written to in."""

    address: str
    name: str
    language: str


def officials() -> list[Hearer]:
    """Give the active people with the right to authorise and a mailbox."""
    rows = User.objects.filter(is_active=True, may_authorise=True).exclude(email="").order_by("pk")
    return [_of(user) for user in rows if user.may(Right.AUTHORISE_BRIEFING)]


def admins() -> list[Hearer]:
    """Give the active admins with a mailbox."""
    return [_of(user) for user in User.objects.filter(is_active=True, role=Role.ADMIN).exclude(email="").order_by("pk")]


def mailbox(address: str) -> Hearer:
    """Give an address of the rules."""
    return Hearer(address, "", settings.LANGUAGE_CODE)


def _of(user: User) -> Hearer:
    return Hearer(user.email, " ".join(str(user).split())[:120], user.reads)
