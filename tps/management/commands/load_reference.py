"""Bring in the facts that the project ships: regions of Banten, old codes, district centres, agencies."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from desk import clock
from desk.agencies.actions import load_reference as load_agencies
from tps.actions.regions import load_reference as load_regions


class Command(BaseCommand):
    """Load what is missing of the reference data; what people changed stays."""

    help = "Load the shipped regions, old codes, district centres and agencies. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument("--json", action="store_true", help="print only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report."""
        at = clock.now()
        regions = load_regions(actor=None, at=at)
        agencies = load_agencies(actor=None, at=at)
        if options["json"]:
            self.stdout.write(json.dumps({**regions.summary(), "agencies": agencies}))
        else:
            self.stdout.write(f"regions: {regions.created} new, {regions.unchanged} already there")
            self.stdout.write(f"agencies: {agencies} new")
