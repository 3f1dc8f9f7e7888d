"""Taking back what a list said, as long as nobody acted on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks.actions.zone_undo import JUDGED, delete
from risks.kinds import Standing
from risks.models import Flag, ListImport, Observation
from risks.querysets import FlagQuerySet
from risks.rules import Refused
from tps.kinds import ImportState


def undo(made: ListImport, *, actor: User, at: datetime, reason: str) -> bool:
    """Take a list's statements back, and the risks that only they opened; False when it is not in force.

    Raises Refused when somebody has acted on one of those risks or statements; then nothing is changed. History keeps
    what was taken back. A proposal that this list accepted for another one stays accepted.
    """
    try:
        with acting(actor, "risk.import-undo", reason=reason, place=made.remit, agency=made.source.code):
            taken = ListImport.objects.filter(pk=made.pk, state=ImportState.APPLIED)
            if not taken.update(state=ImportState.UNDONE, undone_at=at, undone_by=actor):
                return False
            _take_back(made)
    except ProtectedError:
        raise Refused(
            _(
                "Ada tugas, bukti, atau keputusan yang melekat pada pengamatan atau risiko dari daftar ini, jadi tidak "
                "ada yang ditarik kembali."
            )
        ) from None
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """What taking a list back takes: statements, and risks that only they opened."""

    statements: int
    risks: int


def reach(made: ListImport) -> Reach:
    """Count what taking a list back would take."""
    return Reach(Observation.objects.filter(list_import=made).count(), opened_by(made).count())


def opened_by(made: ListImport) -> FlagQuerySet:
    """Give the risks that stand on a list's statements alone; one that was there before the list stays."""
    said = Observation.objects.filter(flag=OuterRef("pk"))
    own, other = said.filter(list_import=made), said.exclude(list_import=made)
    found: FlagQuerySet = Flag.objects.filter(
        Exists(own), ~Exists(other), election=made.election_id, reported_at__gte=made.uploaded_at
    )
    return found


def _take_back(made: ListImport) -> None:
    said = Observation.objects.filter(list_import=made)
    locked = list(opened_by(made).select_for_update().values_list("pk", flat=True))
    judged = Flag.objects.filter(JUDGED, pk__in=locked).count()
    if judged:
        raise Refused(
            _("%(n)d risiko dari daftar ini sudah ditindaklanjuti, jadi tidak ada yang ditarik kembali.")
            % {"n": judged}
        )
    if said.filter(standing=Standing.ACCEPTED, verified_at__isnull=False).exists():
        raise Refused(_("Ada pengamatan dari daftar ini yang sudah diverifikasi, jadi tidak ada yang ditarik kembali."))
    delete(Observation, list(said.values_list("pk", flat=True)))
    delete(Flag, locked)
