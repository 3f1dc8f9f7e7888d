"""`manage.py doctor`: whether every part works, one line each, with what to do."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from desk import clock, doctor


class Command(BaseCommand):
    """Examines the installation; the exit code is 1 if anything is wrong."""

    help = "Examine database, broker, cache, worker, beat, mail, storage, disk, tiles, clock; exit 1 if one is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="print only the summary, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine and print."""
        findings = doctor.examine(clock.now())
        healthy = all(finding.ok for finding in findings)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": healthy, "checks": [asdict(finding) for finding in findings]}))
        else:
            for finding in findings:
                mark = self.style.SUCCESS("ok   ") if finding.ok else self.style.ERROR("SALAH")
                advice = f" → {finding.advice}" if finding.advice else ""
                self.stdout.write(f"{mark} {finding.name:<9} {finding.seen}{advice}")
        if not healthy:
            sys.exit(1)
