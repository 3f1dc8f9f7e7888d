"""Background work on lists: check what a file would do, and load it once a person has agreed."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.files.actions import whole
from desk.files.copies import Unsteady
from desk.files.room import NoRoom, room
from desk.work.registry import handler
from desk.work.runs import Cancelled, Refused, Run
from risks import zone_jobs as _zone_jobs  # noqa: F401 — importing it registers its handlers
from risks.actions import lists
from risks.models import ListImport
from tps.kinds import ImportState
from tps.tables import Unreadable


@handler(lists.CHECK, title=gettext_lazy("Memeriksa daftar risiko"))
def check(run: Run, made: int) -> None:
    """Read a list and say what it would do; changes nothing."""
    row = _row(made)
    if row.state in lists.WAITING:
        lists.begin(row)
        _work(run, row, write=False)


@handler(lists.APPLY, title=gettext_lazy("Memuat daftar risiko"))
def apply(run: Run, made: int) -> None:
    """Load a list that a person has agreed to."""
    row = _row(made)
    if row.state == ImportState.APPLYING:
        _work(run, row, write=True)


def _row(made: int) -> ListImport:
    return ListImport.objects.select_related("election", "source", "file", "uploaded_by").get(pk=made)


def _work(run: Run, row: ListImport, *, write: bool) -> None:
    def progress(done: int, total: int) -> None:
        run.progress(done, total, _("Membandingkan dengan catatan") if done >= total else _("Membaca baris"))

    def end() -> None:
        run.hold()
        run.finish({"list_import": row.pk})

    try:
        with room(), whole():
            lists.run(
                row, write=write, at=clock.now(), most_bytes=settings.IMPORT_PAGE_BYTES, progress=progress, end=end
            )
    except NoRoom as full:
        raise Refused(str(full)) from full
    except (Unreadable, Unsteady) as refusal:
        lists.refuse(row, refusal)
    except Cancelled:
        lists.stopped(row)
        raise
