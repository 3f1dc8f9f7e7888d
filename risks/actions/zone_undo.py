"""Taking back what a layer of hazard zones said, as long as nobody acted on it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks.kinds import Standing, Status
from risks.models import Flag, HazardLayer, Observation
from risks.querysets import FlagQuerySet
from risks.rules import Refused
from tps.kinds import ImportState

BATCH = 2000
JUDGED = ~Q(status=Status.REPORTED) | Q(verified_at__isnull=False) | ~Q(severity_reason="") | Q(owner__isnull=False)


def undo(layer: HazardLayer, *, actor: User, at: datetime, reason: str = "") -> bool:
    """Take a layer's statements back, and the risks that only they opened; False when there is nothing to take back.

    Raises Refused when somebody has acted on one of those risks or statements; then nothing is changed. History
    keeps what was taken back.
    """
    try:
        with acting(actor, "hazard.undo", reason=reason, place=layer.remit, agency=layer.source.code):
            taken = HazardLayer.objects.filter(pk=layer.pk, state=ImportState.APPLIED)
            if not taken.update(state=ImportState.UNDONE, undone_at=at):
                return False
            _take_back(layer)
    except ProtectedError:
        raise Refused(
            _(
                "Ada tugas, bukti, atau keputusan yang melekat pada pengamatan atau risiko dari zona ini, jadi "
                "tidak ada yang ditarik kembali."
            )
        ) from None
    return True


def opened_by(layer: HazardLayer) -> FlagQuerySet:
    """Give the risks that stand on a layer's statements alone."""
    said = Observation.objects.filter(flag=OuterRef("pk"))
    own, other = said.filter(list_import=layer.proposals_id), said.exclude(list_import=layer.proposals_id)
    found: FlagQuerySet = Flag.objects.filter(Exists(own), ~Exists(other), election=layer.election_id, kind=layer.kind)
    return found


def accepted(layer: HazardLayer) -> bool:
    """Tell whether any of a layer's proposals counts already."""
    if layer.proposals_id is None:
        return False
    return Observation.objects.filter(list_import=layer.proposals_id, standing=Standing.ACCEPTED).exists()


def _take_back(layer: HazardLayer) -> None:
    if layer.proposals_id is None:
        return
    flags = opened_by(layer)
    locked = list(flags.select_for_update().values_list("pk", flat=True))
    judged = Flag.objects.filter(JUDGED, pk__in=locked).count()
    if judged:
        raise Refused(
            _(
                "%(n)d risiko dari zona ini sudah ditindaklanjuti, jadi tidak ada yang ditarik kembali. Tolak "
                "risikonya satu per satu."
            )
            % {"n": judged}
        )
    said = Observation.objects.filter(list_import=layer.proposals_id)
    if said.filter(standing=Standing.ACCEPTED, verified_at__isnull=False).exists():
        raise Refused(_("Ada pengamatan dari zona ini yang sudah diverifikasi, jadi tidak ada yang dibatalkan."))
    delete(Observation, list(said.values_list("pk", flat=True)))
    delete(Flag, locked)


def delete(model: type[Flag] | type[Observation], keys: list[int]) -> None:
    """Delete rows in batches; history keeps them."""
    for start in range(0, len(keys), BATCH):
        model.objects.filter(pk__in=keys[start : start + BATCH]).delete()
