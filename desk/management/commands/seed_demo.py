"""Load the demo: a simulated election whose polling day is nine days after a day."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk import clock
from desk.demo.seed import Refused, already_there, refusal, seed

WHOLE = 33324


def _day(text: str) -> date:
    return date.fromisoformat(text)


class Command(BaseCommand):
    """Fills an empty database; refuses where real data live."""

    help = (
        "Load the demo: a SIMULATED election over Banten's real villages whose polling day is nine days after DATE. "
        "The same DATE gives the same rows. Refuses on a database that holds real data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--stations", type=int, default=WHOLE, metavar="N", help=f"how many stations (default {WHOLE})"
        )
        parser.add_argument("--today", type=_day, metavar="DATE", help="the demo's day, 2024-02-05 (default: today)")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, and succeed, where there is data already"
        )
        parser.add_argument("--json", action="store_true", help="print only the summary, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the demo and say what was made."""
        quiet = options["json"]
        if options["if_empty"] and refusal():
            words = "The demo is already there." if already_there() else "This database is in use; nothing was loaded."
            self.stdout.write(json.dumps({"loaded": False, "reason": words}) if quiet else words)
            return
        day = options["today"] or clock.local(clock.now()).date()

        def say(step: str) -> None:
            if not quiet and options["verbosity"]:
                self.stderr.write(f"  {step} …")

        try:
            summary = seed(day, options["stations"], say)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if quiet:
            self.stdout.write(json.dumps({"loaded": True, **summary.as_json()}))
        else:
            self.stdout.write(
                f"Demo loaded in {summary.seconds} s: {summary.stations} stations, "
                f"{summary.observations} observations, "
                f"{summary.flags} risks, {summary.tasks} tasks, {summary.briefings} briefings; "
                f"polling day {summary.polling_date} (simulated)."
            )
