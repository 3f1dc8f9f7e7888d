"""Progress out of a long transaction: a connection of its own tells how far the work is, and renews the lease."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections

from desk.work import runs
from desk.work.runs import Run

_TOLD = """
UPDATE work_job SET done = %s, total = %s, message = %s, message_blanks = NULL, lease_until = %s
WHERE id = %s AND lease_token = %s AND state = 'running' RETURNING cancel_requested
"""
Tell = Callable[[int, int, str, datetime], None]


@contextmanager
def telling(run: Run) -> Iterator[Tell]:
    """Give `tell(done, total, message, at)`, which others see at once though this connection is in a transaction.

    It raises Cancelled when a person has asked for that. It never says that the lease is lost: `run.hold()` does, in
    the work's own transaction, before anything is kept.
    """
    outside = connections.create_connection(DEFAULT_DB_ALIAS)
    token: uuid.UUID | None = run.token

    def tell(done: int, total: int, message: str, at: datetime) -> None:
        with outside.cursor() as cursor:
            cursor.execute(_TOLD, [done, total, message[:300], at + runs.LEASE, run.job.pk, token])
            answer = cursor.fetchone()
        if answer is not None and answer[0]:
            raise runs.Cancelled(str(run.job.pk))

    try:
        yield tell
    finally:
        outside.close()
