"""What a client was told, written down at once and for good, so that the account rests on nobody's memory."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Notes:
    """One person's own ledger file: a line for each thing tried and each acknowledged, on disk before it counts."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def write(self, what: str, **facts: Any) -> None:
        """Write one line and wait until the disk has it."""
        line = json.dumps({"what": what, **facts}, sort_keys=True) + "\n"
        with self._lock:
            os.write(self._handle, line.encode())
            os.fsync(self._handle)


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Give every whole line of every file in a folder, file by file in the order of writing; a torn end is left out."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)
