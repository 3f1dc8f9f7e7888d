"""Run every measurement, print the table and write var/bench.json: `python -m tests.bench [name …]`."""

import importlib
import json
import os
import sys
from pathlib import Path

from django.core.management import call_command

from tests.bench.kit import Line, table
from tests.services import services

HERE = Path(__file__).parent
VAR = HERE.parent.parent / "var"


def main(wanted: list[str]) -> int:
    """Measure in a database of this run's own; names choose some files, bench_import.py as `import`."""
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [name for name in names if not wanted or name.removeprefix("bench_") in wanted]
    if not chosen:
        print(f"No such measurement. There are: {', '.join(name.removeprefix('bench_') for name in names)}.")
        return 2
    services.start()
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        lines: list[Line] = []
        for name in chosen:
            print(f"{name} …", file=sys.stderr, flush=True)
            lines += importlib.import_module(f"tests.bench.{name}").measure()
    finally:
        services.stop()
    VAR.mkdir(exist_ok=True)
    (VAR / "bench.json").write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(lines))
    return 0


if __name__ == "__main__":
    os.environ["PGAPPNAME"] = "desk-bench"
    sys.exit(main(sys.argv[1:]))
