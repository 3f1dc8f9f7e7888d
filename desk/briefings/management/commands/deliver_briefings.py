"""What beat does each minute, by hand: make what is due, send, record."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.briefings.schedule import tick
from desk.post.delivering import deliver


class Command(BaseCommand):
    """Safe to run at any time and beside the worker."""

    help = "Make the drafts that are due, issue authorised briefings, and send what waits."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what is understood."""
        parser.add_argument("--at", help="the moment to act for, ISO (default: now; without a zone: the province's)")
        parser.add_argument("--json", action="store_true", help="print only a JSON summary")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one tick and one delivery."""
        at = self._moment(options["at"])
        made, sent = tick(at), deliver(at)
        found = {
            "drafted": made.drafted,
            "reminded": made.reminded,
            "issued": made.issued,
            "errors": made.failed,
            "sent": sent.sent,
            "later": sent.later,
            "failed": sent.failed,
            "uncertain": sent.uncertain,
        }
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        self.stdout.write(
            f"{made.drafted} konsep dibuat, {made.issued} laporan terbit; {sent.sent} surat terkirim, "
            f"{sent.later} ditunda, {sent.failed} gagal, {sent.uncertain} tidak pasti."
        )

    def _moment(self, text: str | None) -> datetime:
        if not text:
            return clock.now()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--at {text!r}: tuliskan saat ISO, 2024-01-29T06:00.", returncode=2) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.zone())
