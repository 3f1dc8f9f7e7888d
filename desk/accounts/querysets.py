"""The words of reading people."""

from django.contrib.auth.models import UserManager as DjangoUserManager


class UserManager(DjangoUserManager):
    """Reads and makes people; a superuser of the command line is an admin of the desk."""

    def create_superuser(self, username, email=None, password=None, **extra):  # type: ignore[no-untyped-def]
        """Make an admin who may also enter Django's admin."""
        extra.setdefault("role", "admin")
        return super().create_superuser(username, email, password, **extra)
