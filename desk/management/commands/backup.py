"""`manage.py backup FILE`: database and files into one file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk import clock
from desk.backup import BackupError, backup


class Command(BaseCommand):
    """Takes a backup while the product runs."""

    help = "Mencadangkan basis data dan berkas ke satu berkas (tidak terenkripsi; simpan seperti basis data)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the target file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="only a JSON summary on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        loud = options["verbosity"] > 1 and not options["json"]
        try:
            manifest = backup(options["file"], at=clock.now(), tell=self.stdout.write if loud else lambda _line: None)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(entry["rows"] for entry in manifest["tables"])
        summary = {"file": str(options["file"]), "rows": rows, "files": len(manifest["files"])}
        if options["json"]:
            self.stdout.write(json.dumps(summary))
        else:
            self.stdout.write(f"{options['file']}: {rows} baris, {len(manifest['files'])} berkas tersimpan.")
