"""What is written down of a list: counts, rows that were not taken, names that wait, or why it was refused."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import merge

from django.core.files.base import File
from django.utils.translation import gettext as _

from desk.export import csv_lines
from desk.files.actions import keep
from desk.files.models import StoredFile
from risks import list_naming
from risks.loading import Loaded
from risks.models import ListImport
from risks.rows import Error
from tps.columns import Unmapped
from tps.kinds import ImportState

HEAD = 200
# What the check has settled and the loading only repeats.
SETTLED = ("mapping_from",)
RECORDED = (
    "read",
    "created",
    "updated",
    "unchanged",
    "rejected",
    "pending",
    "report",
    "errors_head",
    "errors_file",
    "state",
    "applied_at",
    "refusal",
)


def record(made: ListImport, loaded: Loaded, *, at: datetime) -> None:
    """Write down what was found or done; inside the transaction of the loading itself."""
    again = made.observations.count() - loaded.counts.created if loaded.written and made.applied_at else 0
    made.read = loaded.read
    made.created, made.updated = loaded.counts.created + again, loaded.counts.updated
    made.unchanged, made.rejected = loaded.counts.unchanged - again, len(loaded.errors)
    made.pending = loaded.pending
    settled = {name: made.report[name] for name in SETTLED if loaded.written and name in made.report}
    made.report = loaded.report | settled
    made.errors_head = [list(error) for error in loaded.errors[:HEAD]]
    waiting = list_naming.waiting(loaded.stage) if loaded.stage is not None and loaded.pending else ()
    made.errors_file = _errors_file(made, merge(loaded.errors, waiting), at=at) if loaded.errors or waiting else None
    if loaded.stage is not None and loaded.named:
        list_naming.keep(loaded.stage, made.pk)
    made.refusal = ""
    if loaded.written:
        made.state, made.applied_at = ImportState.APPLIED, at
    elif loaded.counts.accepted or loaded.pending:
        made.state = ImportState.CHECKED
    else:
        made.state = ImportState.REFUSED
        made.refusal = _("Tidak ada satu baris pun yang dapat dimuat. Daftar di bawah menyebutkan alasannya.")
    made.save(update_fields=RECORDED)


def refuse(made: ListImport, refusal: Exception, states: Sequence[ImportState]) -> None:
    """Note that the file as a whole cannot be taken, why, and what its columns hold if a person can say more."""
    rows = ListImport.objects.filter(pk=made.pk, state__in=states)
    if made.applied_at:
        rows.update(state=ImportState.APPLIED, refusal=str(refusal))
        return
    report = refusal.seen if isinstance(refusal, Unmapped) else {}
    rows.update(state=ImportState.REFUSED, refusal=str(refusal), report=report)


def _errors_file(made: ListImport, errors: Iterable[Error], *, at: datetime) -> StoredFile:
    header = (_("baris"), _("kolom"), _("isi"), _("alasan"))
    with tempfile.TemporaryFile() as file:
        for chunk in csv_lines(header, errors):
            file.write(chunk.encode())
        name = f"{_('baris-ditolak')}-{made.pk}.csv"
        return keep(File(file, name=name), name, actor=made.uploaded_by, at=at, content_type="text/csv")
