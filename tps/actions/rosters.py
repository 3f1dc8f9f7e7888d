"""The words of change for imports of rosters: hand in, check, confirm, load, cancel."""

import tempfile
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.export import csv_lines
from desk.files.actions import keep
from desk.files.models import StoredFile
from desk.work import actions as work
from desk.work.models import Job
from tps.kinds import ImportState
from tps.loading import Loaded, Progress, load
from tps.models import Election, RosterImport
from tps.rows import Error

CHECK, APPLY = "tps.check", "tps.apply"
HEAD = 200
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)


def upload(
    content: File, election: Election, *, place: str, client_id: uuid.UUID, actor: User, at: datetime
) -> RosterImport:
    """Keep a roster and have it checked in the background; the same client_id again gives the first one.

    `place` is the dotted region code outside which rows are refused, "" for none.
    """
    known = RosterImport.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            stored = keep(content, content.name or "tps.csv", actor=actor, at=at, content_type="text/csv")
            roster = RosterImport.objects.create(
                election=election, file=stored, place=place, client_id=client_id, uploaded_by=actor, uploaded_at=at
            )
            _enqueue(roster, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return RosterImport.objects.get(client_id=client_id)
    return roster


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


def refuse(roster: RosterImport, sentence: str) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    RosterImport.objects.filter(pk=roster.pk, state__in=STOPPABLE).update(state=ImportState.REFUSED, refusal=sentence)


def record(roster: RosterImport, loaded: Loaded, *, at: datetime) -> None:
    """Write down what was found or done; inside the transaction of the loading itself."""
    roster.read = loaded.read
    roster.created = loaded.counts.created
    roster.updated = loaded.counts.updated
    roster.unchanged = loaded.counts.unchanged
    roster.rejected = loaded.rejected
    roster.missing = loaded.report["missing_count"]
    roster.report = loaded.report
    roster.errors_head = [error[:4] for error in loaded.errors[:HEAD]]
    roster.errors_file = errors_file(roster, loaded.errors, at=at)
    if loaded.written:
        roster.state, roster.applied_at, roster.history_context = ImportState.APPLIED, at, loaded.context
    elif loaded.counts.accepted:
        roster.state = ImportState.CHECKED
    else:
        roster.state = ImportState.REFUSED
        roster.refusal = _("Tidak ada satu baris pun yang dapat dimuat. Daftar di bawah menyebutkan alasannya.")
    roster.save(
        update_fields=[
            "read",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "missing",
            "report",
            "errors_head",
            "errors_file",
            "state",
            "applied_at",
            "history_context",
            "refusal",
        ]
    )


def load_file(
    file: BinaryIO,
    name: str,
    election: Election,
    *,
    actor: User | None,
    at: datetime,
    most_bytes: int,
    write: bool,
    mapping: Mapping[str, str] | None = None,
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Load a roster at once, as commands do, and keep file and report; raises tps.tables.Unreadable."""

    number = _reserve()

    def remember(loaded: Loaded) -> None:
        if loaded.written:
            roster = RosterImport(
                pk=number,
                election=election,
                file=keep(File(file, name=name), name, actor=actor, at=at, content_type="text/csv"),
                client_id=uuid.uuid4(),
                uploaded_by=actor,
                uploaded_at=at,
            )
            roster.save(force_insert=True)
            record(roster, loaded, at=at)

    return load(
        file,
        election,
        actor=actor,
        at=at,
        most_bytes=most_bytes,
        write=write,
        roster=number,
        mapping=mapping,
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
    """Check (or with `write` load) a kept roster; `end` runs last, inside the same transaction."""

    def finish(loaded: Loaded) -> None:
        record(roster, loaded, at=at)
        end()

    with roster.file.file.open("rb") as file:
        return load(
            cast("BinaryIO", file),
            roster.election,
            actor=actor,
            at=at,
            most_bytes=most_bytes,
            write=write,
            roster=roster.pk,
            within=roster.place,
            progress=progress,
            before_commit=finish,
        )


def errors_file(roster: RosterImport, errors: list[Error], *, at: datetime) -> StoredFile | None:
    """Keep the rejected rows as a CSV file in which no cell is a formula; None when there are none."""
    if not errors:
        return None
    header = [_("baris"), _("kolom"), _("nilai"), _("alasan")]
    with tempfile.TemporaryFile() as file:
        for chunk in csv_lines(header, (error[:4] for error in errors)):
            file.write(chunk.encode())
        name = f"ditolak-{roster.pk}.csv"
        return keep(File(file, name=name), name, actor=roster.uploaded_by, at=at, content_type="text/csv")


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
