"""Ten minutes of deaths under load; HARNESS_MINUTES and HARNESS_SEED choose others."""

import os
import secrets
import tempfile
from pathlib import Path

from tests.harness.__main__ import PREFIX
from tests.harness.trial import run


def test_hundreds_of_deaths_lose_nothing_and_double_nothing() -> None:
    minutes = float(os.environ.get("HARNESS_MINUTES", "10"))
    seed = int(os.environ.get("HARNESS_SEED") or secrets.randbelow(2**31))
    # Not in pytest's own folders: root's PostgreSQL runs as another account, which may not pass through them.
    report = run(Path(tempfile.mkdtemp(prefix=PREFIX)), seed, 0, minutes * 60, print, keep=False)
    print(report.table())
    assert report.clean, report.table()
    assert sum(report.kills.values()) >= 10 * minutes
