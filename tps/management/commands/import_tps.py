"""Load a roster of stations from a file, as the page does, without the job."""

import json
import sys
from argparse import BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.agencies.models import Agency
from desk.files.actions import whole
from desk.files.copies import Unsteady, steady
from desk.files.room import NoRoom, room
from tps.actions.rosters import load_file
from tps.columns import FIELDS
from tps.loading import Loaded
from tps.management.progress import Bar
from tps.models import Election
from tps.tables import Unreadable


class Command(BaseCommand):
    """Load the good rows of a roster and list the rejected ones; the same file twice changes nothing."""

    help = (
        "Load a roster of polling stations (CSV or XLSX in KPU's shape). Exit status: 0 when rows were loaded or "
        "already there, 1 when nothing could be, 2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, help="CSV or XLSX file, at most 128 MB")
        parser.add_argument("--sheet", metavar="NAME", default="", help="sheet to read (default: the one that fits)")
        parser.add_argument("--election", metavar="CODE", default="", help="election (default: the current one)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"take a field from a column of another name; fields: {', '.join(FIELDS)}",
        )
        parser.add_argument(
            "--source",
            metavar="AGENCY",
            default="",
            help="code of the agency the file comes from: columns given by --map are remembered for its next file",
        )
        parser.add_argument(
            "--update-only",
            action=BooleanOptionalAction,
            default=None,
            help="refuse stations that are not there yet and mark none as missing (default: as the columns say)",
        )
        parser.add_argument("--all-or-nothing", action="store_true", help="load nothing if any row is rejected")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and report."""
        election = self._election(options["election"])
        mapping = self._mapping(options["map"])
        source = self._source(options["source"])
        bar = Bar(sys.stderr, "import_tps")
        try:
            with room(), whole(), steady(options["file"], settings.IMPORT_COMMAND_BYTES) as file:
                loaded = load_file(
                    file,
                    options["file"].name,
                    election,
                    actor=None,
                    at=clock.now(),
                    most_bytes=settings.IMPORT_COMMAND_BYTES,
                    write=not options["dry_run"],
                    source=source,
                    mapping=mapping,
                    update_only=options["update_only"],
                    sheet=options["sheet"],
                    all_or_nothing=options["all_or_nothing"],
                    progress=bar.show,
                )
        except OSError as error:
            self._refuse(options, f"{options['file']}: {error.strerror}")
        except (Unreadable, Unsteady, NoRoom) as refusal:
            self._refuse(options, str(refusal))
        finally:
            bar.end()
        self._report(loaded, options)
        nothing = not loaded.counts.accepted or (not loaded.written and not options["dry_run"])
        if nothing:
            sys.exit(1)

    def _election(self, code: str) -> Election:
        found = (Election.objects.filter(code=code) if code else Election.objects.running()).first()
        if found is None:
            known = ", ".join(Election.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No election {code or '(current)'}. Known: {known}.", returncode=2)
        return found

    def _source(self, code: str) -> Agency | None:
        if not code:
            return None
        found = Agency.objects.filter(code=code.lower()).first()
        if found is None:
            known = ", ".join(Agency.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No agency {code}. Known: {known}.", returncode=2)
        return found

    def _mapping(self, given: list[str]) -> dict[str, str]:
        mapping = {}
        for each in given:
            name, _sep, column = each.partition("=")
            if name not in FIELDS or not column:
                raise CommandError(f"--map {each}: write FIELD=COLUMN; fields: {', '.join(FIELDS)}.", returncode=2)
            mapping[name] = column
        return mapping

    def _refuse(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            nothing = {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
            errors = [{"row": None, "field": "", "value": "", "reason": sentence}]
            self.stdout.write(json.dumps({**nothing, "errors": errors}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(1)

    def _report(self, loaded: Loaded, options: dict[str, Any]) -> None:
        summary = loaded.summary()
        if not loaded.written and not options["dry_run"]:
            summary |= {"created": 0, "updated": 0, "unchanged": 0}
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for error in loaded.errors[:200]:
            self.stdout.write(f"{error.row}\t{error.field}\t{error.value}\t{error.reason}")
        if loaded.rejected > 200:
            self.stdout.write(f"… {loaded.rejected - 200} more; --json lists them all")
        words = ("read", "created", "updated", "unchanged", "rejected")
        self.stdout.write(", ".join(f"{word} {summary[word]}" for word in words))
        self.stdout.write(f"missing {loaded.report['missing_count']}, positions kept {loaded.report['kept_positions']}")
        if loaded.update_only:
            self.stdout.write("Only stations that were there were updated; unknown ones were rejected.")
        if kept := sum(loaded.report["kept"].values()):
            self.stdout.write(f"Corrections by hand kept against the file: {kept}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        elif not loaded.written:
            self.stdout.write("Nothing was loaded: --all-or-nothing, and there are rejected rows.")
