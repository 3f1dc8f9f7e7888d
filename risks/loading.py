"""From a list's bytes to the ledger: parse everything, report, then apply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from desk import clock
from desk.accounts.models import User
from desk.agencies.models import Agency
from desk.context import acting
from risks import list_columns, list_naming, list_words, rows
from risks.kinds import Standing
from risks.list_columns import Choices
from risks.rows import Error, Reading
from risks.staging import Counts, Stage, staged
from tps import tables, workbooks
from tps.columns import Column
from tps.loading import EXAMPLES, Recall, examples, villages
from tps.models import Election
from tps.tablefacts import Broken, Table, Unreadable

MOST_ROWS = 200_000
LOOKED_AT = 20  # rows from which it is told what a column holds
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a list did to the ledger, or would do.

    `pending` counts the rows whose names wait for a person's word (list_naming.waiting gives them, as long as the
    stage stands); `named` tells whether names were looked at.
    """

    read: int
    counts: Counts
    errors: list[Error]
    report: dict[str, Any] = field(default_factory=dict)
    written: bool = False
    pending: int = 0
    stage: Stage | None = field(default=None, compare=False, repr=False)
    named: bool = False

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
    mapping: Mapping[str, Column] | None = None,
    choices: Choices = Choices(),  # noqa: B008 — frozen
    recall: Recall = lambda header: {},
    shown: int | None = None,
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
    begin: Callable[[], int | None] = lambda: None,
    before_commit: Callable[[Loaded], None] = lambda loaded: None,
) -> Loaded:
    """Read a list of statements of one source; without `write` only say what would happen.

    `mapping` gives fields their columns; without one `recall` is asked with the header. `choices` is what a person has
    said besides; `shown` the ListImport whose names count as they were shown. A proposal is kept without a flag until
    somebody accepts it. `sheet` names the sheet of a workbook. `progress` gets rows done and lines in all, outside any
    transaction, and may raise to stop; `begin` runs first inside it and gives the id of the ListImport that the rows
    belong to; `before_commit` runs last and undoes everything by raising. Raises Unreadable when the file cannot be
    taken, Unmapped (with what its columns hold) when a person must say which is which.
    """
    standing = Standing.PROPOSED if proposal else Standing.ACCEPTED
    with workbooks.opened(file, most_bytes, list_columns.fits, sheet) as (text, table):
        lines = tables.records(text, table)
        head = list(islice(lines, LOOKED_AT))
        seen = examples(table, head[:EXAMPLES])
        whole = [cells for _number, cells in head if not isinstance(cells, Broken)]
        layout = list_columns.layout(table.header, mapping or recall(table.header), choices, whole, seen)
        today = clock.local(at).date()
        reading = Reading(layout, villages(election), today, within, choices)
        total = table.lines - table.header_line
        read = 0

        def count(done: int) -> None:
            nonlocal read
            read = done
            if read > MOST_ROWS:
                raise Unreadable(_("Berkas memuat lebih dari 200.000 baris. Bagi menjadi beberapa berkas."))
            progress(done, max(total, done))

        with staged(election.pk, source.pk, standing=standing) as stage:
            errors = list(stage.fill(rows.read(chain(head, lines), reading), at, count))
            if not read:
                raise Unreadable(
                    _("Berkas hanya memuat baris judul; tidak ada baris di bawahnya. Tidak ada yang dimuat.")
                )
            with acting(actor, "risk.import", place=within, agency=source.code, election=election.code):
                stage.lock()
                pending, lost = list_naming.settle(stage, within, shown) if choices.names else (0, [])
                errors = sorted([*errors, *lost, *stage.match()])
                counts = stage.compare()
                report = _report(stage, table, reading) | seen | table.origin
                write = write and not (all_or_nothing and errors) and bool(counts.accepted)
                if write:
                    opened = stage.write(actor_id=actor.pk if actor else None, at=at, list_id=begin())
                    counts = Counts(counts.created, counts.updated, counts.unchanged, opened)
                    report["opened"] = opened
                loaded = Loaded(read, counts, errors, report, write, pending, stage, choices.names)
                before_commit(loaded)
    return loaded


def _report(stage: Stage, table: Table, reading: Reading) -> dict[str, Any]:
    """Give what a person should know of a list, as plain data."""
    layout, choices = reading.layout, reading.choices
    return {
        "picture": stage.picture(),
        "encoding": table.encoding_name,
        "delimiter": table.delimiter_name,
        "places": dict(layout.places),
        "columns": {name: layout.column(name) for name in layout.places},
        "words": [
            {"kind": kind, "word": word, "rows": count, "grade": _meaning(choices, kind, word)}
            for (kind, word), count in sorted(reading.words.items())
        ],
    }


def _meaning(choices: Choices, kind: str, word: str) -> str:
    """Give the grade that a word stands for in this list, "" when it stands for none."""
    grade = choices.words.get(f"{kind}|{word}")
    grade = list_words.grade_of(kind, word) if grade is None else grade
    return grade if list_words.belongs(kind, grade) else ""
