"""Has photos read in a process of its own: little memory, little time, no environment, no terminal."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from desk.files.room import NoRoom, room
from risks.rules import Refused

READER = Path(__file__).with_name("evidence_reader.py")
MOST_PIXELS = 64_000_000
MEMORY = 768 << 20  # bytes; 64 megapixels of four colours take 256 MB
SECONDS, WAIT = 20, 60  # of processor, and on the clock of a busy machine
MOST_WRITTEN = 16 << 20
AT_ONCE = 2  # photos that one web process has read at the same time
_STOPS = {
    "pixels": _("Gambar ini lebih dari 64 megapiksel, jadi tidak dibuka. Perkecil gambarnya, lalu unggah lagi."),
    "moving": _("Gambar bergerak tidak diterima sebagai bukti. Kirim foto diam."),
    "big": _("Gambar ini terlalu berat untuk dibaca. Perkecil gambarnya, lalu unggah lagi."),
    "damaged": _("Foto ini rusak atau terpotong. Buka dan simpan ulang sebagai JPEG, lalu unggah lagi."),
}
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Picture:
    """What became of a photo: two JPEG files, its size in pixels as one looks at it, and what the camera wrote.

    `taken` is the camera's clock in ISO's spelling without a time zone ("" for none); the position is WGS 84.
    """

    shown: Path
    thumb: Path
    width: int
    height: int
    taken: str
    latitude: float | None
    longitude: float | None


@contextmanager
def pictured(file: File) -> Iterator[Picture]:
    """Have a photo turned into two plain pictures, which are gone with the context.

    Raises Refused with a sentence for a photo that is broken, moving or too big; NoRoom when the disk is full.
    """
    with _turns, tempfile.TemporaryDirectory(prefix="desk-photo-") as made:
        folder = Path(made)
        source = folder / "source"
        with room(), source.open("wb") as copy:
            file.seek(0)
            while piece := file.read(1 << 20):
                copy.write(piece)
        _run(source, folder)
        yield _picture(folder)


def _run(source: Path, folder: Path) -> None:
    given = {"memory": MEMORY, "seconds": SECONDS, "written": MOST_WRITTEN, "pixels": MOST_PIXELS}
    # Nothing of our environment goes along: no passwords, no addresses. Windows cannot start Python without this one.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(READER), str(source), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(given).encode(), timeout=WAIT)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()


def _picture(folder: Path) -> Picture:
    try:
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        answer = {"stop": "big"}  # killed by one of its limits
    if answer.get("stop") == "disk":
        raise NoRoom
    if "stop" in answer:
        raise Refused(str(_STOPS.get(answer["stop"], _STOPS["damaged"])))
    return Picture(
        shown=folder / "shown.jpg",
        thumb=folder / "thumb.jpg",
        width=answer["width"],
        height=answer["height"],
        taken=_moment(answer["taken"]),
        latitude=answer["latitude"],
        longitude=answer["longitude"],
    )


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat(timespec="seconds") if text else ""
    except ValueError:
        return ""  # a camera whose clock was never set: 0000-00-00
