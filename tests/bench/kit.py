"""What the measurements share: turns taken with the baseline, medians, memory, a made-up full roster."""

import csv
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from tps import codes, reference

TURNS = 20


class Line(TypedDict):
    """One measured figure; `ratio` is value / baseline_value."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float
    better: str


def line(name: str, value: float, unit: str, baseline: str, baseline_value: float, better: str = "lower") -> Line:
    """Put a figure beside its baseline."""
    ratio = value / baseline_value if baseline_value else 0.0
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 4),
        "ratio": round(ratio, 3),
        "better": better,
    }


def beside(
    name: str,
    ours: Callable[[], object],
    baseline: str,
    theirs: Callable[[], object],
    *,
    turns: int = TURNS,
    before: Callable[[], object] = lambda: None,
) -> list[Line]:
    """Time both in turns, `before` ahead of each and untimed; gives a line for the median and one for the p95."""
    own: list[float] = []
    other: list[float] = []
    for turn in range(turns + 1):
        for work, seconds in ((ours, own), (theirs, other)) if turn % 2 else ((theirs, other), (ours, own)):
            before()
            gc.collect()
            began = time.perf_counter()
            work()
            if turn:  # the first turn warms caches up
                seconds.append(time.perf_counter() - began)
    return [
        line(name, statistics.median(own), "s", baseline, statistics.median(other)),
        line(f"{name}, p95", p95(own), "s", baseline, p95(other)),
    ]


def p95(values: list[float]) -> float:
    """Give the value that 95 in 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, round(len(values) * 0.95))]


def peak_memory(*command: str) -> float:
    """Give the most memory in MB that a child process held while it ran; it must succeed."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, stdout=subprocess.PIPE, text=True)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stdout.split()[-1]) / unit


def own_memory() -> float:
    """Give the most memory in MB that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_roster(path: Path) -> int:
    """Write a roster in KPU's shape with Banten's real number of stations, spread by simulation; gives the rows."""
    names = {row.code: row.name for row in reference.regions()}
    header = ["kode_tps", "kode_kab", "nama_kab", "kode_kec", "nama_kec", "kode_desa", "nama_desa", "no_tps"]
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "tps_khusus"])
        for village in reference.village_stations():
            regency, district = village.code[:5], village.code[:8]
            plain = codes.plain(village.code)
            places = [codes.plain(regency), names[regency], codes.plain(district), names[district], plain]
            ordinary = village.stations - village.special
            numbers = [*range(1, ordinary + 1), *range(901, 901 + village.special)]
            for number in numbers:
                special = int(number > 900)
                writer.writerow(
                    [f"{plain}{number:03d}", *places, names[village.code], f"{number:03d}", special],
                )
                count += 1
    return count


def table(lines: list[Line]) -> str:
    """Give the figures as an aligned table."""
    head = ("measured", "value", "unit", "baseline", "its value", "ratio")
    rows = [
        (each["name"], f"{each['value']:g}", each["unit"], each["baseline"], f"{each['baseline_value']:g}",
         f"{each['ratio']:.2f}")
        for each in lines
    ]  # fmt: skip
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]
    )
