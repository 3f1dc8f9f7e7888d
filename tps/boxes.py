"""Runs the reader of workbooks in a process of its own: little memory, little time, no environment, no terminal."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from desk.files.room import NoRoom
from tps.tables import Unreadable

READER = Path(__file__).with_name("workbook_reader.py")
# Bytes: what Python and the reader need at all, and what each unpacked byte may cost. 823,220 rows unpack to
# 414 MiB and take 786 MiB.
MEMORY_BASE, MEMORY_EACH, MEMORY_MOST = 256 << 20, 4, 1536 << 20
SECONDS, WAIT = 60, 120  # of processor, and on the clock of a busy machine
MOST_TEXT = 512 << 20
MOST_ANSWER = 1 << 20
_STOPS = {
    "long": _("Satu sel memuat lebih dari 32.767 huruf; berkas ini bukan daftar."),
    "wide": _("Ada sel berisi jauh di luar tabel (di kanan kolom IV). Hapus kolom itu, simpan, lalu unggah lagi."),
    "merges": _("Lembar kerja memuat terlalu banyak sel gabungan. Pisahkan selnya, simpan, lalu unggah lagi."),
    "sheets": _("Buku kerja memuat lebih dari 200 lembar. Simpan lembar yang perlu sebagai berkas sendiri."),
    "password": _("Berkas ini dilindungi kata sandi. Buka kuncinya, simpan, lalu unggah lagi."),
    "damaged": _("Lembar kerja ini rusak. Buka dan simpan ulang sebagai XLSX, lalu unggah lagi."),
    "big": _(
        "Lembar kerja ini terlalu besar untuk dibaca. Hapus lembar dan sel di luar tabel, atau simpan sebagai CSV."
    ),
}


def read(book: Path, folder: Path, unpacked: int, marks: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Have a workbook's sheets written into the folder as text; gives name, hidden, file and merged of each.

    `unpacked` is the workbook's size in bytes once unpacked, `marks` the cells of each sheet whose text is given.
    Raises Unreadable with what to do about it, NoRoom when the disk is full.
    """
    given = {
        "memory": min(MEMORY_MOST, MEMORY_BASE + MEMORY_EACH * unpacked),
        "seconds": SECONDS,
        "text": MOST_TEXT,
        "marks": marks,
    }
    # Nothing of our environment goes along: no passwords, no addresses. Windows cannot start Python without this one.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(READER), str(book), str(folder)],
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
        _end(process)
    return _answer(folder)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """See to it that nothing of the reader is left, whatever happened."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _answer(folder: Path) -> list[dict[str, Any]]:
    try:
        with (folder / "answer.json").open("rb") as file:
            answer = json.loads(file.read(MOST_ANSWER))
    except (OSError, ValueError):
        # Killed by one of its limits, or it broke down: either way the file asks for too much.
        answer = {"stop": "big"}
    if answer.get("stop") == "disk":
        raise NoRoom
    if "stop" in answer:
        raise Unreadable(str(_STOPS.get(answer["stop"], _STOPS["damaged"])))
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets
