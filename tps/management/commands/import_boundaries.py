"""Load official boundaries from a file, as the page does, without the job."""

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from tps.actions.boundaries import load_file, wanted
from tps.boundary_loading import Examined
from tps.kinds import Level
from tps.management.progress import Bar
from tps.models import BoundarySet
from tps.vectors import Unreadable


class Command(BaseCommand):
    """Load the good boundaries of a file and list the rejected ones; the same file twice changes nothing."""

    help = (
        "Load boundaries (GeoJSON, zipped Shapefile, GeoPackage, KML; any coordinate system). Exit status: 0 when "
        "boundaries were loaded or already there, 1 when nothing could be, 2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, help="the file, at most 100 MB")
        parser.add_argument("--level", choices=Level.values, default="", help="take only this level (default: by code)")
        parser.add_argument("--code-field", default="", metavar="FIELD", help="column of the codes (default: guessed)")
        parser.add_argument("--crs", default="", metavar="EPSG:N", help="coordinate system where the file names none")
        parser.add_argument("--valid-from", default="", metavar="DATE", help="first day (YYYY-MM-DD; default: today)")
        parser.add_argument("--source", default="", metavar="TEXT", help="whose boundaries these are; shown on the map")
        parser.add_argument("--licence", default="", metavar="TEXT", help="under which terms; shown on the map")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="load nothing if any feature is rejected")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and report."""
        wish = self._wish(options)
        bar = Bar(sys.stderr, "import_boundaries")
        try:
            with options["file"].open("rb") as file:
                found, written = load_file(
                    file,
                    wish,
                    name=options["file"].name,
                    at=clock.now(),
                    write=not options["dry_run"],
                    all_or_nothing=options["all_or_nothing"],
                    progress=lambda done, total, message: bar.show(done, total),
                )
        except OSError as error:
            self._refuse(options, f"{options['file']}: {error.strerror}")
        except Unreadable as refusal:
            self._refuse(options, str(refusal))
        finally:
            bar.end()
        refused = options["all_or_nothing"] and bool(found.matched.errors)
        self._report(found, options, refused=refused and not options["dry_run"], written=written)
        if not found.matched.pieces or (refused and not options["dry_run"]):
            sys.exit(1)

    def _wish(self, options: dict[str, Any]) -> BoundarySet:
        crs = options["crs"].upper()
        if crs and not re.fullmatch(r"EPSG:\d{4,6}", crs):
            raise CommandError(f"--crs {options['crs']}: write EPSG:NUMBER, for example EPSG:32748.", returncode=2)
        try:
            day = (
                date.fromisoformat(options["valid_from"]) if options["valid_from"] else clock.local(clock.now()).date()
            )
        except ValueError as error:
            raise CommandError(f"--valid-from {options['valid_from']}: write YYYY-MM-DD.", returncode=2) from error
        return wanted(
            level=options["level"],
            code_field=options["code_field"],
            crs=crs,
            valid_from=day,
            source=options["source"][:200],
            licence=options["licence"][:200],
        )

    def _refuse(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            nothing = {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
            errors = [{"row": None, "field": "", "value": "", "reason": sentence}]
            self.stdout.write(json.dumps({**nothing, "errors": errors}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(1)

    def _report(self, found: Examined, options: dict[str, Any], *, refused: bool, written: bool) -> None:
        summary = found.summary()
        if refused:
            summary |= {"created": 0, "updated": 0, "unchanged": 0}
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for error in found.matched.errors[:200]:
            self.stdout.write(f"{error['row']}\t{error['field']}\t{error['value']}\t{error['reason']}")
        words = ("read", "created", "updated", "unchanged", "rejected")
        self.stdout.write(", ".join(f"{word} {summary[word]}" for word in words))
        for note in summary["notes"]:
            self.stdout.write(note)
        self.stdout.write(f"code field {summary['code_field']}, repaired {summary['repaired']['count']}")
        for level, pairs in summary["neighbours"].items():
            over, gaps = pairs["overlaps"], pairs["gaps"]
            self.stdout.write(
                f"{level}: {over['count']} overlaps ({over['km2']} km²), {gaps['count']} gaps ({gaps['km2']} km²)"
            )
        for each in summary["levels"]:
            self.stdout.write(f"{each['level']}: {each['found']} in the file, {each['missing']} of the regions without")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        elif refused:
            self.stdout.write("Nothing was loaded: --all-or-nothing, and there are rejected features.")
        elif not written:
            self.stdout.write("Nothing to load: all of it is in force already.")
