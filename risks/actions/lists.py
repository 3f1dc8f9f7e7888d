"""The words of change for lists of observations: hand in, check, confirm, load, cancel; accept or decline proposals."""

import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from desk.export import csv_lines
from desk.files.actions import keep, whole
from desk.files.copies import unharmed
from desk.files.models import StoredFile
from desk.work import actions as work
from risks.kinds import Standing
from risks.loading import Loaded, Progress, load
from risks.models import ListImport, Observation
from risks.querysets import placed_within
from risks.rows import Error
from risks.staging import Stage
from tps.kinds import ImportState
from tps.models import Election
from tps.workbooks import content_type

CHECK, APPLY = "risks.list-check", "risks.list-apply"
HEAD = 200
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)


def upload(
    content: File,
    election: Election,
    source: Agency,
    *,
    remit: str,
    proposal: bool,
    client_id: uuid.UUID,
    actor: User,
    at: datetime,
) -> ListImport:
    """Keep a list and have it checked in the background; the same client_id again gives the first one."""
    known = ListImport.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    try:
        with whole(), transaction.atomic():
            stored = keep(content, content.name or "daftar.csv", actor=actor, at=at, content_type=content_type(content))
            made = ListImport.objects.create(
                election=election,
                source=source,
                file=stored,
                remit=remit,
                proposal=proposal,
                client_id=client_id,
                uploaded_by=actor,
                uploaded_at=at,
            )
            _enqueue(made, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return ListImport.objects.get(client_id=client_id)
    return made


def confirm(made: ListImport, *, actor: User, at: datetime) -> bool:
    """Have a checked list loaded; False when it was not waiting for that (any more)."""
    with transaction.atomic():
        taken = ListImport.objects.filter(pk=made.pk, state=ImportState.CHECKED).update(state=ImportState.APPLYING)
        if taken:
            _enqueue(made, APPLY, actor, at)
    return bool(taken)


def retry(made: ListImport, *, actor: User, at: datetime) -> bool:
    """Try a failed step again; False when nothing had failed."""
    with transaction.atomic():
        locked = ListImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=made.pk)
        if not locked.broken:
            return False
        _enqueue(locked, APPLY if locked.state == ImportState.APPLYING else CHECK, actor, at)
    return True


def cancel(made: ListImport, *, at: datetime) -> bool:
    """Stop an import at whatever step it is; False when it had ended."""
    if made.running and made.job is not None:
        return work.cancel(made.job, at=at)
    return _mark(made, ImportState.CANCELLED)


def begin(made: ListImport) -> None:
    """Note that a worker has begun to check the list."""
    ListImport.objects.filter(pk=made.pk, state__in=WAITING).update(state=ImportState.CHECKING)


def stopped(made: ListImport) -> None:
    """Note that a worker has stopped because a person asked for it; nothing was changed."""
    _mark(made, ImportState.CANCELLED)


def refuse(made: ListImport, sentence: str) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    ListImport.objects.filter(pk=made.pk, state__in=STOPPABLE).update(state=ImportState.REFUSED, refusal=sentence)


def run(
    made: ListImport,
    *,
    write: bool,
    at: datetime,
    most_bytes: int,
    progress: Progress,
    end: Callable[[], None],
) -> Loaded:
    """Check (or with `write` load) a kept list; `end` runs last, inside the same transaction.

    Raises Unsteady when the kept file is not the one that was handed in, Unreadable, NoRoom.
    """

    def finish(loaded: Loaded) -> None:
        _record(made, loaded, at=at)
        end()

    with unharmed(made.file) as file:
        return load(
            file,
            made.election,
            made.source,
            actor=made.uploaded_by,
            at=at,
            most_bytes=most_bytes,
            write=write,
            proposal=made.proposal,
            within=made.remit,
            progress=progress,
            begin=lambda: made.pk,
            before_commit=finish,
        )


def load_file(
    file: BinaryIO,
    name: str,
    election: Election,
    source: Agency,
    *,
    at: datetime,
    most_bytes: int,
    write: bool,
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
) -> Loaded:
    """Load a list at once, as the command does, and keep file and report; raises tps.tables.Unreadable."""
    made: list[ListImport] = []

    def begin() -> int:
        row = ListImport.objects.create(
            election=election,
            source=source,
            file=keep(File(file, name=name), name, actor=None, at=at, content_type=content_type(file)),
            client_id=uuid.uuid4(),
            uploaded_at=at,
        )
        made.append(row)
        return row.pk

    def finish(loaded: Loaded) -> None:
        if made:
            _record(made[0], loaded, at=at)

    return load(
        file,
        election,
        source,
        actor=None,
        at=at,
        most_bytes=most_bytes,
        write=write,
        sheet=sheet,
        all_or_nothing=all_or_nothing,
        progress=progress,
        begin=begin,
        before_commit=finish,
    )


def accept_proposals(made: ListImport, *, within: str, actor: User, at: datetime) -> tuple[int, int]:
    """Accept the proposals of a list that lie in a dotted region code; give how many, and how many risks they opened.

    The risks count as reported by who handed the list in, so that who accepts them may verify them.
    """
    with acting(actor, "risk.accept", place=within, agency=made.source.code):
        stage = Stage(made.election_id, made.source_id)
        accepted = stage.fill_with_proposals(made.pk, within)
        opened = stage.write(actor_id=made.uploaded_by_id, at=at, list_id=made.pk)
        _settled(made, actor, at)
    return accepted, opened


def decline_proposals(made: ListImport, *, within: str, actor: User, at: datetime) -> int:
    """Decline the proposals of a list that lie in a dotted region code; they stay in the ledger and count nowhere."""
    with acting(actor, "risk.decline", place=within, agency=made.source.code):
        waiting = Observation.objects.filter(placed_within(within), list_import=made, standing=Standing.PROPOSED)
        declined = Observation.objects.filter(pk__in=waiting.values("pk")).update(standing=Standing.DECLINED)
        _settled(made, actor, at)
    return declined


def _settled(made: ListImport, actor: User, at: datetime) -> None:
    if not Observation.objects.filter(list_import=made, standing=Standing.PROPOSED).exists():
        ListImport.objects.filter(pk=made.pk).update(accepted_by=actor, accepted_at=at)


def _record(made: ListImport, loaded: Loaded, *, at: datetime) -> None:
    """Write down what was found or done; inside the transaction of the loading itself."""
    made.read = loaded.read
    made.created, made.updated = loaded.counts.created, loaded.counts.updated
    made.unchanged, made.rejected = loaded.counts.unchanged, len(loaded.errors)
    made.report = loaded.report
    made.errors_head = [list(error) for error in loaded.errors[:HEAD]]
    made.errors_file = _errors_file(made, loaded.errors, at=at)
    if loaded.written:
        made.state, made.applied_at = ImportState.APPLIED, at
    elif loaded.counts.accepted:
        made.state = ImportState.CHECKED
    else:
        made.state = ImportState.REFUSED
        made.refusal = _("Tidak ada satu baris pun yang dapat dimuat. Daftar di bawah menyebutkan alasannya.")
    made.save(
        update_fields=[
            "read",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "report",
            "errors_head",
            "errors_file",
            "state",
            "applied_at",
            "refusal",
        ]
    )


def _errors_file(made: ListImport, errors: list[Error], *, at: datetime) -> StoredFile | None:
    if not errors:
        return None
    header = (_("baris"), _("kolom"), _("isi"), _("alasan"))
    with tempfile.TemporaryFile() as file:
        for chunk in csv_lines(header, errors):
            file.write(chunk.encode())
        name = f"{_('baris-ditolak')}-{made.pk}.csv"
        return keep(File(file, name=name), name, actor=made.uploaded_by, at=at, content_type="text/csv")


def _enqueue(made: ListImport, kind: str, actor: User, at: datetime) -> None:
    made.job = work.enqueue(kind, {"made": made.pk}, actor=actor, at=at)
    made.save(update_fields=["job"])


def _mark(made: ListImport, state: str) -> bool:
    return bool(ListImport.objects.filter(pk=made.pk, state__in=STOPPABLE).update(state=state))
