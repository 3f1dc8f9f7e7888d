"""The words of change for files."""

import hashlib
from datetime import datetime

from django.core.files.base import File

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.room import room


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
    return stored
