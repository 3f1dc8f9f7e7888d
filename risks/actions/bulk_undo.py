"""Taking back as a whole what somebody did to many risks, where nobody has changed them since."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.context import acting
from risks import rules
from risks.actions import bulk_sql
from risks.actions.bulk_frame import KEPT, Place, Row, bumped, counted, locked, written
from risks.actions.bulk_result import BulkResult, Reason
from risks.actions.guards import may_judge_own
from risks.models import Batch, BatchAction, BatchItem, Flag, Observation
from risks.rules import Step

STEPS = {BatchAction.VERIFY: Step.VERIFY, BatchAction.DISMISS: Step.DISMISS, BatchAction.MERGE: Step.DISMISS}


def undo(batch_id: int, *, actor: User, at: datetime, comment: str = "") -> BulkResult:
    """Put the risks of a batch back as they stood, those that were changed since excepted; the others are counted.

    Only whoever did it, or an admin, once, and until it expires; otherwise raises rules.Refused with a sentence.
    """
    with acting(actor, "risk.undo", reason=comment, place=actor.remit, undone=batch_id):
        batch = _checked(Batch.objects.select_for_update().filter(pk=batch_id).first(), actor, at)
        items = {item.flag_id: item for item in batch.items.all()}
        rows = locked(items)
        left: Counter[str] = Counter({Reason.GONE: batch.done - len(rows)})
        chosen = []
        for row in rows:
            reason = _why_not(batch, row, items[row.pk], actor)
            if reason:
                left[reason] += 1
            else:
                chosen.append(row)

        def write(those: list[Row]) -> None:
            _put_back(batch, those, at)

        def place_of(row: Row) -> Place:
            return row.at_region(items[row.pk].region_id)

        chosen = written(chosen, left, write, place_of if _claims_places(batch) else None)
        _unconfirm(batch, [items[row.pk] for row in chosen])
        if BatchAction(batch.action) in STEPS and chosen:
            ids, before = [row.pk for row in chosen], chosen[0].status
            bulk_sql.record_back(batch, ids, rules.UNDO, before, actor_id=actor.pk, at=at, comment=comment)
        batch.undone_at, batch.undone_by, batch.undone, batch.kept = at, actor, len(chosen), counted(left)
        batch.save(update_fields=["undone_at", "undone_by", "undone", "kept"])
    return BulkResult(batch.undone, batch, batch.kept)


def _checked(batch: Batch | None, actor: User, at: datetime) -> Batch:
    if batch is None or (batch.actor_id != actor.pk and not may_judge_own(actor)):
        raise rules.Refused(_("Hanya orang yang melakukannya, atau admin, yang dapat mengurungkan tindakan ini."))
    if batch.undone_at is not None:
        raise rules.Refused(
            _("Tindakan ini sudah diurungkan oleh %(who)s pada %(when)s %(zone)s.")
            % {"who": batch.undone_by, "when": _when(batch.undone_at), "zone": settings.TIME_ZONE_LABEL}
        )
    if at > batch.undo_until:
        raise rules.Refused(
            _(
                "Tindakan ini hanya dapat diurungkan sampai %(when)s %(zone)s. Risikonya masih dapat diubah satu "
                "per satu."
            )
            % {"when": _when(batch.undo_until), "zone": settings.TIME_ZONE_LABEL}
        )
    return batch


def _why_not(batch: Batch, row: Row, item: BatchItem, actor: User) -> Reason | None:
    if not actor.may(Right.JUDGE_RISK, place=row.where):
        return Reason.OUTSIDE
    step = STEPS.get(BatchAction(batch.action))
    if row.changed_at != item.version or (step and not rules.may_undo(step, item.status, row.status)):
        return Reason.MOVED
    return None


def _claims_places(batch: Batch) -> bool:
    """Tell whether putting back takes up places at which another risk may be open by now."""
    return batch.action in {BatchAction.DISMISS, BatchAction.MERGE, BatchAction.REGION}


def _put_back(batch: Batch, rows: list[Row], at: datetime) -> None:
    before = BatchItem.objects.filter(batch=batch, flag=OuterRef("pk"))
    kept: dict[str, Any] = {name.removesuffix("_id"): Subquery(before.values(name)[:1]) for name in KEPT}
    Flag.objects.filter(pk__in=[row.pk for row in rows]).update(**kept, changed_at=bumped(at))


def _unconfirm(batch: Batch, items: list[BatchItem]) -> None:
    """Take the mark from the statements that were confirmed along, unless somebody else has marked them since."""
    statements = [item.statement_id for item in items if item.statement_id]
    if statements:
        marked = Observation.objects.filter(pk__in=statements, verified_by=batch.actor_id, verified_at=batch.at)
        marked.update(verified_by=None, verified_at=None)


def _when(moment: datetime) -> str:
    return clock.local(moment).strftime("%d-%m-%Y %H.%M")
