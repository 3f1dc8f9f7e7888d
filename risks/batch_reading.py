"""What the pages of actions on many risks show: whose they are, what was done, and whether it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.accounts.models import User
from risks.actions.guards import may_judge_own
from risks.inbox_words import left_out
from risks.models import Batch, BatchAction, BatchItem


@dataclass(frozen=True, slots=True)
class Shown:
    """One action as a row shows it."""

    batch: Batch
    detail: str
    left: str
    kept: str
    undoable: bool


def batches_of(user: User) -> QuerySet[Batch]:
    """Give the actions that a person may see and take back: their own; an admin's are all."""
    found = Batch.objects.select_related("actor", "into", "owner", "assignee", "region", "undone_by")
    return found if may_judge_own(user) else found.filter(actor=user)


def narrowed(rows: QuerySet[Batch], query: QueryDict) -> tuple[QuerySet[Batch], list[str]]:
    """Keep the actions of `?action=`, and give the words that are none."""
    asked = query.getlist("action")
    known = [each for each in asked if each in BatchAction.values]
    unknown = [each for each in asked if each and each not in BatchAction.values]
    return (rows.filter(action__in=known) if known else rows), unknown


def action_group(rows: QuerySet[Batch], query: QueryDict) -> dict[str, Any]:
    """Give the filter by action, each with its count."""
    counts = dict(rows.order_by().values_list("action").annotate(Count("pk")))
    chosen = query.getlist("action")
    options = [
        {"value": value, "label": label, "count": counts.get(value, 0), "selected": value in chosen, "icon": ""}
        for value, label in BatchAction.choices
    ]
    return {"name": "action", "label": _("Tindakan"), "options": options, "single": False}


def shown(batches: Iterable[Batch], at: datetime) -> list[Shown]:
    """Give actions with their sentences as they stand at a moment."""
    return [Shown(each, detail(each), left_out(each.left), left_out(each.kept), each.undoable(at)) for each in batches]


def detail(batch: Batch) -> str:
    """Say in words to what, to whom or where."""
    match batch.action:
        case BatchAction.DISMISS:
            return batch.get_outcome_display()
        case BatchAction.MERGE:
            return _("ganda dari %(number)s") % {"number": batch.into} if batch.into else ""
        case BatchAction.ASSIGN:
            named = [str(each) for each in (batch.owner and batch.owner.label, batch.assignee) if each]
            return ", ".join(named) or _("tanpa penanggung jawab")
        case BatchAction.REGION:
            return batch.region.name if batch.region else ""
    return ""


def items_of(batch: Batch) -> QuerySet[BatchItem]:
    """Give the risks that an action changed, with what a row shows of them."""
    places = ("flag__station__region__parent__parent", "flag__region__parent__parent", "flag__owner", "flag__assignee")
    return batch.items.select_related(*places, "region", "owner", "assignee")
