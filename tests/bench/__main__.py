"""Run measurements, print the table, write var/bench.json: `python -m tests.bench [name …] [--size N] [--turns N]`."""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

from django.core.management import call_command

from tests import template
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


def measure(chosen: list[str], run: Run, lines: list[Line], out: Path) -> list[str]:
    """Add the lines of the chosen measurements, in the database that Django is connected to and in copies beside it.

    Each is written to `out` when it is taken. One that breaks keeps no other from it; gives the names of those.
    """
    broken = []
    for name in chosen:
        began = time.monotonic()
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            lines += importlib.import_module(f"tests.bench.bench_{name}").measure(run)
        except Exception:
            traceback.print_exc()
            broken.append(name)
        out.write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name} took {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return broken


def main(words: list[str]) -> int:
    """Measure in databases of this run's own; 1 when a measurement broke."""
    asked = arguments(words)
    found = machine()
    lines: list[Line] = []
    asked.out.parent.mkdir(exist_ok=True, parents=True)
    services.start()
    try:
        template.fill(services.cluster.url())
        call_command("createcachetable", verbosity=0)
        # In a process of its own: the suite's settings serve files unhashed, the measured server hashes their names.
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(command, check=True, cwd=HERE.parent.parent)
        run = Run(tuple(asked.size or (PROVINCE, NATION)), asked.turns)
        broken = measure(asked.names or names(), run, lines, asked.out.resolve())
    finally:
        services.stop()
    print(table(lines))
    missed = [each["name"] for each in lines if not each.get("ok", True)]
    print(f"\n{found}; medians of {asked.turns} turns, slow measurements of fewer.")
    print(f"Beyond their bound: {'; '.join(missed)}." if missed else "Every bound is kept.")
    if broken:
        print(f"Broke off, see above: {', '.join(broken)}.")
    return 1 if broken else 0


if __name__ == "__main__":
    os.environ["PGAPPNAME"] = "desk-bench"
    sys.exit(main(sys.argv[1:]))
