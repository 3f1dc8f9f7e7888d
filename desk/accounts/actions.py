"""The words of change for people: invite, change, disable, enable."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from desk.accounts.mail import send_invitation
from desk.accounts.models import User
from desk.accounts.roles import Role
from desk.context import acting

FIELDS = ("username", "first_name", "last_name", "email", "role", "remit", "agency", "may_authorise")


class Refused(Exception):
    """The change would leave the desk without what it needs; the text says why and what to do."""


def invite(user: User, *, actor: User | None, at: datetime) -> User:
    """Save a new person without a password and mail the link at which they set one."""
    with acting(actor, "user.invite", place=user.remit, agency=user.agency.code if user.agency else ""):
        user.date_joined = at
        user.set_unusable_password()
        _tidy(user)
        user.save()
        send_invitation(user, inviter=actor)
    return user


def invite_again(user: User, *, actor: User | None, at: datetime) -> None:
    """Mail the link once more; setting a password uses up every link."""
    if not user.is_active:
        raise Refused(_("Akun ini dinonaktifkan. Aktifkan dulu, lalu kirim undangan."))
    with acting(actor, "user.invite-again", place=user.remit):
        send_invitation(user, inviter=actor)


def change(user: User, *, actor: User | None, at: datetime) -> User:
    """Save what was changed of a person; Refused when an admin demotes themselves or the last admin."""
    with acting(actor, "user.change", place=user.remit, agency=user.agency.code if user.agency else ""):
        if user.role != Role.ADMIN:
            _keep_an_admin(user, actor, _("Peran tidak diubah."))
        _tidy(user)
        user.save(update_fields=[*FIELDS, "is_staff", "is_superuser"])
    return user


def disable(user: User, *, actor: User | None, at: datetime) -> None:
    """Close an account: every open session of the person ends with its next request."""
    with acting(actor, "user.disable", place=user.remit):
        _keep_an_admin(user, actor, _("Akun tetap aktif."))
        User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, session_epoch=F("session_epoch") + 1)


def enable(user: User, *, actor: User | None, at: datetime) -> None:
    """Open a closed account again; sessions from before stay closed."""
    with acting(actor, "user.enable", place=user.remit):
        User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)


def change_own(user: User, changes: dict[str, Any], *, at: datetime) -> User:
    """Save what a person may change of themselves: the name."""
    with acting(user, "user.profile", place=user.remit):
        user.first_name = changes["first_name"]
        user.last_name = ""
        user.save(update_fields=["first_name", "last_name"])
    return user


def choose_language(user: User, language: str) -> None:
    """Remember the language that a person reads; the switch is theirs alone, so no history is kept of it."""
    user.language = language
    user.save(update_fields=["language"])


def _keep_an_admin(user: User, actor: User | None, kept: str) -> None:
    # The rows of all admins are locked, so that two admins cannot remove each other at the same moment.
    admins = set(User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).values_list("pk", flat=True))
    if user.pk not in admins:
        return
    if actor is not None and actor.pk == user.pk:
        raise Refused(_("Anda tidak dapat mencabut peran admin atau akun Anda sendiri.") + " " + kept)
    if admins == {user.pk}:
        raise Refused(_("Ini admin terakhir. Angkat admin lain terlebih dahulu.") + " " + kept)


def _tidy(user: User) -> None:
    if user.role not in {Role.OPERATOR, Role.FIELD}:
        user.remit = ""
    user.is_staff = user.is_superuser = user.role == Role.ADMIN
