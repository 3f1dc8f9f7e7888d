"""Make the names by which search finds regions anew, or only tell whether they are in step."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tps import search_index


class Command(BaseCommand):
    """Needed only after regions were written past the product; its own changes keep the names in step."""

    help = "Make the search's names of regions anew. Exit status with --check: 0 when they are in step, 1 when not."

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing, name the regions that are out of step"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and report."""
        if not options["check"]:
            self.stdout.write(f"regions: {search_index.rebuild()}")
            return
        wrong = search_index.out_of_step()
        for code in wrong[:200]:
            self.stdout.write(code)
        self.stdout.write(f"out of step: {len(wrong)}")
        if wrong:
            sys.exit(1)
