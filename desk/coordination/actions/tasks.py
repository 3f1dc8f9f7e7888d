"""The words of change for tasks."""

import uuid
from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.coordination.access import people_for
from desk.coordination.kinds import ALIVE, UNFINISHED, Edge, TaskState
from desk.coordination.models import Answer, Mention, Task, TaskSeries
from desk.coordination.rules import MOVES
from desk.coordination.tasks_mentions import named_in
from desk.files import actions as files
from risks.models import Flag
from tps.models import Election, PollingStation, Region

MOST_BYTES = 10 * 1024 * 1024
CLOSED = (TaskState.CONFIRMED, TaskState.CANCELLED)


class Refused(Exception):
    """What was asked for cannot be done; the text says to the person why, and what to do."""


def give(
    *,
    actor: User,
    at: datetime,
    election: Election,
    owner: Agency,
    title: str,
    due_at: datetime,
    priority: str,
    detail: str = "",
    flag: Flag | None = None,
    station: PollingStation | None = None,
    region: Region | None = None,
    requester: Agency | None = None,
    assignee: User | None = None,
    client_id: uuid.UUID,
) -> Task:
    """Give an agency a task; the same client UUID again gives the first task and changes nothing.

    Refused when `due_at` (zone-aware) has passed or the agency no longer sits at the desk.
    """
    known = Task.objects.filter(client_id=client_id).first()
    if known:
        return known
    check_due(due_at, at)
    check_owner(owner)
    task = Task(
        election=election,
        owner=owner,
        title=title,
        detail=detail,
        due_at=due_at,
        priority=priority,
        flag=flag,
        station=station,
        region=region,
        requester=requester,
        requested_by=actor,
        created_at=at,
        client_id=client_id,
    )
    check_assignee(assignee, owner, task.place)
    task.assignee = assignee
    try:
        with acting(actor, "task.give", place=task.place, agency=owner.code):
            task.save(force_insert=True)
    except IntegrityError:
        # Two clicks at the same moment: the other one has written it.
        return Task.objects.get(client_id=client_id)
    return task


def check_due(due_at: datetime, at: datetime) -> None:
    """Refuse a due moment that has passed."""
    if due_at <= at:
        raise Refused(_("Tenggat sudah lewat. Pilih hari dan jam sesudah sekarang."))


def check_owner(owner: Agency) -> None:
    """Refuse an agency that no longer sits at the desk."""
    if not owner.active:
        raise Refused(_("%(agency)s tidak lagi aktif di desk. Pilih instansi lain.") % {"agency": owner})


def check_assignee(assignee: User | None, owner: Agency, place: str) -> None:
    """Refuse a person who is neither of the agency nor of the desk in charge of the place."""
    if assignee and not people_for(owner, place).filter(pk=assignee.pk).exists():
        raise Refused(
            _("%(person)s bukan orang %(agency)s dan bukan petugas desk di wilayah ini. Pilih orang lain.")
            % {"person": assignee, "agency": owner}
        )


def move(
    task_id: int,
    name: str,
    *,
    actor: User,
    at: datetime,
    text: str = "",
    upload: File | None = None,
    client_id: uuid.UUID | None = None,
) -> Task:
    """Make one step of a task's way, with words and perhaps a file; Refused when another was faster."""
    step = MOVES[name]
    if step.needs_text and not text.strip():
        raise Refused(str(step.prompt))
    with transaction.atomic():
        task = locked(task_id)
        if client_id and Answer.objects.filter(client_id=client_id).exists():
            return task
        if task.state not in step.sources:
            raise Refused(changed_meanwhile(task))
        if step.target == TaskState.DONE:
            _check_blockers(task)
        with acting(actor, f"task.{name}", reason=text.strip(), place=task.place, agency=task.owner.code):
            task.state = step.target
            task.closed_at = at if step.target in CLOSED else None
            task.save(update_fields=["state", "closed_at", "changed_at"])
            if step.target == TaskState.CONFIRMED and task.series_id is not None and task.turn is not None:
                TaskSeries.objects.filter(pk=task.series_id, turn=task.turn, next_at__isnull=False).update(next_at=at)
            _say(task, actor=actor, at=at, text=text, state=step.target, upload=upload, client_id=client_id)
    return task


def answer(
    task_id: int,
    *,
    actor: User,
    at: datetime,
    text: str,
    upload: File | None = None,
    client_id: uuid.UUID | None = None,
) -> Task:
    """Say something about a task that is still alive, without moving it."""
    if not text.strip() and upload is None:
        raise Refused(_("Tulis jawaban atau lampirkan berkas."))
    with transaction.atomic():
        task = locked(task_id)
        if client_id and Answer.objects.filter(client_id=client_id).exists():
            return task
        if task.state not in ALIVE:
            raise Refused(changed_meanwhile(task))
        with acting(actor, "task.answer", place=task.place, agency=task.owner.code):
            _say(task, actor=actor, at=at, text=text, state="", upload=upload, client_id=client_id)
    return task


def change(task_id: int, *, actor: User, at: datetime, due_at: datetime, priority: str, reason: str) -> Task:
    """Set another due moment or priority; what stands already changes nothing."""
    with transaction.atomic():
        task = locked(task_id)
        if task.state not in ALIVE:
            raise Refused(_("Tugas ini sudah ditutup; tenggatnya tidak dapat diubah lagi."))
        if (due_at, priority) == (task.due_at, task.priority):
            return task
        if due_at != task.due_at:
            check_due(due_at, at)
        with acting(actor, "task.change", reason=reason, place=task.place, agency=task.owner.code):
            task.due_at, task.priority = due_at, priority
            rehang(task)
            task.save(update_fields=["due_at", "stage_days", "priority", "changed_at"])
    return task


def rehang(task: Task) -> None:
    """Count anew how far a task's due day is from its stage, after the due moment was set by hand."""
    if task.stage is not None:
        edge = task.stage.starts_on if task.stage_edge == Edge.START else task.stage.ends_on
        task.stage_days = (clock.local(task.due_at).date() - edge).days


def locked(task_id: int) -> Task:
    """Give a task that nobody else can change until this transaction ends."""
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related("owner", "requester", "assignee", "flag__station", "station", "stage").get(pk=task_id)


def _check_blockers(task: Task) -> None:
    waits = task.blockers.filter(blocker__state__in=UNFINISHED).select_related("blocker__owner")
    named = ", ".join(f"{wait.blocker} ({wait.blocker.owner.label})" for wait in waits[:5])
    if named:
        raise Refused(
            _("Tugas ini masih menunggu %(tasks)s. Selesaikan itu lebih dulu, atau hapus ketergantungannya.")
            % {"tasks": named}
        )


def changed_meanwhile(task: Task) -> str:
    """Say that somebody else was faster, who, and what has become of the task."""
    last = task.answers.select_related("author").exclude(state="").last()
    who = str(last.author) if last and last.author else _("orang lain")
    return _(
        "Sementara itu %(who)s mengubah tugas ini menjadi “%(state)s”. "
        "Tindakan Anda belum disimpan; baca perubahannya, lalu pilih lagi."
    ) % {"who": who, "state": task.get_state_display()}


def _say(
    task: Task,
    *,
    actor: User,
    at: datetime,
    text: str,
    state: str,
    upload: File | None,
    client_id: uuid.UUID | None,
) -> None:
    stored = files.keep(upload, upload.name or "lampiran", actor=actor, at=at) if upload is not None else None
    answer = Answer.objects.create(
        task=task,
        author=actor,
        text=text.strip(),
        state=state,
        file=stored,
        written_at=at,
        client_id=client_id or uuid.uuid4(),
    )
    for user, agency in named_in(text, task).people:
        if user != actor:
            Mention.objects.create(answer=answer, user=user, agency=agency, made_at=at)
