"""The words of reading applied playbooks: which risks have no action at all, and what came of a risk's plan."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from desk.coordination.kinds import ALIVE
from desk.coordination.models import AppliedAction, AppliedPlaybook, Task
from risks.models import Flag
from risks.querysets import FlagQuerySet


def without_action(flags: FlagQuerySet) -> FlagQuerySet:
    """Keep the open risks about which there is no living task and to which no playbook was applied."""
    living = Task.objects.filter(flag=OuterRef("pk"), state__in=ALIVE)
    applied = AppliedPlaybook.objects.filter(flag=OuterRef("pk"))
    return flags.open().filter(~Exists(living), ~Exists(applied))


def has_action(flag: Flag) -> bool:
    """Tell whether a living task is about this risk or a playbook was applied to it."""
    return (
        Task.objects.filter(flag=flag, state__in=ALIVE).exists() or AppliedPlaybook.objects.filter(flag=flag).exists()
    )


def applied_to(flag: Flag) -> AppliedPlaybook | None:
    """Give how the playbook of this risk's kind was applied to it, None when it was not."""
    return AppliedPlaybook.objects.filter(flag=flag, playbook=flag.kind).select_related("applied_by").first()


def already_applied(flag_ids: Iterable[int]) -> set[int]:
    """Give those of these risks to which the playbook of their kind was applied."""
    return set(AppliedPlaybook.objects.filter(flag__in=list(flag_ids)).values_list("flag_id", flat=True))


def tasks_made(applied: AppliedPlaybook) -> list[AppliedAction]:
    """Give the actions of an applied playbook with their tasks, in the order in which they are due."""
    return list(applied.actions.select_related("task__owner").order_by("task__due_at", "pk"))
