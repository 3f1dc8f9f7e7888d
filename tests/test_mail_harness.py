"""Two hundred deliveries survive the death of those who carry them; the long run is `python -m tests.harness.mails`."""

import json
import os
import subprocess
import sys

from tests.harness.ledger import Account
from tests.harness.mails import DELIVERIES, KEPT, Report
from tests.harness.parts import ROOT

KILLS = 8


def test_two_hundred_mails_are_neither_lost_nor_doubled_whatever_dies() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.mails", "--kills", str(KILLS), "--seed", "20240214"],
        cwd=ROOT,
        env={name: os.environ[name] for name in KEPT if name in os.environ} | {"DESK_TEST_TOLD": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-3000:]}"
    found = json.loads(done.stdout)
    assert found["clean"] and found["killed"] == KILLS and found["kills"]["postgres"] and found["kills"]["beat"]
    by_name = {each["name"]: each for each in found["accounts"]}
    assert by_name["deliveries"]["kept"] == by_name["deliveries"]["acknowledged"] == DELIVERIES
    assert by_name["briefings"]["kept"] == by_name["numbers"]["kept"] == by_name["numbers"]["acknowledged"] > 0
    # It was under way while they died: somebody was interrupted, and each such mail is there for a person to see.
    assert by_name["deliveries"]["uncertain"]


def test_a_run_with_a_missing_delivery_or_a_fault_is_not_clean() -> None:
    assert Report(1, 1.0, DELIVERIES, {}, [Account("deliveries")]).clean
    assert not Report(1, 1.0, DELIVERIES - 1, {}, [Account("deliveries")]).clean
    assert not Report(1, 1.0, DELIVERIES, {}, [Account("deliveries", doubled=["x"])]).clean
