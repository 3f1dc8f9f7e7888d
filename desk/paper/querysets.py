"""The words of reading documents."""

import re

from django.db import models

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


class DocumentQuerySet(models.QuerySet):
    """Reads documents."""

    def without_bytes(self) -> "DocumentQuerySet":
        """Leave the frozen bytes in the database: lists and checks need none."""
        return self.defer("content")

    def by_code(self, code: str) -> "DocumentQuerySet":
        """Keep the document of a verification code as people type it: any case, with or without dashes."""
        return self.filter(code=tidy_code(code))

    def by_digest(self, digest: str) -> "DocumentQuerySet":
        """Keep the document whose frozen bytes have a sha256, in hex of any case."""
        return self.filter(digest=digest.lower())

    def for_checking(self) -> "DocumentQuerySet":
        """Fetch along what the public answer names, without any bytes."""
        return (
            self.without_bytes()
            .select_related("superseded_by", "supersedes")
            .defer("superseded_by__content", "supersedes__content")
        )


def tidy_code(text: str) -> str:
    """Give a verification code as it is stored."""
    return text.strip().upper().replace("-", "").replace(" ", "")


def is_digest(text: str) -> bool:
    """Tell whether a text is a sha256 in hex."""
    return _DIGEST.fullmatch(text) is not None
