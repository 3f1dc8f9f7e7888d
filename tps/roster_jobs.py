"""Background work beside loading rosters: undo an import, compare two lists."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.files.copies import Unsteady
from desk.files.room import NoRoom
from desk.work.beside import telling
from desk.work.registry import handler
from desk.work.runs import Refused, Run
from tps.actions import comparisons, undo
from tps.kinds import ImportState
from tps.models import RosterComparison, RosterImport
from tps.tables import Unreadable


@handler(undo.UNDO, title=gettext_lazy("Membatalkan impor daftar TPS"))
def take_back(run: Run, roster: int, reason: str) -> None:
    """Undo an import that a person has agreed to undo; what stands against it by now refuses it as a whole."""
    row = RosterImport.objects.select_related("election").get(pk=roster)
    if row.state != ImportState.APPLIED:
        return

    def end() -> None:
        run.hold()
        run.finish({"roster": row.pk})

    actor = run.job.requested_by
    with telling(run) as tell:
        undo.undo(
            row,
            within=undo.reach(actor),
            reason=reason,
            actor=actor,
            at=clock.now(),
            progress=lambda done, total, step: tell(done, total, step, clock.now()),
            end=end,
        )


@handler(comparisons.COMPARE, title=gettext_lazy("Membandingkan dua daftar TPS"))
def compare(run: Run, comparison: int) -> None:
    """Compare two lists; changes no station."""
    row = (
        RosterComparison.objects.select_related("first__file", "first__election", "second__file", "second__election")
        .filter(pk=comparison)
        .first()
    )
    if row is None or row.result is not None:
        return
    steps = (_("Membaca daftar pertama"), _("Membaca daftar kedua"))

    def end() -> None:
        run.hold()
        run.finish({"comparison": row.pk})

    try:
        comparisons.run(
            row,
            most_bytes=settings.IMPORT_COMMAND_BYTES,
            at=clock.now(),
            progress=lambda side, done, total: run.progress(done, total, steps[side]),
            end=end,
        )
    except (NoRoom, Unreadable, Unsteady) as refusal:
        raise Refused(str(refusal)) from refusal
