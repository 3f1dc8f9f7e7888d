"""Applying playbooks: tasks made once for each risk, in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.actions.tasks import Refused, give
from desk.coordination.models import AppliedAction, AppliedPlaybook, Task
from desk.coordination.playbook_rules import priority_of
from risks.models import Flag
from risks.reference import Action


@dataclass(frozen=True, slots=True)
class Order:
    """One ticked action of a risk's plan: by whom, and by when (zone-aware)."""

    action: Action
    owner: Agency
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for one risk: the version of the plan that the person saw, and the ticked actions."""

    flag_id: int
    version: int
    orders: Sequence[Order]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the plans applied now, the tasks they made, and the risks where somebody was first."""

    applied: Sequence[AppliedPlaybook]
    tasks: int
    before: Sequence[AppliedPlaybook]

    def again(self, batch: uuid.UUID) -> bool:
        """Tell whether nothing was left to do because this very press had already done it."""
        return not self.applied and any(row.batch == batch for row in self.before)


def apply(asked: Sequence[Asked], *, actor: User, at: datetime, batch: uuid.UUID) -> Outcome:
    """Make the tasks of these risks' plans, each risk's once; `batch` names the press of the button.

    A risk whose plan was applied before is left alone and told of. Refused as a whole, and nothing is made, when a
    risk was closed meanwhile, a due moment has passed or an agency no longer sits at the desk.
    """
    wanted = {each.flag_id: each for each in asked}
    applied, tasks = [], 0
    with acting(actor, "playbook.apply", place=actor.remit, many=len(wanted)):
        flags = list(
            Flag.objects.select_for_update(of=("self",))
            .filter(pk__in=wanted)
            .order_by("pk")
            .select_related("election", "station", "region")
        )
        kinds = {flag.pk: flag.kind for flag in flags}
        rows = AppliedPlaybook.objects.filter(flag__in=wanted).select_related("applied_by")
        there = {row.flag_id: row for row in rows if row.playbook == kinds[row.flag_id]}
        for flag in flags:
            if flag.pk in there:
                continue
            if not flag.open:
                raise Refused(
                    _("Sementara itu %(number)s ditutup. Tidak ada tugas yang dibuat; muat ulang lalu pilih lagi.")
                    % {"number": flag.number}
                )
            one = wanted[flag.pk]
            if not one.orders:
                raise Refused(_("Pilih sekurangnya satu tindakan."))
            row = AppliedPlaybook.objects.create(
                flag=flag, playbook=flag.kind, version=one.version, applied_by=actor, applied_at=at, batch=batch
            )
            made = [
                AppliedAction(applied=row, code=order.action.code, task=_task(flag, order, row, actor=actor, at=at))
                for order in one.orders
            ]
            AppliedAction.objects.bulk_create(made)
            applied.append(row)
            tasks += len(made)
    return Outcome(applied, tasks, list(there.values()))


def _task(flag: Flag, order: Order, row: AppliedPlaybook, *, actor: User, at: datetime) -> Task:
    action = order.action
    detail = "\n\n".join(part for part in (action.detail, _source(action)) if part)
    return give(
        actor=actor,
        at=at,
        election=flag.election,
        owner=order.owner,
        title=action.title,
        due_at=order.due_at,
        priority=priority_of(flag.severity),
        detail=detail,
        flag=flag,
        # The same task whoever presses how often: named by the risk's plan and the action.
        client_id=uuid.uuid5(row.batch, f"{row.flag_id}:{action.code}"),
    )


def _source(action: Action) -> str:
    return _("Dasar atau sumber: %(source)s") % {"source": action.source} if action.source else ""
