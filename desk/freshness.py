"""Whether anything that the preparation reads has changed since it last succeeded; standard library only."""

import hashlib
import os
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("desk", "tps", "risks", "static", "requirements")
MADE = (".mo", ".pyc")  # written by the preparation and by Python itself


def unchanged(var: Path) -> bool:
    """Tell whether the last preparation of this folder was of this very code, and its files are still there."""
    record = _record(var)
    kept = record.read_text() if record.is_file() else ""
    return bool(kept) and (var / "static" / "staticfiles.json").is_file() and kept == _mark()


def keep(var: Path) -> None:
    """Remember that this folder is prepared for this code."""
    _record(var).write_text(_mark())


def _record(var: Path) -> Path:
    return var / "run" / "prepared"


def _mark() -> str:
    marks = hashlib.sha256(os.environ.get("DEMO_STATIONS", "").encode())
    files = sorted(path for name in FOLDERS for path in (ROOT / name).rglob("*.*") if path.suffix not in MADE)
    # A package that was added or removed shows in its folder's own time.
    for path in (*files, Path(sysconfig.get_path("purelib"))):
        found = path.stat()
        marks.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return marks.hexdigest()
