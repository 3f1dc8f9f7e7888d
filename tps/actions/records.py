"""Writing down what a roster brought: counts, report, rejected rows, findings and the corrections that stood."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from desk.export import csv_lines
from desk.files.actions import keep
from desk.files.models import StoredFile
from tps import boundaries, findings, kept, misplaced
from tps.columns import FIELDS, Unmapped
from tps.kinds import OF_POSITIONS, OF_VOTERS, FindingKind, ImportState
from tps.loading import Loaded
from tps.models import RosterFinding, RosterImport
from tps.rows import Error

HEAD = 200
# What the check has settled and the loading only repeats.
SETTLED = ("update_auto", "mapping_from")
CSV = "text/csv"


def record(roster: RosterImport, loaded: Loaded, *, at: datetime) -> None:
    """Write down what was found or done; inside the transaction of the loading itself."""
    roster.read = loaded.read
    roster.created = loaded.counts.created
    roster.updated = loaded.counts.updated
    roster.unchanged = loaded.counts.unchanged
    roster.rejected = loaded.rejected
    roster.missing = loaded.report["missing_count"]
    settled = {name: roster.report[name] for name in SETTLED if loaded.written and name in roster.report}
    roster.report = loaded.report | settled | {"unjudged": _unjudged(roster, loaded)}
    roster.update_only = loaded.update_only
    if loaded.layout is not None:
        roster.mapping = {field: loaded.layout.places.get(field) for field in FIELDS}
    roster.errors_head = [error[:4] for error in loaded.errors[:HEAD]]
    replaced = [roster.errors_file] if roster.errors_file else []
    roster.errors_file = _errors_file(roster, loaded.errors, at=at)
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
            "mapping",
            "update_only",
            "errors_head",
            "errors_file",
            "state",
            "applied_at",
            "history_context",
            "refusal",
        ]
    )
    _discard([*replaced, *_findings(roster, loaded, at=at)])


def refuse(roster: RosterImport, refusal: Exception, states: Sequence[ImportState]) -> None:
    """Note that the file as a whole cannot be taken, why, and what its columns hold if a person can say more."""
    report = refusal.seen if isinstance(refusal, Unmapped) else {}
    rows = RosterImport.objects.filter(pk=roster.pk, state__in=states)
    rows.update(state=ImportState.REFUSED, refusal=str(refusal), report=report)


def _unjudged(roster: RosterImport, loaded: Loaded) -> dict[str, str]:
    """Give for each kind of finding that nobody could look for what is lacking: no list is not an empty one."""
    has = loaded.layout.places if loaded.layout else {}
    found: dict[FindingKind, str] = {}
    if "latitude" not in has:
        found |= dict.fromkeys(OF_POSITIONS, "no-positions")
    elif not boundaries.marks(roster.election.polling_date):
        found[FindingKind.OUTSIDE] = "no-boundaries"
    if not any(field.startswith("voters") for field in has):
        found |= dict.fromkeys(OF_VOTERS, "no-voters")
    return {str(kind): lack for kind, lack in found.items()}


def _empty(loaded: Loaded) -> set[str]:
    """Give the kinds that the report's own counts show to be empty: asking again would cost a look at every row."""
    counts = {
        FindingKind.GAP: loaded.report["gaps_count"],
        FindingKind.OLD_CODE: len(loaded.report["old_codes"]),
        FindingKind.SPECIAL: loaded.report["special"],
    }
    positions = {} if loaded.report["placed"] else dict.fromkeys(OF_POSITIONS, 0)
    return {str(kind) for kind, count in (counts | positions).items() if not count}


def _findings(roster: RosterImport, loaded: Loaded, *, at: datetime) -> list[StoredFile]:
    """Keep the lists of what an officer should look at; gives the files of an earlier check, which they replace."""
    if loaded.stage is None:
        return []
    old = [finding.file for finding in roster.findings.select_related("file")]
    roster.findings.all().delete()
    more = misplaced.lists(roster.election.polling_date)
    limit, idle = roster.election.voter_limit, {*roster.report["unjudged"], *_empty(loaded)}
    found = findings.collect(loaded.stage, loaded.errors, limit=limit, more=more, idle=idle)
    for each in found:
        name = f"{each.kind}-{roster.pk}.csv"
        stored = keep(File(each.file, name=name), name, actor=roster.uploaded_by, at=at, content_type=CSV)
        RosterFinding.objects.create(roster=roster, kind=each.kind, count=each.count, head=each.head, file=stored)
    if loaded.report["kept"] or roster.kept.exists():
        kept.remember(loaded.stage, roster.pk)
    if loaded.written and loaded.counts.held:
        kept.outdate(loaded.stage, roster.pk)
    return old


def _errors_file(roster: RosterImport, errors: list[Error], *, at: datetime) -> StoredFile | None:
    """Keep the rejected rows as a CSV file in which no cell is a formula; None when there are none."""
    if not errors:
        return None
    header = [_("baris"), _("kolom"), _("nilai"), _("alasan")]
    with tempfile.TemporaryFile() as file:
        for chunk in csv_lines(header, (error[:4] for error in errors)):
            file.write(chunk.encode())
        name = f"ditolak-{roster.pk}.csv"
        return keep(File(file, name=name), name, actor=roster.uploaded_by, at=at, content_type=CSV)


def _discard(files: Sequence[StoredFile]) -> None:
    """Let go of lists that later ones replace; their bytes go once the change stands."""
    for stored in files:
        stored.delete()
        transaction.on_commit(partial(stored.file.storage.delete, str(stored.file.name)))
