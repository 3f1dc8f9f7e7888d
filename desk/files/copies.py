"""Copies of files that nobody can change while they are read: of a path on the server, of a stored file."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.utils.translation import gettext as _

from desk.files.models import StoredFile
from desk.files.room import room

CHUNK = 1 << 20


class Unsteady(Exception):
    """The file is not what it was; the text is a sentence for the person who waits for it."""


@contextmanager
def steady(path: Path, most_bytes: int) -> Iterator[BinaryIO]:
    """Give a copy of a file on the server, taken while nobody wrote to it; it is gone with the context.

    Not more than `most_bytes` and one chunk are copied, so that who reads it can say that it is too big. Raises
    Unsteady when the file changed meanwhile, NoRoom when there is no room for the copy, OSError as open() does.
    """
    with path.open("rb") as file, tempfile.TemporaryFile(prefix="desk-copy-") as copy:
        before = path.stat()
        with room():
            digest, size = _copied(file, copy, most_bytes)
        file.seek(0)
        again, _size = _copied(file, None, most_bytes)
        after = path.stat()
        same = (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)
        if not same or digest != again or (size <= most_bytes and size != after.st_size):
            raise Unsteady(
                _("Berkas %(name)s berubah selagi dibaca. Tidak ada yang dimuat; tunggu sampai utuh, lalu ulangi.")
                % {"name": path.name}
            )
        copy.seek(0)
        yield cast("BinaryIO", copy)


@contextmanager
def unharmed(stored: StoredFile) -> Iterator[BinaryIO]:
    """Give a copy of a stored file whose bytes are those that were handed in; it is gone with the context.

    Raises Unsteady when they are not, or not there any more, NoRoom when there is no room for the copy.
    """
    with room(), tempfile.TemporaryFile(prefix="desk-copy-") as copy:
        try:
            with stored.file.open("rb") as file:
                digest, size = _copied(file, copy, stored.size)
        except FileNotFoundError as error:
            raise Unsteady(
                _("Berkas ini tercatat tetapi isinya tidak ada lagi di penyimpanan. Unggah lagi.")
            ) from error
        if (digest, size) != (stored.sha256, stored.size):
            raise Unsteady(
                _("Isi berkas di penyimpanan tidak sama lagi dengan yang diunggah. Tidak ada yang dimuat; unggah lagi.")
            )
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _copied(source: IO[bytes], copy: IO[bytes] | None, most_bytes: int) -> tuple[str, int]:
    """Copy at most that many bytes and one chunk; give sha256 and size of what was copied."""
    digest = hashlib.sha256()
    size = 0
    while size <= most_bytes and (chunk := source.read(CHUNK)):
        digest.update(chunk)
        size += len(chunk)
        if copy is not None:
            copy.write(chunk)
    if copy is not None:
        copy.flush()
    return digest.hexdigest(), size
