"""`manage.py restore FILE`: a backup into an empty installation."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.backup import BackupError
from desk.restoring import restore


class Command(BaseCommand):
    """Restores a backup, all or nothing."""

    help = "Memulihkan cadangan ke pemasangan kosong yang sudah dimigrasi; semua atau tidak sama sekali."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and say what came in."""
        loud = options["verbosity"] > 1 and not options["json"]
        try:
            manifest = restore(options["file"], tell=self.stdout.write if loud else lambda _line: None)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(entry["rows"] for entry in manifest["tables"])
        if options["json"]:
            self.stdout.write(json.dumps({"rows": rows, "files": len(manifest["files"])}))
        else:
            self.stdout.write(f"{rows} baris dan {len(manifest['files'])} berkas dipulihkan.")
