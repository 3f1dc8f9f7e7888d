"""Small rosters in KPU's shape for tests: rows of Kanekes, made or spoiled as a test needs."""

import io
from typing import Any

from django.conf import settings
from django.utils import timezone

from tps import loading
from tps.models import Election

HEADER = "kode_tps,kode_kab,nama_kab,kode_kec,nama_kec,kode_desa,nama_desa,no_tps,tps_khusus"
KANEKES = "3602062001"
SUMBERJAYA = "3601012001"


def row(number: int | str = 1, village: str = KANEKES, **cells: str) -> str:
    """Give one line of a roster; cells of KPU's columns can be overridden by name."""
    digits = f"{number:03d}" if isinstance(number, int) else number
    values = {
        "kode_tps": f"{village}{digits}",
        "kode_kab": village[:4],
        "nama_kab": "LEBAK",
        "kode_kec": village[:6],
        "nama_kec": "LEUWIDAMAR",
        "kode_desa": village,
        "nama_desa": "KANEKES",
        "no_tps": digits,
        "tps_khusus": "1" if digits.startswith("90") else "0",
        **cells,
    }
    return ",".join(values.values())


def roster(*lines: str, header: str = HEADER, end: str = "\n") -> bytes:
    """Give a file of these lines."""
    return ("\n".join([header, *lines]) + end).encode()


def load(content: bytes, election: Election, **options: Any) -> loading.Loaded:
    """Load a roster at once, as commands do but without keeping the file."""
    options.setdefault("at", timezone.now())
    options.setdefault("write", True)
    options.setdefault("most_bytes", settings.IMPORT_COMMAND_BYTES)
    return loading.load(io.BytesIO(content), election, actor=None, **options)
