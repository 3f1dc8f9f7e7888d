"""The words of change for hazard zones as people drive them: hand in, map grades, propose, try again, cancel."""

from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from desk.accounts.models import User
from desk.context import acting
from desk.files.actions import keep, whole
from desk.work import actions as work
from risks.models import HazardLayer
from tps.kinds import ImportState

CHECK, APPLY = "risks.zones-check", "risks.zones-propose"
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)


def upload(layer: HazardLayer, content: File, *, actor: User, at: datetime) -> HazardLayer:
    """Keep a file of zones and have it checked in the background; the same client_id again gives the first one."""
    known = HazardLayer.objects.filter(client_id=layer.client_id).first()
    if known is not None:
        return known
    try:
        with whole(), acting(actor, "hazard.import", place=layer.remit, agency=layer.source.code):
            layer.file = keep(content, content.name or "zona.geojson", actor=actor, at=at)
            layer.uploaded_by, layer.uploaded_at = actor, at
            layer.save(force_insert=True)
            _enqueue(layer, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return HazardLayer.objects.get(client_id=layer.client_id)
    return layer


def remap(layer: HazardLayer, mapping: dict[str, str], *, actor: User, at: datetime) -> bool:
    """Give the values of the grade's column the grades a person chose and check again; False when it is too late."""
    with acting(actor, "hazard.import", place=layer.remit, agency=layer.source.code):
        taken = HazardLayer.objects.filter(pk=layer.pk, state=ImportState.CHECKED).update(
            state=ImportState.UPLOADED, mapping=mapping, grade_field=layer.report.get("column", layer.grade_field)
        )
        if taken:
            layer.refresh_from_db()
            _enqueue(layer, CHECK, actor, at)
    return bool(taken)


def confirm(layer: HazardLayer, *, actor: User, at: datetime) -> bool:
    """Have a checked layer proposed; False when it was not waiting for that (any more), or holds nothing new."""
    with acting(actor, "hazard.propose", place=layer.remit, agency=layer.source.code):
        ready = HazardLayer.objects.filter(pk=layer.pk, state=ImportState.CHECKED, created__gt=0)
        taken = ready.update(state=ImportState.APPLYING)
        if taken:
            layer.refresh_from_db()
            _enqueue(layer, APPLY, actor, at)
    return bool(taken)


def retry(layer: HazardLayer, *, actor: User, at: datetime) -> bool:
    """Try a failed step again; False when nothing had failed."""
    with transaction.atomic():
        locked = HazardLayer.objects.select_for_update(of=("self",)).select_related("job").get(pk=layer.pk)
        if not locked.broken:
            return False
        _enqueue(locked, APPLY if locked.state == ImportState.APPLYING else CHECK, actor, at)
    return True


def cancel(layer: HazardLayer, *, actor: User, at: datetime) -> bool:
    """Stop a layer at whatever step it is before its proposals; False when it had ended."""
    if layer.running and layer.job is not None:
        return work.cancel(layer.job, at=at)
    with acting(actor, "hazard.import", place=layer.remit, agency=layer.source.code):
        return _mark(layer, STOPPABLE, ImportState.CANCELLED)


def begin(layer: HazardLayer) -> None:
    """Note that a worker has begun to check the file."""
    _mark(layer, WAITING, ImportState.CHECKING)


def stopped(layer: HazardLayer) -> None:
    """Note that a worker has stopped because a person asked for it; nothing was proposed."""
    _mark(layer, STOPPABLE, ImportState.CANCELLED)


def refuse(layer: HazardLayer, sentence: str) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    HazardLayer.objects.filter(pk=layer.pk, state__in=STOPPABLE).update(state=ImportState.REFUSED, refusal=sentence)


def _enqueue(layer: HazardLayer, kind: str, actor: User, at: datetime) -> None:
    layer.job = work.enqueue(kind, {"layer": layer.pk}, actor=actor, at=at)
    layer.save(update_fields=["job"])


def _mark(layer: HazardLayer, states: tuple[ImportState, ...], state: ImportState) -> bool:
    changed = HazardLayer.objects.filter(pk=layer.pk, state__in=states).update(state=state)
    layer.refresh_from_db(fields=["state"])
    return bool(changed)
