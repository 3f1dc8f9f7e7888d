"""Read Sirekap's files from a folder, a zip or a list of addresses, as the page does, without the job."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.files.copies import Unsteady, steady
from desk.recap.models import SirekapAddress, SirekapReading
from desk.recap.sirekap import actions, asking, sources
from desk.recap.sirekap.kinds import Way
from tps.management.progress import Bar
from tps.models import Election, Race

NUMBERS = ("read", "created", "unchanged", "empty", "rejected", "odd", "failed")


class Command(BaseCommand):
    """Read what Sirekap shows; the same content twice changes nothing, and no number of votes is kept."""

    help = (
        "Read Sirekap's per-station JSON files (named by the 13-digit station code) from a folder, a .zip, or a .txt "
        "with one address a line. Off unless DESK_SIREKAP is set. Exit status: 0 when something was read, 1 when "
        "nothing could be, 2 for wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("path", type=Path, help="folder, .zip, or .txt with addresses of allowed hosts")
        parser.add_argument("--election", metavar="CODE", default="", help="election (default: the current one)")
        parser.add_argument("--race", metavar="CODE", default="", help="ballot of all files (default: by folder)")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and report."""
        election = self._election(options["election"])
        race = self._race(election, options["race"])
        path: Path = options["path"]
        bar = Bar(sys.stderr, "import_sirekap")
        way = Way.FOLDER if path.is_dir() else Way.URLS if path.suffix == ".txt" else Way.ZIP
        try:
            actions.ensure_on()
            row = self._read(election, race, path, way, bar)
        except actions.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except OSError as error:
            self._refuse(options, f"{path}: {error.strerror}")
        except (sources.Unreadable, Unsteady) as refusal:
            self._refuse(options, str(refusal))
        finally:
            bar.end()
        self._report(row, options)
        if not row.read - row.rejected:
            sys.exit(1)

    def _read(self, election: Election, race: Race | None, path: Path, way: Way, bar: Bar) -> SirekapReading:
        at = clock.now()
        if way is Way.URLS:
            urls = sources.addresses(path.read_text(encoding="utf-8", errors="replace"), settings.DESK_SIREKAP_MOST)
            row = actions.begin(election, way=way, race=race, actor=None, at=at)
            SirekapAddress.objects.bulk_create(
                [SirekapAddress(election=election, url=url[:400], due_at=at) for url in urls], ignore_conflicts=True
            )
            pieces = asking.ask(row, urls, at=at, pause=time.sleep)
            return actions.take(row, pieces, at=at, progress=lambda done: bar.show(done, len(urls)))
        if way is Way.FOLDER:
            total, entries = sources.folder(path)
            row = actions.begin(election, way=way, race=race, actor=None, at=at)
            return actions.take(row, entries, at=at, progress=lambda done: bar.show(done, total))
        with steady(path, settings.IMPORT_COMMAND_BYTES) as copy:
            total, entries = sources.archive(copy)
            row = actions.begin(election, way=way, race=race, actor=None, at=at)
            return actions.take(row, entries, at=at, progress=lambda done: bar.show(done, total))

    def _election(self, code: str) -> Election:
        found = (Election.objects.filter(code=code) if code else Election.objects.running()).first()
        if found is None:
            known = ", ".join(Election.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No election {code or '(current)'}. Known: {known}.", returncode=2)
        return found

    def _race(self, election: Election, code: str) -> Race | None:
        if not code:
            return None
        found = election.races.filter(code=code).first()
        if found is None:
            known = ", ".join(election.races.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No ballot {code}. Known: {known}.", returncode=2)
        return found

    def _refuse(self, options: dict[str, Any], sentence: str) -> None:
        if options["json"]:
            errors = [{"row": None, "field": "", "value": "", "reason": sentence}]
            self.stdout.write(json.dumps({**dict.fromkeys(NUMBERS, 0), "errors": errors}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(1)

    def _report(self, row: SirekapReading, options: dict[str, Any]) -> None:
        numbers = {name: getattr(row, name) for name in NUMBERS}
        if options["json"]:
            self.stdout.write(json.dumps({**numbers, "errors": row.errors_head}, ensure_ascii=False))
            return
        for error in row.errors_head:
            self.stdout.write(f"{error['file']}\t{error['reason']}")
        self.stdout.write(", ".join(f"{name} {number}" for name, number in numbers.items()))
