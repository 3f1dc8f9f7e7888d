"""When a disk is full, the files' or the database's: one sentence for it, wherever it shows."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.utils.translation import gettext
from psycopg import errors

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoRoom(Exception):
    """There is no room left on the server; nothing of this step was kept, and it can be tried again later."""

    def __str__(self) -> str:
        """Say it to the person who is waiting, with what to do."""
        return gettext(
            "Ruang simpan di server penuh. Tidak ada yang berubah dan tidak ada yang tersimpan separuh. "
            "Beri tahu admin desk, lalu coba lagi setelah ada ruang."
        )


@contextmanager
def room() -> Iterator[None]:
    """Turn every way in which a full disk shows into NoRoom."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if is_full(error):
            raise NoRoom from error
        raise


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that a disk is full."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return isinstance(error, NoRoom) or isinstance(error.__cause__, errors.DiskFull)
