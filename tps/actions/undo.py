"""The words of change for undoing an import: as a whole, or not at all."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from desk.accounts.models import User
from desk.accounts.roles import Right, Scope
from desk.context import Actor, acting
from desk.work import actions as work
from desk.work.runs import Refused
from tps import undoing
from tps.kinds import ImportState
from tps.models import RosterImport
from tps.staging import lock

UNDO = "tps.undo"
BATCH = 20_000
Progress = Callable[[int, int, str], None]
_SET = ", ".join(f"{name} = b.{name}" for name in undoing.COLUMNS)
_FORMER = f"""
CREATE TEMPORARY TABLE roster_former ON COMMIT DROP AS {undoing.CHANGED}
SELECT row_number() OVER (ORDER BY b.pgh_obj_id) AS place, b.pgh_obj_id AS id, {", ".join(undoing.COLUMNS)}
FROM b WHERE pgh_obj_id IN (SELECT id FROM changed WHERE NOT back)
"""  # noqa: S608 — the names of columns come from the model
_RESTORE = f"""
UPDATE tps_pollingstation t SET {_SET} FROM roster_former b
WHERE t.id = b.id AND b.place > %(start)s AND b.place <= %(end)s
"""  # noqa: S608 — the names of columns come from the model
_IDS = """
SELECT id FROM tps_pollingstation WHERE election_id = %(election)s AND origin_id = %(roster)s ORDER BY id
"""


def ask(roster: RosterImport, *, reason: str, actor: User, at: datetime) -> bool:
    """Have an import undone in the background; False when it is not in force, or being undone already."""
    with transaction.atomic():
        row = RosterImport.objects.select_for_update(of=("self",)).select_related("undo_job").get(pk=roster.pk)
        if row.state != ImportState.APPLIED or row.undoing:
            return False
        row.undo_job = work.enqueue(UNDO, {"roster": row.pk, "reason": reason}, actor=actor, at=at)
        row.undo_reason = reason
        row.save(update_fields=["undo_job", "undo_reason"])
    return True


def reach(actor: User | None) -> str:
    """Give the dotted region code in which a person may undo, "" for everywhere; None is the server itself."""
    if actor is None or actor.scope(Right.IMPORT) is Scope.ALL:
        return ""
    # A remit that was taken away meanwhile reaches nothing: no region has this code.
    return actor.remit or "-"


def undo(
    roster: RosterImport,
    *,
    within: str,
    reason: str,
    actor: Actor | None,
    at: datetime,
    progress: Progress = lambda done, total, message: None,
    end: Callable[[], None] = lambda: None,
) -> undoing.Prospect:
    """Put the stations of an election back to what they were before an import, in one transaction.

    `within` is the dotted region code that the person may change, "" for everywhere. `progress` gets stations done,
    stations in all and the step; it may raise, which keeps everything as it is. `end` runs last in the transaction.
    Raises desk.work.runs.Refused with a sentence when something stands against it.
    """
    try:
        with acting(actor, UNDO, reason=reason, place=roster.place, election=roster.election.code, roster=roster.pk):
            lock(roster.election_id)
            row = RosterImport.objects.select_for_update().get(pk=roster.pk)
            if row.state != ImportState.APPLIED:
                raise Refused(_("Impor ini sudah dibatalkan atau tidak sedang berlaku; tidak ada yang diubah."))
            found = undoing.prospect(row, within=within)
            if not found.free:
                raise Refused(
                    _(
                        "Sudah ada yang bergantung pada impor ini. Tidak ada yang diubah; buka lagi halaman "
                        "pembatalannya untuk melihat apa saja."
                    )
                )
            if found.outside:
                raise Refused(_("Sebagian TPS dari impor ini di luar wilayah tugas Anda. Tidak ada yang diubah."))
            with connection.cursor() as cursor:
                # Whatever still points at a removed station is heard of at once. With checks put off to the commit
                # each batch also takes longer than the one before: 240,000 of 823,220 stations took 19 minutes.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                _remove(row, found.total, progress)
                _restore(row, found, progress)
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            progress(found.total, found.total, _("Menyimpan"))
            row.state, row.undone_at, row.undo_reason = ImportState.UNDONE, at, reason
            row.undone_by_id = actor.pk if actor else None
            row.save(update_fields=["state", "undone_at", "undone_by", "undo_reason"])
            end()
    except IntegrityError:
        raise Refused(
            _(
                "Ada catatan baru pada TPS dari impor ini sementara pembatalan berjalan. Tidak ada yang diubah; "
                "buka lagi halaman pembatalannya untuk melihat apa saja."
            )
        ) from None
    roster.refresh_from_db()
    return found


def _remove(row: RosterImport, total: int, progress: Progress) -> None:
    """Delete the stations that the import created, with what imports themselves noted about them."""
    with connection.cursor() as cursor:
        cursor.execute(_IDS, undoing.values(row))
        ids = [each[0] for each in cursor.fetchall()]
    for start in range(0, len(ids), BATCH):
        progress(start, total, _("Menghapus TPS yang dibuat impor ini"))
        part = ids[start : start + BATCH]
        for relation in undoing.relations(reports=True):
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": part}).delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM tps_pollingstation WHERE id = ANY(%s)", [part])


def _restore(row: RosterImport, found: undoing.Prospect, progress: Progress) -> None:
    """Give the stations that the import changed or marked the rows that they had before it."""
    with connection.cursor() as cursor:
        cursor.execute(_FORMER, undoing.values(row))
        cursor.execute("ANALYZE roster_former")
        for start in range(0, found.total - found.removed, BATCH):
            progress(found.removed + start, found.total, _("Mengembalikan isi TPS"))
            cursor.execute(_RESTORE, {"start": start, "end": start + BATCH})
        cursor.execute("DROP TABLE roster_former")
