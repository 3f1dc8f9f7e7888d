"""What the measurements share: turns taken with the baseline, medians, memory, lines and their table."""

import gc
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

PROVINCE, NATION = 33_324, 823_220
TURNS = 20
SLOW_TURNS = 5  # of what takes ten seconds and more


class Line(TypedDict):
    """One measured figure; `ratio` is value / baseline_value, `ok` whether it keeps its `bound`."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float
    better: str
    bound: NotRequired[float]
    ok: NotRequired[bool]
    turns: NotRequired[int]
    p95: NotRequired[float]
    baseline_p95: NotRequired[float]


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for: how many stations, and how many turns (a slow measurement takes fewer)."""

    sizes: tuple[int, ...] = (PROVINCE, NATION)
    turns: int = TURNS

    @property
    def slow(self) -> int:
        """Give the turns of a slow measurement."""
        return min(self.turns, SLOW_TURNS)


def line(
    name: str,
    value: float,
    unit: str,
    baseline: str,
    baseline_value: float,
    better: str = "lower",
    *,
    bound: float | None = None,
) -> Line:
    """Put a figure beside its baseline; `bound` is the greatest ratio that is wanted, None wants nothing."""
    ratio = value / baseline_value if baseline_value else 0.0
    found: Line = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 4),
        "ratio": round(ratio, 3 if ratio >= 0.1 else 5),
        "better": better,
    }
    if bound is not None:
        found["bound"] = bound
        found["ok"] = ratio <= bound
    return found


def beside(
    name: str,
    ours: Callable[[], object],
    baseline: str,
    theirs: Callable[[], object],
    *,
    turns: int = TURNS,
    before: Callable[[], object] = lambda: None,
    bound: float | None = None,
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
    median = line(name, statistics.median(own), "s", baseline, statistics.median(other), bound=bound)
    late = line(f"{name}, p95", p95(own), "s", baseline, p95(other))
    median["turns"] = late["turns"] = turns
    median["p95"], median["baseline_p95"] = late["value"], late["baseline_value"]
    return [median, late]


def alone(name: str, ours: Callable[[], object], bound: float, *, turns: int = TURNS) -> list[Line]:
    """Time something that is held to a number of seconds instead of a baseline."""
    own: list[float] = []
    for turn in range(turns + 1):
        gc.collect()
        began = time.perf_counter()
        ours()
        if turn:
            own.append(time.perf_counter() - began)
    found = line(name, statistics.median(own), "s", "the issue's bound", bound, bound=1)
    found["turns"], found["p95"] = turns, round(p95(own), 4)
    return [found]


def p95(values: list[float]) -> float:
    """Give the value that 95 in 100 do not exceed."""
    return sorted(values)[max(math.ceil(len(values) * 0.95) - 1, 0)]


def peak_memory(*command: str, status: int = 0) -> float:
    """Give the most memory in MB that a process (or one that it waited for) held; it must end with `status`."""
    return _child(command, status)[0]


def peak_and_time(*command: str, status: int = 0) -> tuple[float, float]:
    """Give peak memory in MB and seconds of a child process that must end with `status`."""
    return _child(command, status)


def _child(command: tuple[str, ...], status: int) -> tuple[float, float]:
    code = (
        "import resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, time.perf_counter() - began)\n"
        "print(done.stderr[-2000:], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True)
    ended, most, seconds = done.stdout.split()[-3:]
    if int(ended) != status:
        raise RuntimeError(f"{' '.join(command)} ended with {ended}:\n{done.stderr}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(most) / unit, float(seconds)


def own_memory() -> float:
    """Give the most memory in MB that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine() -> str:
    """Say on what was measured: cores and what else they had to do when the run began."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load} at the start, Python {sys.version.split()[0]}"


def table(lines: list[Line]) -> str:
    """Give the figures as an aligned table; a line's p95 stands beside its median."""
    head = ("measured", "value", "p95", "unit", "baseline", "its value", "p95", "ratio", "bound", "ok")
    rows = [
        (
            each["name"],
            _short(each["value"]),
            _short(each.get("p95")),
            each["unit"],
            each["baseline"],
            _short(each["baseline_value"]),
            _short(each.get("baseline_p95")),
            f"{each['ratio']:.2f}" if each["ratio"] >= 0.095 else f"{each['ratio']:.4f}",
            f"≤ {each['bound']:g}" if "bound" in each else "",
            ("yes" if each["ok"] else "NO") if "ok" in each else "",
        )
        for each in lines
        if not each["name"].endswith(", p95")
    ]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in {1, 2, 5, 6, 7} else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    )


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}" if value < 1000 else f"{value:.0f}"
