"""The words of change for what hangs on a task: checklist, links, followers, and what it waits for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import acting
from desk.coordination.actions.tasks import Refused, changed_meanwhile, locked
from desk.coordination.kinds import ALIVE
from desk.coordination.models import ChecklistItem, Task, TaskDependency, TaskLink, TaskWatcher
from desk.coordination.rules import chain
from risks.models import Flag
from tps.models import Election, PollingStation, Region

MOST_ITEMS = 100
MOST_LINKS = 500
MOST_BLOCKERS = 50


def _alive(task_id: int) -> Task:
    task = locked(task_id)
    if task.state not in ALIVE:
        raise Refused(changed_meanwhile(task))
    return task


def add_items(task_id: int, texts: list[str], *, actor: User) -> int:
    """Add lines to the end of a checklist; empty lines are left out, a line that stands already is not doubled."""
    with transaction.atomic():
        task = _alive(task_id)
        known = list(task.checklist.values_list("text", flat=True))
        texts = [text for text in dict.fromkeys(each.strip()[:200] for each in texts) if text and text not in known]
        if not texts and not known:
            raise Refused(_("Tulis satu butir di setiap baris."))
        if len(known) + len(texts) > MOST_ITEMS:
            raise Refused(_("Daftar periksa memuat paling banyak %(most)s butir.") % {"most": MOST_ITEMS})
        with acting(actor, "task.checklist", place=task.place, agency=task.owner.code):
            for position, text in enumerate(texts, len(known)):
                ChecklistItem.objects.create(task=task, text=text, position=position)
    return len(texts)


def tick(task_id: int, item_id: int, *, actor: User, at: datetime, ticked: bool) -> None:
    """Tick a line, with who and when, or take the tick away; a line that is so already stays as it is."""
    with transaction.atomic():
        task = _alive(task_id)
        with acting(actor, "task.tick", place=task.place, agency=task.owner.code):
            rows = task.checklist.filter(pk=item_id, ticked_at__isnull=ticked)
            rows.update(ticked_at=at if ticked else None, ticked_by=actor if ticked else None)


def drop_item(task_id: int, item_id: int, *, actor: User) -> None:
    """Remove a line of a checklist; history keeps it."""
    with transaction.atomic():
        task = _alive(task_id)
        with acting(actor, "task.checklist", place=task.place, agency=task.owner.code):
            task.checklist.filter(pk=item_id).delete()


def link(task_id: int, *, actor: User, thing: Flag | PollingStation | Region) -> None:
    """Let a task be about one more risk, station or region; what it is about already stays once."""
    with transaction.atomic():
        task = _alive(task_id)
        fields = {
            "flag" if isinstance(thing, Flag) else "station" if isinstance(thing, PollingStation) else "region": thing
        }
        if task.links.count() >= MOST_LINKS:
            raise Refused(_("Sebuah tugas memuat paling banyak %(most)s tautan.") % {"most": MOST_LINKS})
        if thing in (task.flag, task.station, task.region) or task.links.filter(**fields).exists():
            return
        with acting(actor, "task.link", place=task.place, agency=task.owner.code):
            TaskLink.objects.create(task=task, **fields)


def unlink(task_id: int, link_id: int, *, actor: User) -> None:
    """Take a link away."""
    with transaction.atomic():
        task = _alive(task_id)
        with acting(actor, "task.link", place=task.place, agency=task.owner.code):
            task.links.filter(pk=link_id).delete()


def watch(task: Task, *, actor: User, at: datetime, watched: bool) -> None:
    """Follow a task, or stop following it."""
    if watched:
        TaskWatcher.objects.get_or_create(task=task, user=actor, defaults={"since": at})
    else:
        TaskWatcher.objects.filter(task=task, user=actor).delete()


def wait_for(task_id: int, blocker: Task, *, actor: User, at: datetime) -> None:
    """Let a task wait for another; Refused, with the chain, when that one already waits for this."""
    with transaction.atomic():
        task = _alive(task_id)
        if blocker.election_id != task.election_id:
            raise Refused(_("%(task)s milik pemilihan lain.") % {"task": blocker})
        # One change of dependencies at a time in an election: two halves of a circle cannot be added side by side.
        Election.objects.select_for_update(no_key=True).get(pk=task.election_id)
        edges = TaskDependency.objects.filter(task__election_id=task.election_id).values_list("task_id", "blocker_id")
        circle = chain(edges, blocker.pk, task.pk)
        if circle:
            named = " → ".join(f"T-{pk:04d}" for pk in [task.pk, *circle])
            raise Refused(
                _("Itu membuat lingkaran: %(chain)s. Tidak ada yang disimpan; pilih tugas lain.") % {"chain": named}
            )
        if task.blockers.count() >= MOST_BLOCKERS:
            raise Refused(_("Sebuah tugas menunggu paling banyak %(most)s tugas lain.") % {"most": MOST_BLOCKERS})
        with acting(actor, "task.wait", place=task.place, agency=task.owner.code):
            TaskDependency.objects.get_or_create(
                task=task, blocker=blocker, defaults={"added_by": actor, "added_at": at}
            )


def stop_waiting(task_id: int, dependency_id: int, *, actor: User) -> None:
    """Let a task no longer wait for another."""
    with transaction.atomic():
        task = _alive(task_id)
        with acting(actor, "task.wait", place=task.place, agency=task.owner.code):
            task.blockers.filter(pk=dependency_id).delete()
