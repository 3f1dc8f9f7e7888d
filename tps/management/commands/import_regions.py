"""Load regions of any level from a list of codes and names."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from desk import clock
from desk.files.copies import Unsteady, steady
from desk.files.room import NoRoom, room
from tps import workbooks
from tps.actions.regions import Change, Named, load_names
from tps.columns import normal
from tps.management.progress import Bar
from tps.tables import Broken, Table, Unreadable, records

CODES = ("code", "kode", "kode_wilayah", "id")
NAMES = ("name", "nama", "nama_wilayah")


class Command(BaseCommand):
    """Create regions and rename those whose name differs; the same file twice changes nothing."""

    help = (
        "Load regions (CSV or XLSX with the columns code and name, any level, dotted or undotted codes). "
        "Exit status: 0 when regions were loaded or already there, 1 when nothing could be, 2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, help="CSV or XLSX file, at most 128 MB")
        parser.add_argument("--sheet", metavar="NAME", default="", help="sheet to read (default: the one that fits)")
        parser.add_argument("--all-or-nothing", action="store_true", help="load nothing if any row is rejected")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and report."""
        broken: list[dict[str, Any]] = []
        bar = Bar(sys.stderr, "import_regions")
        try:
            with room(), steady(options["file"], settings.IMPORT_COMMAND_BYTES) as file:
                most = settings.IMPORT_COMMAND_BYTES
                with workbooks.opened(file, most, _fits, options["sheet"]) as (text, table):
                    rows = _rows(text, table, broken, bar)
                    change = load_names(rows, actor=None, at=clock.now(), all_or_nothing=options["all_or_nothing"])
        except OSError as error:
            change = _refused(f"{options['file']}: {error.strerror}")
        except (Unreadable, Unsteady, NoRoom) as refusal:
            change = _refused(str(refusal))
        finally:
            bar.end()
        change.errors = sorted(change.errors + broken, key=lambda each: each["row"] or 0)
        change.read += len(broken)
        summary = change.summary()
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
        else:
            for each in change.errors[:200]:
                self.stdout.write(f"{each['row'] or ''}\t{each['field']}\t{each['value']}\t{each['reason']}")
            words = ("read", "created", "updated", "unchanged", "rejected")
            self.stdout.write(", ".join(f"{word} {summary[word]}" for word in words))
        if not (change.created or change.updated or change.unchanged):
            sys.exit(1)


def _fits(header: Sequence[str]) -> int:
    return len({normal(name) for name in header} & {*CODES, *NAMES})


def _rows(file: BinaryIO, table: Table, broken: list[dict[str, Any]], bar: Bar) -> Iterator[Named]:
    names = [normal(name) for name in table.header]
    code = next((names.index(each) for each in CODES if each in names), None)
    name = next((names.index(each) for each in NAMES if each in names), None)
    if code is None or name is None:
        raise Unreadable(
            _("Baris judul harus memuat kolom code dan name; yang terbaca: %(header)s.")
            % {"header": ", ".join(table.header)[:300]}
        )
    for count, (number, cells) in enumerate(records(file, table), 1):
        if isinstance(cells, Broken):
            broken.append({"row": number, "field": "", "value": "", "reason": cells.reason})
        elif "\0" in cells[code] + cells[name]:
            broken.append({"row": number, "field": "", "value": "", "reason": _("Sel memuat karakter NUL.")})
        else:
            yield Named(number, cells[code], cells[name])
        if count % 2000 == 0:
            bar.show(count, table.lines)


def _refused(sentence: str) -> Change:
    return Change(errors=[{"row": None, "field": "", "value": "", "reason": sentence}])
