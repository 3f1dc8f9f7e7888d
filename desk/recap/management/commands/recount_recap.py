"""Derive all standings and counters of an election anew from its sightings."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.recap.actions.recounting import recount
from tps.models import Election


class Command(BaseCommand):
    """Bring everything that is derived from sightings back in step, and say how much was not."""

    help = "Derive standings and counters of the recap anew: after stations moved or were withdrawn, or to check them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("--election", metavar="CODE", default="", help="election (default: the current one)")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount and report."""
        code = options["election"]
        election = (Election.objects.filter(code=code) if code else Election.objects.running()).first()
        if election is None:
            raise CommandError(f"No election {code or '(current)'}.", returncode=2)
        found = recount(election.pk)
        summary = {"election": election.code, "forms": found.forms, "different": found.different}
        if options["json"]:
            self.stdout.write(json.dumps(summary))
        else:
            self.stdout.write(", ".join(f"{word} {value}" for word, value in summary.items()))
