"""Background work on hazard zones: find which stations lie in them, and propose that once a person has agreed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.files.copies import Unsteady
from desk.files.room import NoRoom, room
from desk.work.registry import handler
from desk.work.runs import Cancelled, Refused, Run
from risks.actions import zone_loads, zones
from risks.models import HazardLayer
from tps.kinds import ImportState
from tps.vectors import Unreadable


@handler(zones.CHECK, title=gettext_lazy("Memeriksa zona bahaya"))
def check(run: Run, layer: int) -> None:
    """Find which stations lie in the zones of a file; proposes nothing."""
    row = _row(layer)
    if row.state in zones.WAITING:
        zones.begin(row)
        _work(run, row, write=False)


@handler(zones.APPLY, title=gettext_lazy("Mengusulkan pengamatan dari zona"))
def propose(run: Run, layer: int) -> None:
    """Propose what a person has agreed to."""
    row = _row(layer)
    if row.state == ImportState.APPLYING:
        _work(run, row, write=True)


def _row(layer: int) -> HazardLayer:
    return HazardLayer.objects.select_related("election", "source", "file", "uploaded_by").get(pk=layer)


def _work(run: Run, row: HazardLayer, *, write: bool) -> None:
    actor = run.job.requested_by

    def end() -> None:
        run.hold()
        run.finish({"layer": row.pk})

    try:
        with room():
            if write:
                run.progress(0, 1, _("Menulis usulan"))
                zone_loads.propose(row, actor=actor, at=clock.now(), end=end)
            else:
                zone_loads.check(row, actor=actor, progress=run.progress, end=end)
    except NoRoom as full:
        raise Refused(str(full)) from full
    except (Unreadable, Unsteady) as refusal:
        zones.refuse(row, str(refusal))
    except Cancelled:
        zones.stopped(row)
        raise
