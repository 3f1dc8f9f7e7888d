"""Lists of observations, by code and by names that nobody has settled: time and peak memory of their check."""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.kit import PROVINCE, Line, Run, line, peak_and_time
from tests.bench.nation import made, numbers
from tests.bench.worlds import PERSON, address, world
from tps import codes

CHECKED = Path(__file__).parent / "server" / "listed.py"
MOST_GROWTH = 1.15  # of memory, for ten times the rows


def measure(run: Run) -> list[Line]:
    """Check a list with a row for each station and one with a tenth of them, each in a process of its own."""
    size = min(run.sizes[0], PROVINCE)
    lines: list[Line] = []
    with world(size, changed=True) as here, tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = address(here.name)
        try:
            for way in ("code", "names"):
                found = []
                for rows in (size // 10, size):
                    path = Path(folder) / f"{way}-{rows}.csv"
                    _write(path, size, rows, by_name=way == "names")
                    found.append(peak_and_time(sys.executable, str(CHECKED), str(path), PERSON))
                (less, brief), (most, long) = found
                base = f"the same with {size // 10} rows"
                lines.append(line(f"list of {size} rows by {way}, memory", most, "MB", base, less, bound=MOST_GROWTH))
                lines.append(line(f"list of {size} rows by {way}", long, "s", base, brief))
        finally:
            if before is None:
                del os.environ["DATABASE_URL"]
            else:
                os.environ["DATABASE_URL"] = before
    return lines


def _write(path: Path, size: int, rows: int, *, by_name: bool) -> None:
    """Write a list; each village that is named waits for a person's word."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Desa,No TPS,Jenis,Tingkat,Tanggal\n" if by_name else "kode_tps,Jenis,Tingkat,Tanggal\n")
        written = 0
        for village in made(size).villages:
            for number in numbers(village):
                if written == rows:
                    return
                place = f"{village.name},{number}" if by_name else f"{codes.plain(village.code)}{number:03d}"
                file.write(f"{place},flood,prone,2024-01-25\n")
                written += 1
