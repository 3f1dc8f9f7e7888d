"""Background work on rosters: check what a file would do, and load it once a person has agreed."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.files.actions import whole
from desk.files.copies import Unsteady
from desk.files.room import NoRoom, room
from desk.work.registry import handler
from desk.work.runs import Cancelled, Refused, Run
from tps import boundary_jobs as _boundary_jobs  # noqa: F401 — importing it registers its handlers
from tps import roster_jobs as _roster_jobs  # noqa: F401
from tps.actions import rosters
from tps.kinds import ImportState
from tps.models import RosterImport
from tps.tables import Unreadable


@handler(rosters.CHECK, title=gettext_lazy("Memeriksa daftar TPS"))
def check(run: Run, roster: int) -> None:
    """Read a roster and say what it would do; changes no station."""
    row = RosterImport.objects.select_related("election__parent", "file", "source", "uploaded_by").get(pk=roster)
    if row.state in rosters.WAITING:
        rosters.begin(row)
        _work(run, row, write=False)


@handler(rosters.APPLY, title=gettext_lazy("Memuat daftar TPS"))
def apply(run: Run, roster: int) -> None:
    """Load a roster that a person has agreed to."""
    row = RosterImport.objects.select_related("election__parent", "file", "source", "uploaded_by").get(pk=roster)
    if row.state == ImportState.APPLYING:
        _work(run, row, write=True)


def _work(run: Run, row: RosterImport, *, write: bool) -> None:
    def progress(done: int, total: int) -> None:
        last = done >= total
        run.progress(done, total, _("Membandingkan dengan data TPS") if last else _("Membaca baris"))

    def end() -> None:
        run.hold()
        run.finish({"roster": row.pk})

    try:
        with room(), whole():
            rosters.run(
                row,
                write=write,
                actor=run.job.requested_by,
                at=clock.now(),
                most_bytes=settings.IMPORT_PAGE_BYTES,
                progress=progress,
                end=end,
            )
    except NoRoom as full:
        raise Refused(str(full)) from full
    except Unreadable as refusal:
        rosters.refuse(row, refusal)
    except Unsteady as refusal:
        rosters.refuse(row, Unreadable(str(refusal)))
    except Cancelled:
        rosters.stopped(row)
        raise
