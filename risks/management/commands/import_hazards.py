"""Find which stations lie in the zones of a file, and with --apply write that down as statements of their source."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.agencies.models import Agency
from desk.files.copies import Unsteady, steady
from desk.files.room import NoRoom, room
from risks import rules, zone_stations
from risks.actions.zone_loads import load_file
from risks.kinds import Grade, Kind
from risks.models import HazardLayer
from risks.staging import Counts
from risks.zone_forms import USUAL_RADIUS
from risks.zone_loading import Examined
from risks.zone_shapes import MOST_RADIUS
from tps.management.progress import Bar
from tps.models import Election
from tps.vectors import Unreadable


class Command(BaseCommand):
    """Join polygons or points to stations; only --apply writes, and the same file twice changes nothing."""

    help = (
        "Find which stations lie in hazard zones (GeoJSON, zipped Shapefile, GeoPackage, KML; polygons or points) and "
        "say which observations that makes. --apply writes them; adverse grades open or join a reported risk. Exit "
        "status: 0 when stations lie inside, 1 when nothing could be read or none does, 2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, help="file of zones, at most 100 MB")
        parser.add_argument("--kind", required=True, choices=Kind.values, help="kind of risk")
        parser.add_argument("--source", metavar="AGENCY", required=True, help="code of the agency that says so")
        parser.add_argument("--election", metavar="CODE", default="", help="election (default: the current one)")
        parser.add_argument("--name", default="", help="name of the zones (default: the file's name)")
        parser.add_argument("--grade", choices=Grade.values, default="", help="one grade for all zones")
        parser.add_argument("--grade-field", metavar="COLUMN", default="", help="column that holds each zone's grade")
        parser.add_argument(
            "--radius", type=int, default=USUAL_RADIUS, help="metres round points (default: %(default)s)"
        )
        parser.add_argument("--crs", default="", help="coordinate system where the file names none, e.g. EPSG:32748")
        parser.add_argument("--date", default="", help="day of which the zones speak (default: today), e.g. 2024-01-25")
        parser.add_argument("--apply", action="store_true", help="write the observations")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Join the file and report."""
        layer = self._layer(options)
        bar = Bar(sys.stderr, "import_hazards")
        try:
            with room(), steady(options["file"], settings.IMPORT_COMMAND_BYTES) as file:
                found, counts, written = load_file(
                    file,
                    layer,
                    name=options["file"].name,
                    at=clock.now(),
                    write=options["apply"],
                    progress=lambda done, total, _message: bar.show(done, total),
                )
        except OSError as error:
            self._refuse(options, f"{options['file']}: {error.strerror}")
        except (Unreadable, Unsteady, NoRoom) as refusal:
            self._refuse(options, str(refusal))
        finally:
            bar.end()
        self._report(layer, found, counts, options, written=written)
        if not found.inside:
            sys.exit(1)

    def _layer(self, options: dict[str, Any]) -> HazardLayer:
        if options["grade"]:
            try:
                rules.check_grade(options["kind"], options["grade"])
            except rules.Refused as refusal:
                raise CommandError(str(refusal), returncode=2) from None
        if options["grade"] and options["grade_field"]:
            raise CommandError("--grade and --grade-field exclude each other.", returncode=2)
        if not 1 <= options["radius"] <= MOST_RADIUS:
            raise CommandError(f"--radius is between 1 and {MOST_RADIUS} metres.", returncode=2)
        today = clock.local(clock.now()).date()
        try:
            day = date.fromisoformat(options["date"]) if options["date"] else today
        except ValueError:
            day = date.max
        if day > today:
            raise CommandError(f"--date {options['date']} is no day up to today ({today}).", returncode=2)
        return HazardLayer(
            election=self._election(options["election"]),
            source=self._source(options["source"]),
            kind=options["kind"],
            name=(options["name"] or options["file"].stem)[:120],
            grade=options["grade"],
            grade_field=options["grade_field"],
            radius=options["radius"],
            crs=options["crs"],
            observed_on=day,
        )

    def _election(self, code: str) -> Election:
        found = (Election.objects.filter(code=code) if code else Election.objects.running()).first()
        if found is None:
            known = ", ".join(Election.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No election {code or '(current)'}. Known: {known}.", returncode=2)
        return found

    def _source(self, code: str) -> Agency:
        found = Agency.objects.by_code(code).first()
        if found is None:
            known = ", ".join(Agency.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No agency {code}. Known: {known}.", returncode=2)
        return found

    def _refuse(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            nothing = {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
            errors = [{"row": None, "field": "", "value": "", "reason": sentence}]
            self.stdout.write(json.dumps({**nothing, "errors": errors}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(1)

    def _report(
        self, layer: HazardLayer, found: Examined, counts: Counts, options: dict[str, Any], *, written: bool
    ) -> None:
        unplaced = sum(zone_stations.unplaced(layer.election_id).values())
        summary = {
            "read": found.read,
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": len(found.errors),
            "errors": found.errors,
            "zones": len(found.zones),
            "stations": {"inside": found.inside, "unplaced": unplaced},
            "version": layer.version,
            "change": found.report["change"],
            "notes": found.report["notes"],
            "opened": counts.opened,
            "applied": written,
        }
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for error in found.errors[:200]:
            self.stdout.write(f"{error['row']}\t{error['field']}\t{error['value']}\t{error['reason']}")
        for note in (*found.report["notes"], found.refusal):
            if note:
                self.stdout.write(note)
        words = ("read", "created", "updated", "unchanged", "rejected")
        self.stdout.write(", ".join(f"{word} {summary[word]}" for word in words))
        self.stdout.write(f"stations inside {found.inside}, without a real position and not checked {unplaced}")
        if not options["apply"]:
            self.stdout.write("Dry run: nothing was changed; --apply writes the observations.")
        elif written:
            self.stdout.write(f"risks opened {counts.opened}")
        else:
            self.stdout.write("Nothing was new.")
