"""The words of change for files."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.core.files.base import File
from django.db import DatabaseError

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.room import room

logger = logging.getLogger(__name__)
_kept: ContextVar[list[StoredFile] | None] = ContextVar("_kept", default=None)


@contextmanager
def whole() -> Iterator[None]:
    """Take the bytes of files away again whose rows were rolled back; put it around the transaction."""
    kept: list[StoredFile] = []
    token = _kept.set(kept)
    try:
        yield
    except Exception:
        for stored in kept:
            _forget(stored)
        raise
    finally:
        _kept.reset(token)


def _forget(stored: StoredFile) -> None:
    """Delete the bytes of a file that has no row; in doubt they stay, for bytes too many harm nobody."""
    try:
        if not StoredFile.objects.filter(pk=stored.pk).exists():
            stored.file.storage.delete(str(stored.file.name))
    except (DatabaseError, OSError) as error:
        logger.warning("the bytes of %s were left behind (%s)", stored.pk, error)


def keep(content: File, name: str, *, actor: User | None, at: datetime, content_type: str = "") -> StoredFile:
    """Store a file with its sha256; the content is read in chunks, never whole.

    Raises NoRoom when there is no room for it; then nothing of it is left.
    """
    digest = hashlib.sha256()
    size = 0
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    stored = StoredFile(
        name=name[:200],
        content_type=content_type[:100],
        size=size,
        sha256=digest.hexdigest(),
        uploaded_by=actor,
        uploaded_at=at,
    )
    path = stored.file.field.generate_filename(stored, stored.name)
    with room():
        try:
            stored.file.save(stored.name, content, save=False)
            stored.save(force_insert=True)
        except BaseException:
            # A storage that ran full leaves what it had written so far.
            stored.file.storage.delete(path)
            raise
    kept = _kept.get()
    if kept is not None:
        kept.append(stored)
    return stored
