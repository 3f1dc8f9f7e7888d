"""The words of reading documents."""

from django.db import models


class DocumentQuerySet(models.QuerySet):
    """Reads documents."""

    def without_bytes(self) -> "DocumentQuerySet":
        """Leave the frozen bytes in the database: lists and checks need none."""
        return self.defer("content")

    def by_code(self, code: str) -> "DocumentQuerySet":
        """Keep the document of a verification code as people type it: any case, with or without dashes."""
        return self.filter(code=tidy_code(code))


def tidy_code(text: str) -> str:
    """Give a verification code as it is stored."""
    return text.strip().upper().replace("-", "").replace(" ", "")
