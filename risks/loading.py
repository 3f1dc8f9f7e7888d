"""From a list's bytes to the ledger: parse everything, report, then apply."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import rows
from risks.kinds import Standing
from risks.rows import Error, Row
from risks.staging import Counts, Stage
from tps import tables, workbooks
from tps.loading import villages
from tps.models import Election
from tps.tables import Unreadable

MOST_ROWS = 200_000
STEP = 5000  # rows between two signs of progress
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a list did to the ledger, or would do."""

    read: int
    counts: Counts
    errors: list[Error]
    report: dict[str, Any] = field(default_factory=dict)
    written: bool = False

    def summary(self) -> dict[str, Any]:
        """Give the summary that commands print: counts and every rejected row."""
        return {
            "read": self.read,
            "created": self.counts.created,
            "updated": self.counts.updated,
            "unchanged": self.counts.unchanged,
            "rejected": len(self.errors),
            "errors": [each._asdict() for each in self.errors],
        }


def load(
    file: BinaryIO,
    election: Election,
    source: Agency,
    *,
    actor: User | None,
    at: datetime,
    most_bytes: int,
    write: bool,
    proposal: bool = False,
    within: str = "",
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
    begin: Callable[[], int | None] = lambda: None,
    before_commit: Callable[[Loaded], None] = lambda loaded: None,
) -> Loaded:
    """Read a list of statements of one source; without `write` only say what would happen.

    A proposal is kept without a flag until somebody accepts it. `sheet` names the sheet of a workbook. `progress`
    gets rows done and lines in all, outside any transaction; `begin` runs first inside it and gives the id of the
    ListImport that the rows belong to; `before_commit` runs last and undoes everything by raising. Raises Unreadable
    when the file cannot be taken.
    """
    with workbooks.opened(file, most_bytes, rows.fits, sheet) as (text, table):
        good, errors = _parse(text, table, election, at, within, progress)
    if not good and not errors:
        raise Unreadable(_("Berkas hanya memuat baris judul; tidak ada baris di bawahnya. Tidak ada yang dimuat."))
    read = len(good) + len(errors)
    with acting(actor, "risk.import", place=within, agency=source.code, election=election.code):
        stage = Stage(election.pk, source.pk, standing=Standing.PROPOSED if proposal else Standing.ACCEPTED)
        stage.fill(good, at)
        errors = sorted(errors + stage.match())
        counts = stage.compare()
        report: dict[str, Any] = {
            "picture": stage.picture(),
            "encoding": table.encoding_name,
            "delimiter": table.delimiter_name,
        } | table.origin
        write = write and not (all_or_nothing and errors) and bool(counts.accepted)
        if write:
            opened = stage.write(actor_id=actor.pk if actor else None, at=at, list_id=begin())
            counts = Counts(counts.created, counts.updated, counts.unchanged, opened)
            report["opened"] = opened
        loaded = Loaded(read, counts, errors, report, written=write)
        before_commit(loaded)
    return loaded


def _parse(
    file: BinaryIO, table: tables.Table, election: Election, at: datetime, within: str, progress: Progress
) -> tuple[list[Row], list[Error]]:
    good: list[Row] = []
    errors: list[Error] = []
    total = max(table.lines - table.header_line, 1)
    today = clock.local(at).date()
    parsed = rows.read(tables.records(file, table), table, villages(election), today, within)
    for count, each in enumerate(parsed, 1):
        if count > MOST_ROWS:
            raise Unreadable(_("Berkas memuat lebih dari 200.000 baris. Bagi menjadi beberapa berkas."))
        if isinstance(each, Error):
            errors.append(each)
        else:
            good.append(each)
        if count % STEP == 0:
            progress(count, max(total, count))
    progress(len(good) + len(errors), len(good) + len(errors))
    return good, errors
