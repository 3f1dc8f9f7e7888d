"""Add a simulated night of the recap to the demo."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.demo.night import STATIONS, NoDemo, write_night


class Command(BaseCommand):
    """Makes a past, simulated election whose recap can be looked at; the demo's own polling day still lies ahead."""

    help = (
        "Add a rehearsal of the recap (gladi-rekap, SIMULATED, the evening before DATE) to the demo, so that the "
        "night's board has something to show: /recap/?election=gladi-rekap. Refuses without the demo's data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--stations", type=int, default=STATIONS, metavar="N", help=f"at most (default {STATIONS})")
        parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="the demo's day (default: today)")
        parser.add_argument("--json", action="store_true", help="print only the summary, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the night and say what was made."""
        try:
            night = write_night(options["today"] or clock.local(clock.now()).date(), options["stations"])
        except NoDemo as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(asdict(night)))
        else:
            self.stdout.write(
                f"{night.election}: {night.stations} stations, {night.forms} forms, {night.sightings} sightings "
                "(simulated). See /recap/?election=gladi-rekap"
            )
