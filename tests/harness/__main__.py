"""Run the harness: `python -m tests.harness [--minutes 10] [--kills N] [--seed N] [--keep]`; exit 1 for any fault."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from .trial import run

PREFIX = "desk-pemilu-harness-"


def main(words: list[str] | None = None) -> int:
    """Read the words, run, print the account; 0 when nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to kill (default 10)")
    parser.add_argument("--kills", type=int, default=0, help="how many deaths at least, whatever the time")
    parser.add_argument("--seed", type=int, default=None, help="the seed of an earlier run, to draw the same plan")
    parser.add_argument(
        "--broker", choices=["redis", "files"], default="redis", help="as in production, or as in the demo"
    )
    parser.add_argument("--json", type=Path, help="write the account to this file as well")
    parser.add_argument("--keep", action="store_true", help="keep the run's folder; one with faults is kept anyway")
    given = parser.parse_args(words)
    seed = secrets.randbelow(2**31) if given.seed is None else given.seed
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    print(f"Seed {seed}, folder {folder}", flush=True)
    report = run(
        folder,
        seed,
        given.kills,
        given.minutes * 60,
        lambda text: print(text, flush=True),
        keep=given.keep,
        broker=given.broker,
    )
    print(report.table(), flush=True)
    if given.json:
        given.json.write_text(report.as_json())
    if not report.clean:
        print(f"Faults were found. Everything lies in {folder}.", flush=True)
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
