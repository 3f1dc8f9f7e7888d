"""The words of change for files."""

import hashlib
from datetime import datetime

from django.core.files.base import File

from desk.accounts.models import User
from desk.files.models import StoredFile


def keep(content: File, name: str, *, actor: User | None, at: datetime, content_type: str = "") -> StoredFile:
    """Store a file with its sha256; the content is read in chunks, never whole."""
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
    stored.file.save(stored.name, content, save=False)
    stored.save(force_insert=True)
    return stored
