"""What every action on many risks shares: the lock in one order, the reasons to leave one, the record for the undo."""

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.accounts.roles import Right
from desk.context import acting
from risks import policy, rules
from risks.actions import bulk_sql
from risks.actions.bulk_result import BulkResult, Reason
from risks.actions.flags import confirm_statements
from risks.actions.guards import may_judge_own
from risks.models import Batch, BatchAction, Flag
from risks.rules import Step

MOST = 20_000  # risks that one click may change
TRIES = 3  # somebody may open a risk for a place between looking and writing; after so many it is no accident
SOON = timedelta(microseconds=1)
# What an action on many risks may change, and therefore what is remembered of each.
KEPT = (
    *("status", "outcome", "duplicate_of_id", "since", "verified_by_id", "verified_at", "closed_at"),
    *("owner_id", "assignee_id", "region_id"),
)
Place = tuple[int, int | None, str | None, str]  # election, station, region, kind
Seen = Mapping[int, str]  # the version of each risk that somebody saw


class Row(NamedTuple):
    """One risk under lock, with what the rules and the record need."""

    pk: int
    election_id: int
    station_id: int | None
    kind: str
    severity: str
    reported_by_id: int | None
    changed_at: datetime
    status: str
    outcome: str
    duplicate_of_id: int | None
    since: datetime | None
    verified_by_id: int | None
    verified_at: datetime | None
    closed_at: datetime | None
    owner_id: int | None
    assignee_id: int | None
    region_id: str | None
    where: str

    def at_region(self, region_id: str | None) -> Place:
        """Give the place and kind of which one risk may be open, were it in another region."""
        return (self.election_id, self.station_id, region_id, self.kind)


@dataclass(frozen=True)
class Plan:
    """What is done to many risks: the new values, the reason to leave one, and what the batch's row says of it."""

    action: BatchAction
    change: Mapping[str, Any]
    why_not: Callable[[Row], Reason | None]
    step: Step | None = None
    judged: bool = True  # whether a grave risk needs a second person for it
    said: Mapping[str, Any] = field(default_factory=dict)
    lock: int | None = None  # one more risk that must not change meanwhile
    check: Callable[[], None] = lambda: None  # runs when all are locked; raises rules.Refused
    place_of: Callable[[Row], Place] | None = None  # where a risk will be, when that may be taken


def carry_out(
    plan: Plan,
    ids: Collection[int],
    *,
    actor: User,
    at: datetime,
    comment: str,
    seen: Seen | None,
    key: uuid.UUID | None,
) -> BulkResult:
    """Do it to those of the risks to which it may be done, in one transaction, and count the others by reason.

    A key that was used before gives the first result again and changes nothing. Raises rules.Refused for more than
    MOST risks and for a key that somebody else used.
    """
    asked = set(ids)
    if len(asked) > MOST:
        raise rules.Refused(_("Paling banyak 20.000 risiko sekali jalan; persempit saringannya."))
    key = key or uuid.uuid4()
    with acting(actor, f"risk.{plan.action}", reason=comment, place=actor.remit, many=len(asked), batch=str(key)):
        batch, fresh = _opened(plan, key, actor, at, comment)
        if not fresh:
            return BulkResult(batch.done, batch, batch.left, again=True)
        found = locked(asked | {plan.lock} if plan.lock else asked)
        plan.check()
        chosen, left = _sift(plan, [row for row in found if row.pk in asked], actor, seen or {})
        left[Reason.GONE] += len(asked) - sum(row.pk in asked for row in found)
        chosen = written(chosen, left, lambda rows: _write(plan, batch, rows), plan.place_of)
        if plan.step is not None:
            bulk_sql.record(batch, plan.step.value, plan.change["status"])
        batch.done, batch.left = len(chosen), counted(left)
        batch.save(update_fields=["done", "left"])
    return BulkResult(batch.done, batch, batch.left)


def locked(ids: Iterable[int]) -> list[Row]:
    """Hold risks until the transaction ends, in the order of their numbers, so that nobody blocks each other."""
    rows = (
        Flag.objects.select_for_update(of=("self",))
        .filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(ids)]))
        .annotate(where=Coalesce(F("station__region_id"), F("region_id")))
        .order_by("pk")
    )
    return [Row(*values) for values in rows.values_list(*Row._fields)]


def bumped(at: datetime) -> Greatest:
    """Give the version after a change: the moment, and always later than the version before."""
    return Greatest(Value(at), F("changed_at") + SOON)


def written(
    rows: list[Row],
    left: Counter[str],
    write: Callable[[list[Row]], None],
    place_of: Callable[[Row], Place] | None,
) -> list[Row]:
    """Write the rows whose place is free and give them; the others are counted as a clash.

    Who opens a risk for one of the places between looking and writing makes us look again.
    """
    for _try in range(TRIES):
        free = rows if place_of is None else _free(rows, place_of)
        try:
            with transaction.atomic():
                write(free)
        except IntegrityError:
            if place_of is None:
                raise
            continue
        left[Reason.CLASH] += len(rows) - len(free)
        return free
    raise rules.Refused(_("Risiko di tempat yang sama sedang dicatat orang lain. Tidak ada yang diubah; coba lagi."))


def counted(left: Counter[str]) -> dict[str, int]:
    """Give the reasons that occurred, as they are kept."""
    return {str(reason): number for reason, number in left.items() if number}


def _opened(plan: Plan, key: uuid.UUID, actor: User, at: datetime, comment: str) -> tuple[Batch, bool]:
    """Begin the batch's row; the other half of a double click waits here until the first is through."""
    facts = {"action": plan.action, "actor": actor, "at": at, "comment": comment, "undo_until": at + policy.undo_time()}
    batch, fresh = Batch.objects.get_or_create(client_id=key, defaults={**facts, **plan.said})
    if batch.actor_id != actor.pk or batch.action != plan.action:
        raise rules.Refused(_("Kiriman ini sudah dipakai untuk tindakan lain. Muat ulang halaman, lalu kirim lagi."))
    return batch, fresh


def _sift(plan: Plan, rows: Sequence[Row], actor: User, seen: Seen) -> tuple[list[Row], Counter[str]]:
    chosen: list[Row] = []
    left: Counter[str] = Counter()
    all_may = may_judge_own(actor)
    for row in rows:
        if not actor.may(Right.JUDGE_RISK, place=row.where):
            left[Reason.OUTSIDE] += 1
        elif seen.get(row.pk, "") not in {"", row.changed_at.isoformat()}:
            left[Reason.MOVED] += 1
        elif reason := plan.why_not(row):
            left[reason] += 1
        elif plan.judged and not all_may and rules.grave(row.severity) and row.reported_by_id == actor.pk:
            left[Reason.OWN] += 1
        else:
            chosen.append(row)
    return chosen, left


def _free(rows: list[Row], place_of: Callable[[Row], Place]) -> list[Row]:
    """Keep the first risk for each place and kind that no other open risk holds."""
    places = {row.pk: place_of(row) for row in rows}
    at_places = Q(station__in={each[1] for each in places.values()} - {None})
    at_places |= Q(region__in={each[2] for each in places.values()} - {None})
    others = Flag.objects.open().filter(at_places, election__in={each[0] for each in places.values()})
    others = others.exclude(pk__in=[row.pk for row in rows])
    taken = set(others.values_list("election_id", "station_id", "region_id", "kind"))
    free = []
    for row in rows:
        if places[row.pk] not in taken:
            taken.add(places[row.pk])
            free.append(row)
    return free


def _write(plan: Plan, batch: Batch, rows: list[Row]) -> None:
    ids = [row.pk for row in rows]
    verified = plan.step is Step.VERIFY
    statements = confirm_statements(ids, actor=batch.actor, at=batch.at) if verified else {}
    bulk_sql.remember(batch, ids, statements, batch.at)
    Flag.objects.filter(pk__in=batch.items.values("flag")).update(**plan.change, changed_at=bumped(batch.at))
