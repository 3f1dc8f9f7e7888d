"""The words of change for comparisons: have two lists compared, and let old results go."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from desk.accounts.models import User
from desk.work import actions as work
from tps import comparing
from tps.models import Election, RosterComparison, RosterDifference, RosterImport

COMPARE = "tps.compare"
KEPT = 20  # comparisons whose differences stay; older ones can be asked for again
Progress = Callable[[int, int, int], None]


def ask(
    first: RosterImport, second: RosterImport | Election, *, client_id: uuid.UUID, actor: User, at: datetime
) -> RosterComparison:
    """Have two lists compared in the background; the same client_id again gives the first comparison."""
    known = RosterComparison.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    other = second if isinstance(second, RosterImport) else None
    election = second if isinstance(second, Election) else second.election
    try:
        with transaction.atomic():
            made = RosterComparison.objects.create(
                first=first, second=other, election=election, client_id=client_id, asked_by=actor, asked_at=at
            )
            _enqueue(made, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return RosterComparison.objects.get(client_id=client_id)
    return made


def again(comparison: RosterComparison, *, actor: User, at: datetime) -> bool:
    """Compare anew where the attempt failed or was stopped; False when one is under way or has ended well."""
    with transaction.atomic():
        row = RosterComparison.objects.select_for_update(of=("self",)).select_related("job").get(pk=comparison.pk)
        if row.result is not None or (row.job is not None and not row.job.ended):
            return False
        _enqueue(row, actor, at)
    return True


def run(
    comparison: RosterComparison, *, most_bytes: int, at: datetime, progress: Progress, end: Callable[[], None]
) -> None:
    """Read both lists and write down how they differ; `progress` gets the side (0 or 1), rows done and rows in all.

    `end` runs last in the transaction. Raises what tps.comparing.read_file raises.
    """
    with comparing.tables_of_both():
        first = comparing.read_file(comparison.first, 0, most_bytes, lambda done, total: progress(0, done, total))
        second = (
            comparing.read_file(comparison.second, 1, most_bytes, lambda done, total: progress(1, done, total))
            if comparison.second is not None
            else comparing.read_stations(comparison.election, 1)
        )
        with transaction.atomic():
            comparison.result = comparing.write(comparison, first, second)
            comparison.finished_at = at
            comparison.save(update_fields=["result", "finished_at"])
            _let_go()
            end()


def _let_go() -> None:
    """Delete the oldest comparisons: what they say can be found out again from the kept files."""
    old = list(RosterComparison.objects.order_by("-asked_at", "-pk").values_list("pk", flat=True)[KEPT:])
    gone = RosterDifference.objects.filter(comparison__in=old)
    gone._raw_delete(gone.db)
    RosterComparison.objects.filter(pk__in=old).delete()


def _enqueue(comparison: RosterComparison, actor: User, at: datetime) -> None:
    comparison.job = work.enqueue(COMPARE, {"comparison": comparison.pk}, actor=actor, at=at)
    comparison.save(update_fields=["job"])
