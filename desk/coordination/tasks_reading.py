"""What hangs on one task, read for its page."""

from typing import Any

from django.forms import Form

from desk.accounts.models import User
from desk.coordination.access import visible_to
from desk.coordination.kinds import UNFINISHED
from desk.coordination.models import Mention, Task
from desk.coordination.tasks_forms import ChecklistForm, LinkForm, RepeatForm, WaitForm

FORMS = {"checklist_form": ChecklistForm, "link_form": LinkForm, "wait_form": WaitForm, "repeat_form": RepeatForm}


def parts_of(user: User, task: Task, refused: Form | None = None) -> dict[str, Any]:
    """Give checklist, links, dependencies, followers and repetition; a refused form comes back as it was typed.

    Of tasks that this person may not read, only how many there are is told.
    """
    items = list(task.checklist.select_related("ticked_by"))
    blockers = list(task.blockers.select_related("blocker__owner"))
    blocks = list(task.blocks.select_related("task__owner"))
    others = {each.blocker_id for each in blockers} | {each.task_id for each in blocks}
    open_to = set(visible_to(user).filter(pk__in=others).values_list("pk", flat=True)) if others else set()
    watchers = list(task.watchers.values_list("user_id", flat=True))
    forms = {name: refused if isinstance(refused, form) else form() for name, form in FORMS.items()}
    return {
        "checklist": items,
        "ticked": sum(item.ticked_at is not None for item in items),
        "links": list(task.links.select_related("flag__station__region", "flag__region", "station__region", "region")),
        "blockers": [each for each in blockers if each.blocker_id in open_to],
        "blocks": [each for each in blocks if each.task_id in open_to],
        "hidden_blockers": sum(each.blocker_id not in open_to for each in blockers),
        "blocked": sum(each.blocker.state in UNFINISHED for each in blockers),
        "watching": user.pk in watchers,
        "watchers": len(watchers),
        "mentioned": Mention.objects.filter(user=user, answer__task=task, read_at__isnull=True).exists(),
        "series": task.series,
        **forms,
    }
