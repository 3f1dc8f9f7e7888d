"""What the suite reaches of the product: lines and branches, counted by SlipCover when COVER is set (`make test` does).

SlipCover changes the product's own modules while they are imported, so this module must be imported before any of them.
A tracer is told of every step of every library too, and on Python 3.11 that makes a page take three times as long.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
import slipcover

ROOT = Path(__file__).resolve().parent.parent
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["slipcover"]
# How often a mark is passed before all that were seen are taken out: never. They cost next to nothing; looking for them
# in every function of the product, whenever tests reach new ones, made a walk over all pages take half as long again.
STAY = 10**9
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


class Covering:
    """The counting of this process; workers hand theirs to the run that started them, which tells of all together."""

    def __init__(self) -> None:
        sources = [str(ROOT / name) for name in SETTINGS["source"]]
        # Files that nobody imported are read once, by the one who tells of them.
        self.counter = slipcover.Slipcover(
            branch=SETTINGS["branch"],
            source=None if WORKER else sources,
            omit=SETTINGS["omit"],
            d_miss_threshold=STAY,
        )
        matcher = slipcover.FileMatcher(sources=sources, omit=SETTINGS["omit"])
        slipcover.ImportManager(self.counter, matcher).__enter__()
        self.found: dict[str, Any] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Put the counts together; a run that reaches less than it has to fails."""
        parts = Path(os.environ["DESK_TEST_FOLDER"])
        self.found = self.counter.get_coverage()
        if WORKER:
            (parts / f"covered-{WORKER}.json").write_text(json.dumps(self.found))
            return
        for part in parts.glob("covered-*.json"):
            slipcover.merge_coverage(self.found, json.loads(part.read_text()))
        if self.reached() < SETTINGS["fail-under"] and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell which lines and branches no test reached."""
        terminalreporter.section("what the suite reaches")
        slipcover.print_coverage(self.found, outfile=terminalreporter, skip_covered=SETTINGS["skip-covered"])
        short = "" if self.reached() >= SETTINGS["fail-under"] else f"; {SETTINGS['fail-under']} % is the least"
        terminalreporter.write_line(f"{self.reached():.2f} % of lines and branches{short}")

    def reached(self) -> float:
        """Give the share of lines and branches that were reached, in per cent."""
        return float(self.found["summary"]["percent_covered"])


covering = Covering()
