"""The words of reading people."""

from typing import Any

from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q


class UserQuerySet(models.QuerySet):
    """Reads people."""

    def matching(self, text: str) -> "UserQuerySet":
        """Keep the people whose name, user name, mail address, remit or agency contains every word of a text."""
        rows = self
        for word in text.split():
            rows = rows.filter(
                Q(username__icontains=word)
                | Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email__icontains=word)
                | Q(remit__startswith=word)
                | Q(agency__name__icontains=word)
            )
        return rows


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made while running
    """Reads and makes people; a superuser of the command line is an admin of the desk."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> Any:
        """Make an admin who may also enter Django's admin."""
        extra.setdefault("role", "admin")
        return super().create_superuser(username, email, password, **extra)


class SavedViewQuerySet(models.QuerySet):
    """Reads saved views."""

    def offered(self, person_id: int) -> "SavedViewQuerySet":
        """Keep a person's own views and those that somebody still active shares, the own ones first."""
        shared = Q(shared=True, owner__is_active=True)
        own = models.Case(models.When(owner=person_id, then=0), default=1)
        return self.filter(Q(owner=person_id) | shared).select_related("owner").order_by("list", own, "name", "pk")
