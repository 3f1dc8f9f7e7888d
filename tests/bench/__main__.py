"""Run measurements, print the table, write var/bench.json: `python -m tests.bench [name …] [--size N] [--turns N]`."""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from django.core.management import call_command

from tests.bench.kit import NATION, PROVINCE, TURNS, Line, Run, machine, table
from tests.services import services

HERE = Path(__file__).parent
VAR = HERE.parent.parent / "var"


def names() -> list[str]:
    """Give the names of all measurements: bench_import.py is `import`."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line; exits with 2 for a wrong one."""
    parser = argparse.ArgumentParser("make bench", description="Measure the product beside baselines.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names())} (all by default)")
    parser.add_argument("--size", type=int, action="append", metavar="STATIONS", help="one size; may be repeated")
    parser.add_argument("--turns", type=int, default=TURNS, help="turns of each measurement; slow ones take fewer")
    parser.add_argument("--out", type=Path, default=VAR / "bench.json", help="where the figures go")
    found = parser.parse_args(words)
    unknown = [each for each in found.names if each not in names()]
    if unknown:
        parser.error(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(names())}")
    if found.turns < 1 or any(size < 1 for size in found.size or ()):
        parser.error("--size and --turns are at least 1")
    return found


def measure(chosen: list[str], run: Run) -> list[Line]:
    """Take the chosen measurements in the database that Django is connected to and in copies beside it."""
    lines: list[Line] = []
    for name in chosen:
        began = time.monotonic()
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += importlib.import_module(f"tests.bench.bench_{name}").measure(run)
        print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return lines


def main(words: list[str]) -> int:
    """Measure in databases of this run's own."""
    asked = arguments(words)
    found = machine()
    services.start()
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        # In a process of its own: the suite's settings serve files unhashed, the measured server hashes their names.
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(command, check=True, cwd=HERE.parent.parent)
        lines = measure(asked.names or names(), Run(tuple(asked.size or (PROVINCE, NATION)), asked.turns))
    finally:
        services.stop()
    asked.out.parent.mkdir(exist_ok=True, parents=True)
    asked.out.write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(lines))
    missed = [each["name"] for each in lines if not each.get("ok", True)]
    print(f"\n{found}; medians of {asked.turns} turns, slow measurements of fewer.")
    print(f"Beyond their bound: {'; '.join(missed)}." if missed else "Every bound is kept.")
    return 0


if __name__ == "__main__":
    os.environ["PGAPPNAME"] = "desk-bench"
    sys.exit(main(sys.argv[1:]))
