"""From a roster's bytes to the stations of an election: parse everything, report, then apply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from desk.context import Actor, acting
from tps import codes, columns, kept, quality, rows, tables, updates, workbooks
from tps.columns import Column, Layout, Unmapped
from tps.kinds import Level
from tps.models import Election, Region, RegionAlias
from tps.rows import Error
from tps.samples import samples
from tps.spread import around
from tps.staging import Counts, Drawn, Stage, staged
from tps.tables import Broken, Table, Unreadable

MOST_ERRORS = 100_000
EXAMPLES, LONGEST_EXAMPLE = 3, 40
Recall = Callable[[Sequence[str]], Mapping[str, Column]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a roster did to the stations of its election, or would do."""

    read: int
    counts: Counts
    errors: list[Error]
    report: dict[str, Any] = field(default_factory=dict)
    written: bool = False
    context: UUID | None = None
    layout: Layout | None = None
    update_only: bool = False
    stage: Stage | None = field(default=None, compare=False, repr=False)

    @property
    def rejected(self) -> int:
        """Give the number of rows that were not taken."""
        return len(self.errors)

    def summary(self) -> dict[str, Any]:
        """Give the summary that commands print: counts and every rejected row."""
        return {
            "read": self.read,
            "created": self.counts.created,
            "updated": self.counts.updated,
            "unchanged": self.counts.unchanged,
            "rejected": self.rejected,
            "errors": [
                {"row": each.row, "field": each.field, "value": each.value, "reason": each.reason}
                for each in self.errors
            ],
        }


def load(
    file: BinaryIO,
    election: Election,
    *,
    actor: Actor | None,
    at: datetime,
    most_bytes: int,
    write: bool,
    roster: int | None = None,
    mapping: Mapping[str, Column] | None = None,
    recall: Recall = lambda header: {},
    update_only: bool | None = None,
    within: str = "",
    sheet: str = "",
    all_or_nothing: bool = False,
    progress: Progress = lambda done, total: None,
    before_commit: Callable[[Loaded], None] = lambda loaded: None,
) -> Loaded:
    """Read a roster into an election; without `write` only say what would happen.

    `mapping` gives fields their columns; without one `recall` is asked with the header. With `update_only` rows of
    unknown stations are refused and none becomes missing; None lets the columns of the file decide.
    `roster` is the id of the import as which the file is loaded: new stations and the history carry it.
    `sheet` names the sheet of a workbook ("": the one that fits). `within` is the dotted region code outside which
    rows are refused. `progress` gets rows done and lines in all, outside any transaction, and may raise to stop.
    `before_commit` runs last inside the transaction: what it raises undoes everything. Raises Unreadable when the
    file as a whole cannot be taken, Unmapped (with what its columns hold) when a person must say which is which.
    """
    with workbooks.opened(file, most_bytes, columns.fits(mapping), sheet) as (text, table):
        lines = tables.records(text, table)
        head = list(islice(lines, EXAMPLES))
        seen = examples(table, head)
        whole = [cells for _number, cells in head if not isinstance(cells, Broken)]
        known = mapping or recall(table.header) or columns.by_content(table.header, whole)
        layout = _layout(table, known, seen)
        parsed = rows.read(chain(head, lines), table, layout, villages(election), within)
        total = table.lines - table.header_line
        read = 0

        def count(done: int) -> None:
            nonlocal read
            read = done
            progress(done, max(total, done))

        with staged(election.pk) as stage:
            errors = []
            for error in stage.fill(parsed, drawers(), count):
                errors.append(error)
                if len(errors) > MOST_ERRORS:
                    raise Unreadable(_("Lebih dari 100.000 baris ditolak; berkas ini agaknya bukan daftar TPS."))
            if not read:
                raise Unreadable(
                    _("Berkas hanya memuat baris judul; tidak ada TPS di bawahnya. Tidak ada yang dimuat.")
                )
            with acting(actor, "tps.import", place=within, election=election.code, roster=roster) as context:
                stage.lock()
                updating = layout.updates_alone and updates.known_any(stage) if update_only is None else update_only
                if updating:
                    updates.respell(stage)
                    errors += updates.reject_unknown(stage, MOST_ERRORS - len(errors))
                errors = sorted(errors + stage.reject())
                missing = [] if updating else stage.missing()
                write = write and not (all_or_nothing and errors)
                counts = stage.write(roster) if write else stage.plan()
                if write:
                    stage.mark_missing([station for station, _code, new in missing if new], at)
                report = quality.report(stage, table, layout, counts, errors, missing) | seen | table.origin
                report |= {
                    "update_only": updating,
                    "update_auto": update_only is None,
                    "kept": kept.counts(stage) if counts.held else {},
                }
                if not write:
                    report |= samples(stage)
                loaded = Loaded(read, counts, errors, report, write, context, layout, updating, stage)
                before_commit(loaded)
    return loaded


def examples(table: Table, head: Sequence[tuple[int, list[str] | Broken]]) -> dict[str, Any]:
    """Give header and first values of each column, short and printable, for the person who says what they hold."""
    cells = [each for _number, each in head if not isinstance(each, Broken)]
    return {
        "header": [_short(name) for name in table.header],
        "values": [[_short(row[place]) for row in cells] for place in range(len(table.header))],
    }


def _short(text: str) -> str:
    text = " ".join(text.replace("\0", "␀").split())
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"


def _layout(table: Table, mapping: Mapping[str, Column], seen: dict[str, Any]) -> Layout:
    try:
        return columns.layout(table.header, mapping)
    except Unmapped as refusal:
        raise Unmapped(str(refusal), seen | {"places": refusal.places}) from None


def villages(election: Election) -> dict[str, str]:
    """Map undotted village codes to today's dotted ones, with the old codes that held on the polling day.

    An old code whose days nobody knows counts as long as no village of today has that code.
    """
    known = Region.objects.at_level(Level.VILLAGE).values_list("pk", flat=True)
    found = {codes.plain(code): code for code in known}
    aliases = RegionAlias.objects.values_list("old_code", "region_id", "valid_from", "valid_until")
    for old, code, starts, ends in aliases:
        day = election.polling_date
        if (starts and day < starts) or (ends and day > ends):
            continue
        if starts or ends:
            found[codes.plain(old)] = code
        else:
            found.setdefault(codes.plain(old), code)
    return found


def drawers() -> dict[str, Drawn]:
    """Give for each district with a centre where its stations without a position are drawn."""
    centres = Region.objects.at_level(Level.DISTRICT).filter(latitude__isnull=False, longitude__isnull=False)
    return {code: around(north, east) for code, north, east in centres.values_list("pk", "latitude", "longitude")}
