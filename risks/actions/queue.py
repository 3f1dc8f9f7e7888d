"""Who takes which of the waiting risks: the next ones are claimed without two people getting the same."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from risks import rules
from risks.actions.bulk_frame import bumped
from risks.actions.guards import may_judge_own
from risks.kinds import Severity
from risks.models import Flag
from risks.querysets import FlagQuerySet

MOST_CLAIMED = 100


def claim_next(waiting: FlagQuerySet, *, number: int, actor: User, at: datetime) -> list[int]:
    """Take the next of some risks, in their order, that wait and that nobody has; gives their ids.

    What another person is claiming at this moment is passed over, so that two people never get the same one. Left to
    others are the grave ones that the person reported and so may not judge.
    """
    if not 1 <= number <= MOST_CLAIMED:
        raise rules.Refused(_("Ambil antara 1 dan %(most)d risiko sekaligus.") % {"most": MOST_CLAIMED})
    with acting(actor, "risk.claim", place=actor.remit):
        rows = waiting.waiting().filter(assignee__isnull=True)
        if not may_judge_own(actor):
            rows = rows.exclude(reported_by=actor, severity__in=[Severity.HIGH, Severity.CRITICAL])
        ids = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:number])
        Flag.objects.filter(pk__in=ids).update(assignee=actor, changed_at=bumped(at))
    return ids


def release(ids: Collection[int] | None, *, waiting: FlagQuerySet, actor: User, at: datetime) -> int:
    """Give back waiting risks of one's own, these or (None) all of them; gives how many it were."""
    with acting(actor, "risk.release", place=actor.remit):
        rows = waiting.waiting().filter(assignee=actor)
        rows = rows if ids is None else rows.filter(pk__in=ids)
        held = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        Flag.objects.filter(pk__in=held).update(assignee=None, changed_at=bumped(at))
    return len(held)
