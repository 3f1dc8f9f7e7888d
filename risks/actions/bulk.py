"""Judging many risks at once, in one transaction, with an exact account of what was left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.context import acting
from risks import rules
from risks.actions.flags import confirm_statements
from risks.actions.guards import may_judge_own
from risks.kinds import Outcome, Status
from risks.models import Flag, Transition
from risks.rules import Step

MOST = 20_000  # risks that one click may change


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many risks were changed, and how many were not: outside the remit, already moved on, or one's own."""

    done: int
    outside: int
    moved: int
    own: int

    @property
    def skipped(self) -> int:
        """Count what was left as it was."""
        return self.outside + self.moved + self.own


def verify_many(ids: Sequence[int], *, actor: User, at: datetime, comment: str = "") -> BulkResult:
    """Confirm the reported risks among these; the rest is counted by reason."""
    facts = {"verified_by": actor, "verified_at": at}
    return _take_many(ids, Step.VERIFY, facts, actor=actor, at=at, comment=comment)


def dismiss_many(ids: Sequence[int], *, outcome: str, actor: User, at: datetime, comment: str = "") -> BulkResult:
    """Dismiss the open risks among these as bogus or none of an election's business."""
    if outcome not in {Outcome.BOGUS, Outcome.NOT_ELECTION}:
        raise rules.Refused(_("Pilih alasan penolakan; risiko ganda ditolak satu per satu dengan nomor asalnya."))
    facts = {"outcome": outcome, "closed_at": at}
    return _take_many(ids, Step.DISMISS, facts, actor=actor, at=at, comment=comment)


def _take_many(
    ids: Sequence[int], step: Step, facts: dict[str, Any], *, actor: User, at: datetime, comment: str
) -> BulkResult:
    if len(ids) > MOST:
        raise rules.Refused(_("Paling banyak 20.000 risiko sekali jalan; persempit saringannya."))
    target = {Step.VERIFY: Status.VERIFIED, Step.DISMISS: Status.DISMISSED}[step]
    outside = moved = own = 0
    chosen: list[int] = []
    before: dict[int, str] = {}
    with acting(actor, f"risk.{step}", reason=comment, place=actor.remit, many=len(ids)):
        for pk, status, severity, reporter, place in _locked(ids):
            if not actor.may(Right.JUDGE_RISK, place=place):
                outside += 1
            elif rules.after(step, status) is None:
                moved += 1
            elif rules.grave(severity) and reporter == actor.pk and not may_judge_own(actor):
                own += 1
            else:
                chosen.append(pk)
                before[pk] = status
        Flag.objects.filter(pk__in=chosen).update(status=target, since=at, changed_at=at, **facts)
        Transition.objects.bulk_create(
            (
                Transition(
                    flag_id=pk,
                    step=step.value,
                    before=before[pk],
                    after=target,
                    outcome=facts.get("outcome", ""),
                    actor=actor,
                    at=at,
                    comment=comment,
                )
                for pk in chosen
            ),
            batch_size=2000,
        )
        if step is Step.VERIFY:
            confirm_statements(chosen, actor=actor, at=at)
    return BulkResult(len(chosen), outside, moved, own)


def _locked(ids: Sequence[int]) -> QuerySet[Flag, tuple[int, str, str, int | None, str]]:
    return (
        Flag.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .annotate(where=Coalesce(F("station__region_id"), F("region_id")))
        .order_by("pk")
        .values_list("pk", "status", "severity", "reported_by_id", "where")
    )
