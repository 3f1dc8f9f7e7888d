"""Background work on boundaries: check what a file would do, and load it once a person has agreed."""

from django.utils.translation import gettext_lazy

from desk import clock
from desk.files.room import NoRoom, room
from desk.work.registry import handler
from desk.work.runs import Cancelled, Refused, Run
from tps.actions import boundaries
from tps.kinds import ImportState
from tps.models import BoundarySet
from tps.vectors import Unreadable


@handler(boundaries.CHECK, title=gettext_lazy("Memeriksa batas wilayah"))
def check(run: Run, boundary_set: int) -> None:
    """Read a file of boundaries and say what it would do; changes no boundary."""
    row = BoundarySet.objects.select_related("file").get(pk=boundary_set)
    if row.state in boundaries.WAITING:
        boundaries.begin(row)
        _work(run, row, write=False)


@handler(boundaries.APPLY, title=gettext_lazy("Memuat batas wilayah"))
def apply(run: Run, boundary_set: int) -> None:
    """Load the boundaries that a person has agreed to."""
    row = BoundarySet.objects.select_related("file").get(pk=boundary_set)
    if row.state == ImportState.APPLYING:
        _work(run, row, write=True)


def _work(run: Run, row: BoundarySet, *, write: bool) -> None:
    def end() -> None:
        run.hold()
        run.finish({"boundary_set": row.pk})

    try:
        with room():
            boundaries.run(row, write=write, actor=run.job.requested_by, at=clock.now(), progress=run.progress, end=end)
    except Unreadable as refusal:
        boundaries.refuse(row, str(refusal))
    except NoRoom as full:
        raise Refused(str(full)) from full
    except Cancelled:
        boundaries.stopped(row)
        raise
