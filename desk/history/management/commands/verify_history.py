"""`manage.py verify_history`: whether history is still as it was sealed, and as it was printed."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from desk.history import verifying


def printed(text: str) -> tuple[int, str]:
    """Read a seal as it stands on paper: 12:a1b2c3d4e5f60718."""
    number, _colon, root = text.lower().removeprefix("#").replace(" ", "").partition(":")
    if not number.isdecimal() or len(root) < 8 or set(root) - set("0123456789abcdef"):
        raise ArgumentTypeError("write it as on the paper, number and root: 12:a1b2c3d4e5f60718")
    return int(number), root


class Command(BaseCommand):
    """Recomputes the chain of seals; the exit code is 1 if anything does not fit."""

    help = "Recompute the chain of seals from the history's events; names the first row that does not fit; exit 1 then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --root, --all and --json."""
        parser.add_argument("--root", action="append", type=printed, default=[], metavar="NUMBER:ROOT",
                            help="a seal as printed on a briefing; may be repeated")  # fmt: skip
        parser.add_argument("--all", action="store_true", help="name every row that does not fit, not only the first")
        parser.add_argument("--json", action="store_true", help="print only the summary, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and print."""
        tally = verifying.Tally()
        found = list(islice(verifying.verify(tally, dict(options["root"])), None if options["all"] else 1))
        if options["json"]:
            summary = asdict(tally) | {"ok": not found, "misfits": [asdict(misfit) for misfit in found]}
            self.stdout.write(json.dumps(summary))
        else:
            self._tell(tally, found)
        if found:
            sys.exit(1)

    def _tell(self, tally: verifying.Tally, found: list[verifying.Misfit]) -> None:
        for misfit in found:
            where = f"#{misfit.seal} {misfit.kind} {misfit.event_id or ''}".strip()
            self.stdout.write(self.style.ERROR(f"{where}: {misfit.reason}"))
        for part in tally.unreadable:
            self.stdout.write(_("%(part)s: kolom sudah tidak ada; bagian ini tidak dapat diperiksa") % {"part": part})
        if found:
            return
        if not tally.seals:
            self.stdout.write(_("Belum ada meterai. Yang pertama dibuat dalam beberapa menit setelah worker berjalan."))
            return
        self.stdout.write(
            self.style.SUCCESS(
                _("%(seals)d meterai dan %(events)d perubahan sesuai; sidik terakhir %(root)s")
                % {"seals": tally.seals, "events": tally.events, "root": tally.root}
            )
        )
        self.stdout.write(
            _("%(forgotten)d perubahan dengan data pribadi yang sudah dihapus; %(unsealed)d belum dimeterai")
            % {"forgotten": tally.forgotten, "unsealed": tally.unsealed}
        )
