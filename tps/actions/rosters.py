"""The words of change for imports of rosters: hand in, check, confirm, load, cancel."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.files.actions import keep, whole
from desk.files.copies import unharmed
from desk.work import actions as work
from desk.work.models import Job
from tps.actions import mappings, records
from tps.columns import Column
from tps.kinds import ImportState
from tps.loading import Loaded, Progress, load
from tps.models import Election, RosterImport
from tps.tables import Unreadable
from tps.workbooks import content_type

CHECK, APPLY = "tps.check", "tps.apply"
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
UNREAD: dict[str, Any] = {
    "state": ImportState.UPLOADED,
    "refusal": "",
    **dict.fromkeys(("read", "created", "updated", "unchanged", "rejected", "missing")),
}
MAPPABLE = (ImportState.CHECKED, ImportState.REFUSED)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)


def upload(
    content: File,
    election: Election,
    *,
    source: Agency | None = None,
    place: str,
    client_id: uuid.UUID,
    actor: User,
    at: datetime,
) -> RosterImport:
    """Keep a roster and have it checked in the background; the same client_id again gives the first one.

    `source` is whose file it is; `place` the dotted region code outside which rows are refused, "" for none.
    """
    known = RosterImport.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    try:
        with whole(), transaction.atomic():
            stored = keep(content, content.name or "tps.csv", actor=actor, at=at, content_type=content_type(content))
            roster = RosterImport.objects.create(
                election=election,
                file=stored,
                source=source,
                place=place,
                client_id=client_id,
                uploaded_by=actor,
                uploaded_at=at,
            )
            _enqueue(roster, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return RosterImport.objects.get(client_id=client_id)
    return roster


def remap(
    roster: RosterImport,
    places: Mapping[str, Column],
    *,
    update_only: bool | None,
    source: Agency | None,
    actor: User,
    at: datetime,
) -> bool:
    """Have a roster checked again with columns that a person has chosen, and remember them for its source.

    `places` gives fields their column counted from 0 (None: take nothing); `update_only` None lets the file decide.
    False when the roster was neither checked nor refused (any more).
    """
    waiting = RosterImport.objects.filter(pk=roster.pk, state__in=MAPPABLE)
    with transaction.atomic():
        taken = waiting.update(**UNREAD, mapping=places, update_only=update_only, source=source)
        if taken:
            mappings.remember(source, roster.report["header"], places, actor=actor, at=at)
            _enqueue(roster, CHECK, actor, at)
    return bool(taken)


def reread(roster: RosterImport, sheet: str, *, actor: User, at: datetime) -> bool:
    """Have another sheet of a workbook checked, its columns guessed anew; False when the time for that has passed."""
    with transaction.atomic():
        taken = RosterImport.objects.filter(pk=roster.pk, state__in=MAPPABLE).update(
            **UNREAD, sheet=sheet, mapping={}, update_only=None
        )
        if taken:
            _enqueue(roster, CHECK, actor, at)
    return bool(taken)


def confirm(roster: RosterImport, *, actor: User, at: datetime) -> bool:
    """Have a checked roster loaded; False when it was not waiting for that (any more)."""
    with transaction.atomic():
        taken = RosterImport.objects.filter(pk=roster.pk, state=ImportState.CHECKED).update(state=ImportState.APPLYING)
        if taken:
            _enqueue(roster, APPLY, actor, at)
    return bool(taken)


def retry(roster: RosterImport, *, actor: User, at: datetime) -> bool:
    """Try a failed step again; False when nothing had failed."""
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update().get(pk=roster.pk)
        if not locked.broken:
            return False
        _enqueue(locked, APPLY if locked.state == ImportState.APPLYING else CHECK, actor, at)
    return True


def cancel(roster: RosterImport, *, at: datetime) -> bool:
    """Stop an import at whatever step it is; False when it had ended."""
    if roster.running and roster.job is not None:
        return work.cancel(roster.job, at=at)
    return _mark(roster, STOPPABLE, ImportState.CANCELLED)


def begin(roster: RosterImport) -> None:
    """Note that a worker has begun to check the roster."""
    _mark(roster, WAITING, ImportState.CHECKING)


def stopped(roster: RosterImport) -> None:
    """Note that a worker has stopped because a person asked for it; nothing was changed."""
    _mark(roster, STOPPABLE, ImportState.CANCELLED)


def refuse(roster: RosterImport, refusal: Unreadable) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    records.refuse(roster, refusal, STOPPABLE)


def load_file(
    file: BinaryIO,
    name: str,
    election: Election,
    *,
    actor: User | None,
    at: datetime,
    most_bytes: int,
    write: bool,
    source: Agency | None = None,
    mapping: Mapping[str, Column] | None = None,
    update_only: bool | None = None,
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Load a roster at once, as commands do, and keep file and report; raises tps.tables.Unreadable.

    A `mapping` that was given is remembered for the next file of its `source` when one is named.
    """
    number = _reserve()
    memory = mappings.Memory(source)

    def remember(loaded: Loaded) -> None:
        if loaded.written:
            roster = RosterImport(
                pk=number,
                election=election,
                file=keep(File(file, name=name), name, actor=actor, at=at, content_type=content_type(file)),
                source=source,
                client_id=uuid.uuid4(),
                uploaded_by=actor,
                uploaded_at=at,
            )
            roster.save(force_insert=True)
            loaded.report.update(memory.noted())
            records.record(roster, loaded, at=at)
            if mapping and source is not None and loaded.layout is not None:
                mappings.remember(source, loaded.layout.header, loaded.layout.places, actor=actor, at=at)

    return load(
        file,
        election,
        actor=actor,
        at=at,
        most_bytes=most_bytes,
        write=write,
        roster=number,
        mapping=mapping,
        recall=memory.recall,
        update_only=update_only,
        sheet=sheet,
        all_or_nothing=all_or_nothing,
        progress=progress,
        before_commit=remember,
    )


def run(
    roster: RosterImport,
    *,
    write: bool,
    actor: User | None,
    at: datetime,
    most_bytes: int,
    progress: Progress,
    end: Callable[[], None],
) -> Loaded:
    """Check (or with `write` load) a kept roster; `end` runs last, inside the same transaction.

    Raises Unsteady when the kept file is not the one that was handed in, Unreadable, NoRoom.
    """
    memory = mappings.Memory(roster.source)

    def finish(loaded: Loaded) -> None:
        loaded.report.update(memory.noted())
        records.record(roster, loaded, at=at)
        end()

    with unharmed(roster.file) as file:
        return load(
            file,
            roster.election,
            actor=actor,
            at=at,
            most_bytes=most_bytes,
            write=write,
            roster=roster.pk,
            mapping=roster.mapping,
            recall=memory.recall,
            update_only=roster.update_only,
            sheet=roster.sheet,
            within=roster.place,
            progress=progress,
            before_commit=finish,
        )


def _reserve() -> int:
    """Take the number of an import before its row exists: the stations that it creates carry it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tps_rosterimport', 'id'))")
        return int(cursor.fetchone()[0])


def _enqueue(roster: RosterImport, kind: str, actor: User, at: datetime) -> Job:
    payload: dict[str, Any] = {"roster": roster.pk}
    job = work.enqueue(kind, payload, actor=actor, at=at)
    roster.job = job
    roster.save(update_fields=["job"])
    return job


def _mark(roster: RosterImport, states: tuple[ImportState, ...], state: ImportState) -> bool:
    changed = RosterImport.objects.filter(pk=roster.pk, state__in=states).update(state=state)
    roster.refresh_from_db(fields=["state"])
    return bool(changed)
