"""Taking back what a layer of hazard zones said, as long as nobody acted on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks.kinds import Standing, Status
from risks.models import Flag, HazardLayer, Observation
from risks.querysets import FlagQuerySet
from risks.rules import Refused
from risks.zone_raised import Raised, raised_by
from tps.kinds import ImportState

BATCH = 2000
JUDGED = ~Q(status=Status.REPORTED) | Q(verified_at__isnull=False) | ~Q(severity_reason="") | Q(owner__isnull=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken back: how many risks stand lower again, and which stay as they are because somebody acted."""

    lowered: int = 0
    left: tuple[str, ...] = ()


def undo(layer: HazardLayer, *, actor: User, at: datetime, reason: str = "") -> Taken | None:
    """Take a layer's statements back, and the risks that only they opened; None when there is nothing to take back.

    Risks that it made graver become what they were, unless somebody touched them since: those are left and told.
    Raises Refused when somebody has acted on one of those risks or statements; then nothing is changed. History
    keeps what was taken back.
    """
    try:
        with acting(actor, "hazard.undo", reason=reason, place=layer.remit, agency=layer.source.code):
            taken = HazardLayer.objects.filter(pk=layer.pk, state=ImportState.APPLIED)
            if not taken.update(state=ImportState.UNDONE, undone_at=at):
                return None
            return _take_back(layer, at)
    except ProtectedError:
        raise Refused(
            _(
                "Ada tugas, bukti, atau keputusan yang melekat pada pengamatan atau risiko dari zona ini, jadi "
                "tidak ada yang ditarik kembali."
            )
        ) from None


def opened_by(layer: HazardLayer) -> FlagQuerySet:
    """Give the risks that stand on a layer's statements alone; one that was there before the layer stays."""
    said = Observation.objects.filter(flag=OuterRef("pk"))
    own, other = said.filter(list_import=layer.proposals_id), said.exclude(list_import=layer.proposals_id)
    found: FlagQuerySet = Flag.objects.filter(
        Exists(own), ~Exists(other), election=layer.election_id, kind=layer.kind, reported_at__gte=layer.uploaded_at
    )
    return found


def accepted(layer: HazardLayer) -> bool:
    """Tell whether any of a layer's proposals counts already."""
    if layer.proposals_id is None:
        return False
    return Observation.objects.filter(list_import=layer.proposals_id, standing=Standing.ACCEPTED).exists()


def _take_back(layer: HazardLayer, at: datetime) -> Taken:
    if layer.proposals_id is None:
        return Taken()
    touched = Flag.objects.filter(pk__in=Observation.objects.filter(list_import=layer.proposals_id).values("flag"))
    held = {
        pk: (kind, severity)
        for pk, *(kind, severity) in touched.order_by("pk").select_for_update().values_list("pk", "kind", "severity")
    }
    locked = list(opened_by(layer).values_list("pk", flat=True))
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
    taken = _lower(raised_by(layer, {pk: facts for pk, facts in held.items() if pk not in set(locked)}), at)
    delete(Observation, list(said.values_list("pk", flat=True)))
    delete(Flag, locked)
    return taken


def _lower(raised: list[Raised], at: datetime) -> Taken:
    fresh = [each for each in raised if not each.touched]
    for severity in {each.severity for each in fresh}:
        keys = [each.flag_id for each in fresh if each.severity == severity]
        Flag.objects.filter(pk__in=keys).update(severity=severity, changed_at=at)
    left = Flag.objects.filter(pk__in=[each.flag_id for each in raised if each.touched]).order_by("pk")
    return Taken(len(fresh), tuple(each.number for each in left))


def delete(model: type[Flag] | type[Observation], keys: list[int]) -> None:
    """Delete rows in batches; history keeps them."""
    for start in range(0, len(keys), BATCH):
        model.objects.filter(pk__in=keys[start : start + BATCH]).delete()
