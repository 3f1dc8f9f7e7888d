"""The register of risks with 50,000 of them beside the same page with 500, and its files with ten times the rows."""

import os
import statistics
import sys
import time
from pathlib import Path

from tests.bench.bench_list import MOST_QUERIES
from tests.bench.browsing import Browser, browser
from tests.bench.kit import PROVINCE, Line, Run, line, p95, peak_memory
from tests.bench.server import barely
from tests.bench.worlds import PERSON, World, address, world

FEW, MANY = 500, 50_000
PAGES = (
    ("register", "/risks/", 2),
    ("register, all statuses", "/risks/?status=all", 2),
    ("register, filtered", "/risks/?region=36.02&kind=flood", 2),
    ("register, by place", "/risks/?sort=place", 2),
    ("Beranda", "/", None),
)
FORMS = ("csv", "geojson", "xlsx")
EXPORTED = Path(__file__).parent / "server" / "exported.py"


def measure(run: Run) -> list[Line]:
    """Time the pages over many risks and over few, then weigh the files of as many risks as the province has TPS."""
    size = min(run.sizes[0], PROVINCE)
    many, few = (MANY, FEW) if size == PROVINCE else (size, max(size // 100, 1))
    lines: list[Line] = []
    with (
        world(size, flags=few) as calm,
        browser(calm) as quiet,
        world(size, flags=many) as busy,
        browser(busy) as asked,
    ):
        for name, path, bound in PAGES:
            lines += _grown(f"{name}, {many} risks", f"the same page, {few}", path, asked, quiet, run, bound)
    for form in FORMS:
        found = []
        for flags in (size // 10, size):
            with world(size, flags=flags) as here:
                found.append(_peak(here, f"/risks.{form}?status=all"))
        name = f"/risks.{form}, memory of {size} rows"
        lines.append(line(name, found[1], "MB", f"the same file, {size // 10} rows", found[0], bound=1.2))
    return lines


def _grown(
    name: str, baseline: str, path: str, asked: Browser, quiet: Browser, run: Run, bound: float | None
) -> list[Line]:
    """Time one page in two worlds by turns: the p95 is held to the bound, the median and the statements stand by."""
    count = len(barely.statements_of(lambda: asked.client.get(path)))
    seconds: dict[str, list[float]] = {"many": [], "few": []}
    # A p95 of twenty turns is one single slow answer.
    for turn in range(3 * run.turns + 1):
        for which, who in (("many", asked), ("few", quiet)) if turn % 2 else (("few", quiet), ("many", asked)):
            began = time.perf_counter()
            who.get(path)
            if turn:  # the first turn warms caches up
                seconds[which].append(time.perf_counter() - began)
    medians = [statistics.median(seconds[each]) for each in ("many", "few")]
    return [
        line(f"p95 of {name}", p95(seconds["many"]), "s", baseline, p95(seconds["few"]), bound=bound),
        line(f"{name}, median", medians[0], "s", baseline, medians[1]),
        line(f"{name}, queries", count, "queries", "wanted of lists", MOST_QUERIES, bound=None if path == "/" else 1),
    ]


def _peak(here: World, path: str) -> float:
    """Give the most memory in MB of a process that fetches one file."""
    os.environ["DATABASE_URL"], before = address(here.name), os.environ.get("DATABASE_URL")
    try:
        return peak_memory(sys.executable, str(EXPORTED), path, PERSON)
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before
