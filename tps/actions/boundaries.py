"""The words of change for official boundaries: hand in, check, confirm, load, take back."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.context import Actor, acting
from desk.files.actions import keep
from desk.work import actions as work
from tps import boundary_loading
from tps.boundary_loading import Examined, Progress
from tps.kinds import ImportState
from tps.models import Boundary, BoundarySet

CHECK, APPLY = "tps.boundaries-check", "tps.boundaries-apply"
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)
STOPPABLE = (*WAITING, ImportState.CHECKED, ImportState.APPLYING)
BATCH = 200


def upload(wish: BoundarySet, content: File, *, actor: User, at: datetime) -> BoundarySet:
    """Keep a file of boundaries and have it checked in the background; the same client_id again gives the first one."""
    known = BoundarySet.objects.filter(client_id=wish.client_id).first()
    if known is not None:
        return known
    try:
        with acting(actor, "boundaries.import"):
            wish.file = keep(content, content.name or "batas.geojson", actor=actor, at=at)
            wish.uploaded_by, wish.uploaded_at = actor, at
            wish.save(force_insert=True)
            _enqueue(wish, CHECK, actor, at)
    except IntegrityError:
        # The other half of a double click was faster.
        return BoundarySet.objects.get(client_id=wish.client_id)
    return wish


def confirm(wish: BoundarySet, *, actor: User, at: datetime) -> bool:
    """Have a checked file loaded; False when it was not waiting for that (any more)."""
    with acting(actor, "boundaries.import"):
        taken = BoundarySet.objects.filter(pk=wish.pk, state=ImportState.CHECKED).update(state=ImportState.APPLYING)
        if taken:
            _enqueue(wish, APPLY, actor, at)
    return bool(taken)


def retry(wish: BoundarySet, *, actor: User, at: datetime) -> bool:
    """Try a failed step again; False when nothing had failed."""
    with transaction.atomic():
        locked = BoundarySet.objects.select_for_update().get(pk=wish.pk)
        if not locked.broken:
            return False
        _enqueue(locked, APPLY if locked.state == ImportState.APPLYING else CHECK, actor, at)
    return True


def cancel(wish: BoundarySet, *, actor: User, at: datetime) -> bool:
    """Stop a file at whatever step it is; False when it had ended."""
    if wish.running and wish.job is not None:
        return work.cancel(wish.job, at=at)
    with acting(actor, "boundaries.import"):
        return _mark(wish, STOPPABLE, ImportState.CANCELLED)


def begin(wish: BoundarySet) -> None:
    """Note that a worker has begun to check the file."""
    _mark(wish, WAITING, ImportState.CHECKING)


def stopped(wish: BoundarySet) -> None:
    """Note that a worker has stopped because a person asked for it; nothing was changed."""
    _mark(wish, STOPPABLE, ImportState.CANCELLED)


def refuse(wish: BoundarySet, sentence: str) -> None:
    """Note that the file as a whole cannot be taken, and why."""
    BoundarySet.objects.filter(pk=wish.pk, state__in=STOPPABLE).update(state=ImportState.REFUSED, refusal=sentence)


def run(
    wish: BoundarySet,
    *,
    write: bool,
    actor: Actor | None,
    at: datetime,
    progress: Progress,
    end: Callable[[], None],
) -> Examined:
    """Check (or with `write` load) a kept file; `end` runs last, inside the same transaction."""
    with wish.file.file.open("rb") as file:
        found = boundary_loading.examine(cast("BinaryIO", file), wish, name=wish.file.name, progress=progress)
    with acting(actor, "boundaries.import"):
        if write:
            _write(wish, found)
        _record(wish, found, at=at, written=write)
        end()
    return found


def load_file(
    file: BinaryIO,
    wish: BoundarySet,
    *,
    name: str,
    at: datetime,
    write: bool,
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total, message: None,
) -> tuple[Examined, bool]:
    """Load a file at once, as commands do; gives what was found and whether it was written; raises Unreadable."""
    found = boundary_loading.examine(file, wish, name=name, progress=progress)
    write = write and bool(found.fresh) and not (all_or_nothing and found.matched.errors)
    if write:
        with acting(None, "boundaries.import"):
            wish.file = keep(File(file, name=name), name, actor=None, at=at)
            wish.client_id, wish.uploaded_at = uuid.uuid4(), at
            wish.save(force_insert=True)
            _write(wish, found)
            _record(wish, found, at=at, written=True)
    return found, write


def undo(wish: BoundarySet, *, actor: User, at: datetime, reason: str = "") -> bool:
    """Take back a loaded file: the versions before it hold again; its shapes stay as what was once loaded."""
    with acting(actor, "boundaries.undo", reason=reason):
        taken = BoundarySet.objects.filter(pk=wish.pk, state=ImportState.APPLIED).update(
            state=ImportState.UNDONE, undone_at=at
        )
        if taken:
            rows = Boundary.objects.filter(boundary_set=wish)
            rows.update(withdrawn=True)
            _chain(list(rows.values_list("region_id", flat=True)))
    return bool(taken)


def _write(wish: BoundarySet, found: Examined) -> None:
    rows = (boundary_loading.row(wish, piece, found.digests[code]) for code, piece in found.fresh.items())
    Boundary.objects.bulk_create(rows, batch_size=BATCH)
    _chain(list(found.fresh))


def _chain(regions: list[str]) -> None:
    """End each version on the day the next one of its region begins; what was taken back does not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE tps_boundary b SET valid_until = v.until
            FROM (
                SELECT id, lead(valid_from) OVER (PARTITION BY region_id ORDER BY valid_from, id) AS until
                FROM tps_boundary WHERE NOT withdrawn AND region_id = ANY(%s)
            ) v WHERE v.id = b.id AND b.valid_until IS DISTINCT FROM v.until
            """,
            [regions],
        )


def _record(wish: BoundarySet, found: Examined, *, at: datetime, written: bool) -> None:
    wish.read, wish.rejected = found.read, len(found.matched.errors)
    wish.created, wish.updated, wish.unchanged = found.created, found.updated, found.unchanged
    wish.report = found.report
    wish.errors_head = found.matched.errors[: boundary_loading.HEAD]
    if written:
        wish.state, wish.applied_at = ImportState.APPLIED, at
    elif found.matched.pieces:
        wish.state = ImportState.CHECKED
    else:
        wish.state = ImportState.REFUSED
        wish.refusal = _("Tidak ada satu batas pun yang dapat dimuat. Daftar di bawah menyebutkan alasannya.")
    counts = ["read", "created", "updated", "unchanged", "rejected"]
    wish.save(update_fields=[*counts, "report", "errors_head", "state", "applied_at", "refusal"])


def _enqueue(wish: BoundarySet, kind: str, actor: User, at: datetime) -> None:
    payload: dict[str, Any] = {"boundary_set": wish.pk}
    wish.job = work.enqueue(kind, payload, actor=actor, at=at)
    wish.save(update_fields=["job"])


def _mark(wish: BoundarySet, states: tuple[ImportState, ...], state: ImportState) -> bool:
    changed = BoundarySet.objects.filter(pk=wish.pk, state__in=states).update(state=state)
    wish.refresh_from_db(fields=["state"])
    return bool(changed)


def wanted(*, level: str, code_field: str, crs: str, valid_from: date, source: str, licence: str) -> BoundarySet:
    """Give an unsaved set that says what is wanted of a file."""
    return BoundarySet(
        level=level,
        code_field=code_field,
        crs=crs,
        valid_from=valid_from,
        source=source,
        licence=licence,
        client_id=uuid.uuid4(),
    )
