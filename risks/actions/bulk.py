"""Doing one thing to many risks at once, in one transaction, with an exact account of what was left out and why."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.agencies.models import Agency
from risks import holds, rules
from risks.actions.bulk_frame import Plan, Row, Seen, carry_out
from risks.actions.bulk_result import BulkResult, Reason
from risks.actions.guards import locked
from risks.kinds import OPEN_STATUSES, Outcome, Status
from risks.models import BatchAction, Flag
from risks.rules import Step
from tps.models import Region


def verify_many(
    ids: Collection[int],
    *,
    actor: User,
    at: datetime,
    comment: str = "",
    seen: Seen | None = None,
    client_id: uuid.UUID | None = None,
) -> BulkResult:
    """Confirm the reported risks among these, and with each its newest adverse statement.

    `seen` gives the version of each risk that the person had before them (Flag.version); one that was changed since
    is left and counted as moved. `client_id` makes a double click do nothing twice. The same holds for all below.
    """
    change = {"status": Status.VERIFIED, "since": at, "verified_by": actor, "verified_at": at}
    plan = Plan(BatchAction.VERIFY, change, _illegal(Step.VERIFY), step=Step.VERIFY)
    return carry_out(plan, ids, actor=actor, at=at, comment=comment, seen=seen, key=client_id)


def dismiss_many(
    ids: Collection[int],
    *,
    outcome: str,
    actor: User,
    at: datetime,
    comment: str = "",
    seen: Seen | None = None,
    client_id: uuid.UUID | None = None,
) -> BulkResult:
    """Dismiss the open risks among these as bogus or none of an election's business."""
    if outcome not in {Outcome.BOGUS, Outcome.NOT_ELECTION}:
        raise rules.Refused(_("Pilih alasan penolakan; risiko ganda digabungkan dengan nomor asalnya."))
    change = {"status": Status.DISMISSED, "since": at, "outcome": outcome, "closed_at": at}
    said = {"outcome": outcome}
    plan = Plan(BatchAction.DISMISS, change, _not_closable(ids), step=Step.DISMISS, said=said)
    return carry_out(plan, ids, actor=actor, at=at, comment=comment, seen=seen, key=client_id)


def merge_many(
    ids: Collection[int],
    into: Flag,
    *,
    actor: User,
    at: datetime,
    comment: str = "",
    seen: Seen | None = None,
    client_id: uuid.UUID | None = None,
) -> BulkResult:
    """Dismiss the open risks among these as duplicates of one, which stays open and shows what was said of them.

    Their statements stay where they were made. Those of another kind or election are left out; the one itself is
    not counted. Raises rules.Refused when that one is closed or a duplicate itself.
    """
    others = set(ids) - {into.pk}
    if not others:
        raise rules.Refused(_("Pilih paling sedikit satu risiko lain untuk digabungkan ke %(number)s.") % _named(into))
    legal = _not_closable(others)

    def why_not(row: Row) -> Reason | None:
        if (row.election_id, row.kind) != (into.election_id, into.kind):
            return Reason.OTHER
        return legal(row)

    def check() -> None:
        if locked(into).status not in OPEN_STATUSES:
            raise rules.Refused(
                _("%(number)s sudah ditutup; pilih risiko yang masih terbuka sebagai asalnya.") % _named(into)
            )

    facts = {"outcome": Outcome.DUPLICATE, "duplicate_of": into}
    plan = Plan(
        BatchAction.MERGE,
        {"status": Status.DISMISSED, "since": at, "closed_at": at, **facts},
        why_not,
        step=Step.DISMISS,
        said={"outcome": Outcome.DUPLICATE, "into": into},
        lock=into.pk,
        check=check,
    )
    return carry_out(plan, others, actor=actor, at=at, comment=comment, seen=seen, key=client_id)


def assign_many(
    ids: Collection[int],
    *,
    owner: Agency | None,
    assignee: User | None,
    actor: User,
    at: datetime,
    comment: str = "",
    seen: Seen | None = None,
    client_id: uuid.UUID | None = None,
    nobody: bool = False,
) -> BulkResult:
    """Put an agency, a person of the desk, or both in charge of the open risks among these.

    None leaves what stands there; `nobody` takes both away instead. Risks outside the person's own remit are left.
    """
    change: dict[str, Any] = {"owner": None, "assignee": None} if nobody else {}
    if not nobody and owner is None and assignee is None:
        raise rules.Refused(_("Pilih instansi atau petugas yang ditunjuk."))
    if owner is not None:
        change["owner"] = owner
    if assignee is not None:
        change["assignee"] = assignee

    def why_not(row: Row) -> Reason | None:
        if row.status not in OPEN_STATUSES:
            return Reason.MOVED
        if assignee is not None and not assignee.may(Right.JUDGE_RISK, place=row.where):
            return Reason.PERSON
        same = all(getattr(row, f"{name}_id") == (value.pk if value else None) for name, value in change.items())
        return Reason.SAME if same else None

    plan = Plan(BatchAction.ASSIGN, change, why_not, judged=False, said=change)
    return carry_out(plan, ids, actor=actor, at=at, comment=comment, seen=seen, key=client_id)


def set_region_many(
    ids: Collection[int],
    region: Region,
    *,
    actor: User,
    at: datetime,
    comment: str = "",
    seen: Seen | None = None,
    client_id: uuid.UUID | None = None,
) -> BulkResult:
    """Say of open risks without a station in which region they really lie; what was said stays where it was said.

    A risk for whose new place and kind another one is open is left and counted as a clash, never merged. Raises
    rules.Refused when the new region lies outside the person's remit.
    """
    if not actor.may(Right.JUDGE_RISK, place=region.code):
        raise rules.Refused(_("%(place)s di luar wilayah tugas Anda.") % {"place": region.name})

    def why_not(row: Row) -> Reason | None:
        if row.station_id is not None:
            return Reason.STATION
        if row.status not in OPEN_STATUSES:
            return Reason.MOVED
        return Reason.SAME if row.region_id == region.code else None

    change = {"region": region}
    plan = Plan(BatchAction.REGION, change, why_not, said=change, place_of=lambda row: row.at_region(region.code))
    return carry_out(plan, ids, actor=actor, at=at, comment=comment, seen=seen, key=client_id)


def _illegal(step: Step) -> Any:
    return lambda row: Reason.MOVED if rules.after(step, row.status) is None else None


def _not_closable(ids: Collection[int]) -> Callable[[Row], Reason | None]:
    """Give why a risk is not dismissed among many: the step is not legal, or an agency still holds a referral of it."""
    # Asked for with the first row, when all are locked and nobody can refer one of them any more.
    held = cache(lambda: frozenset(holds.on(ids)))

    def why_not(row: Row) -> Reason | None:
        if rules.after(Step.DISMISS, row.status) is None:
            return Reason.MOVED
        return Reason.HELD if row.pk in held() else None

    return why_not


def _named(flag: Flag) -> dict[str, str]:
    return {"number": flag.number}
