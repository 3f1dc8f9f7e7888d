"""Two hundred deliveries while those who carry them are killed: how many were lost or doubled, which must be none."""

import json
import os
import subprocess
import sys

from tests.bench.kit import Line, Run, line
from tests.harness.mails import KEPT
from tests.harness.parts import ROOT

KILLS_A_TURN = 3  # twenty turns: sixty deaths


def measure(run: Run) -> list[Line]:
    """Carry them through three deaths for each turn (`--turns`), in an installation of the run's own."""
    kills = KILLS_A_TURN * run.turns
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.mails", "--kills", str(kills)],
        cwd=ROOT,
        env={name: os.environ[name] for name in KEPT if name in os.environ} | {"DESK_TEST_TOLD": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise RuntimeError("The run broke off; what it said stands above.")
    report = json.loads(done.stdout)
    counts = {word: sum(len(account[word]) for account in report["accounts"]) for word in ("lost", "doubled", "wrong")}
    uncertain = sum(len(account["uncertain"]) for account in report["accounts"])
    about = f"{report['deliveries']} mails under {report['killed']} deaths"
    lines = []
    for word, count in counts.items():
        found = line(f"{about}, {word}", count, "mails", "none may be", 0, bound=0)
        found["ok"] = count == 0
        lines.append(found)
    lines.append(line(f"{about}, left to a person", uncertain, "mails", "deaths", report["killed"]))
    lines.append(line(f"{about}, seconds", report["seconds"], "s", "mails", report["deliveries"]))
    return lines
