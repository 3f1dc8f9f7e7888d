"""Load a list of sightings of result forms from a file."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.agencies.models import Agency
from desk.files.copies import Unsteady, steady
from desk.recap.lists.loading import Loaded, load
from tps.management.progress import Bar
from tps.models import Election
from tps.tables import Unreadable


class Command(BaseCommand):
    """Load the good rows of a list and say what is wrong with the others; the same file twice changes nothing."""

    help = (
        "Load a list of sightings (CSV or XLSX with kode_tps, jenis, keadaan, dilihat and optionally catatan, "
        "nomor_izin, uuid). Exit status: 0 when rows were loaded or already there, 1 when nothing could be, "
        "2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, help="CSV or XLSX file")
        parser.add_argument("--sheet", metavar="NAME", default="", help="sheet to read (default: the one that fits)")
        parser.add_argument("--source", metavar="AGENCY", default="", help="code of the agency that says so")
        parser.add_argument("--election", metavar="CODE", default="", help="election (default: the current one)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="load nothing if any row is rejected")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and report."""
        code = options["election"]
        election = (Election.objects.filter(code=code) if code else Election.objects.running()).first()
        if election is None:
            known = ", ".join(Election.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No election {code or '(current)'}. Known: {known}.", returncode=2)
        source = Agency.objects.by_code(options["source"]).first() if options["source"] else None
        if options["source"] and source is None:
            raise CommandError(f"No agency {options['source']}.", returncode=2)
        bar = Bar(sys.stderr, "import_sightings")
        try:
            with steady(options["file"], settings.IMPORT_COMMAND_BYTES) as file:
                loaded = load(
                    file,
                    election,
                    actor=None,
                    at=clock.now(),
                    most_bytes=settings.IMPORT_COMMAND_BYTES,
                    write=not options["dry_run"],
                    source=source,
                    sheet=options["sheet"],
                    all_or_nothing=options["all_or_nothing"],
                    progress=bar.show,
                )
        except OSError as error:
            self._refuse(options, f"{options['file']}: {error.strerror}")
        except (Unreadable, Unsteady) as refusal:
            self._refuse(options, str(refusal))
        finally:
            bar.end()
        self._report(loaded, options)
        if not (loaded.created or loaded.unchanged) or (not loaded.written and not options["dry_run"]):
            sys.exit(1)

    def _refuse(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            error = {"row": None, "field": "", "value": "", "reason": sentence}
            self.stdout.write(json.dumps(Loaded().summary() | {"errors": [error]}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(1)

    def _report(self, loaded: Loaded, options: dict[str, Any]) -> None:
        summary = loaded.summary()
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for error in loaded.errors[:200]:
            self.stdout.write(f"{error.row}\t{error.field}\t{error.value}\t{error.reason}")
        if len(loaded.errors) > 200:
            self.stdout.write(f"… {len(loaded.errors) - 200} more; --json lists them all")
        words = ("read", "created", "updated", "unchanged", "rejected", "forms")
        self.stdout.write(", ".join(f"{word} {summary[word]}" for word in words))
        if not loaded.written:
            self.stdout.write("Dry run: nothing was changed." if options["dry_run"] else "Nothing was loaded.")
