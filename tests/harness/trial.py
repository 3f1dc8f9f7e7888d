"""One run from an empty folder to its account."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from desk import lifeline

from . import facts, notes, plants
from .installation import START_SECONDS, Installation
from .killer import Killer
from .ledger import Account, balance
from .parts import ROOT, until

QUIET_SECONDS = 300
STEP = timedelta(minutes=45)
WAITING = """
    SELECT (SELECT count(*) FROM work_job WHERE state IN ('due', 'running')),
           (SELECT count(*) FROM briefings_briefing WHERE state = 'authorised'),
           (SELECT count(*) FROM post_delivery WHERE state IN ('queued', 'inflight'))
"""


@dataclass
class Report:
    """What a run comes to."""

    seed: int
    seconds: float
    kills: dict[str, int]
    accounts: list[Account]
    fell: dict[str, int] = field(default_factory=dict)
    retries: int = 0
    slow: list[dict[str, Any]] = field(default_factory=list)
    planted: dict[str, bool] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Tell whether nothing was lost, doubled or wrong, and every planted fault was found."""
        return all(each.clean for each in self.accounts) and all(self.planted.values())

    def as_json(self) -> str:
        """Give the report for machines."""
        found = asdict(self) | {"clean": self.clean, "killed": sum(self.kills.values())}
        return json.dumps(found, indent=2)

    def table(self) -> str:
        """Give the report for people."""
        lines = [f"{'':12}{'acknowledged':>14}{'kept':>10}{'lost':>8}{'doubled':>9}{'wrong':>7}{'uncertain':>11}"]
        for each in self.accounts:
            counts = (each.acknowledged, each.kept, len(each.lost), len(each.doubled), len(each.wrong))
            shown = "".join(f"{count:>{wide}}" for count, wide in zip(counts, (14, 10, 8, 9, 7), strict=True))
            lines.append(f"{each.name:12}{shown}{len(each.uncertain):>11}")
        for each in self.accounts:
            for word in ("lost", "doubled", "wrong", "uncertain"):
                lines += [f"  {each.name}, {word}: {text}" for text in getattr(each, word)[:20]]
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        lines.append(f"{sum(self.kills.values())} kills in {self.seconds:.0f} s, seed {self.seed}: {killed}")
        if self.fell:
            lines.append(
                "Ended by themselves and started again: " + ", ".join(f"{n} {c}" for n, c in self.fell.items())
            )
        if self.retries:
            lines.append(f"{self.retries} given-up steps of imports were tried again by their people")
        if self.slow:
            worst = max(self.slow, key=lambda each: float(each["seconds"]))
            lines.append(f"{len(self.slow)} answers took longer than 5 s, the longest {worst}")
        if self.planted:
            missed = [name for name, found in self.planted.items() if not found]
            lines.append(f"{len(self.planted)} faults planted, {len(missed)} not noticed {missed or ''}")
        return "\n".join(lines)


def run(
    folder: Path,
    seed: int,
    kills: int,
    seconds: float,
    say: Callable[[str], None],
    *,
    keep: bool,
    broker: str = "redis",
) -> Report:
    """Set up, load, kill, let settle and take stock; raises TimeoutError when the desk does not come to rest."""
    here = Installation(folder, seed, broker)
    load: subprocess.Popen[bytes] | None = None
    try:
        plan = here.prepare()
        here.start()
        say(f"The installation stands at {here.address}, its logs lie in {here.logs}.")
        load = _load(here, plan, seed)
        until(lambda: _signed_in(here), START_SECONDS, "everybody's sign-in")
        killer = Killer(here, seed, say)
        began = time.monotonic()
        killer.run(kills, seconds)
        took = time.monotonic() - began
        say("Everything is up again; what was begun is brought to its end.")
        here.calm.touch()
        settle(here, load)
        report = take_stock(here, seed, took, dict(killer.kills))
    except BaseException:
        keep = True
        raise
    else:
        (folder / "ledger.json").write_text(report.as_json())
        keep = keep or not report.clean
        return report
    finally:
        if load is not None and load.poll() is None:
            load.kill()
            load.wait()
        here.end(keep=keep)


def _load(here: Installation, plan: Path, seed: int) -> subprocess.Popen[bytes]:
    with (here.logs / "load.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "harness.load", str(plan), str(here.folder / "notes"), str(seed), here.address],
            cwd=ROOT,
            env=here.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=lifeline.tied_to_parent(),
        )


def _signed_in(here: Installation) -> bool:
    people = list((here.folder / "notes").glob("*.jsonl"))
    at_work = [note for note in notes.read(here.folder / "notes") if note["what"] == "signed-in"]
    return bool(people) and len(at_work) == len(people)


def settle(here: Installation, load: subprocess.Popen[bytes]) -> None:
    """Let the people finish, then let the time pass that the desk wants before it tries again or gives up knowing."""
    load.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + QUIET_SECONDS
    ahead = timedelta()
    while True:
        here.tend()
        with psycopg.connect(here.postgres.cluster.url(), autocommit=True) as connection:
            # A pause before the next try is minutes long; the harness puts the clock forward instead of waiting.
            connection.execute("UPDATE work_job SET due_at = now() WHERE state = 'due' AND due_at > now()")
            jobs, authorised, mails = connection.execute(WAITING).fetchone() or (0, 0, 0)
        finished = load.poll() is not None
        if finished and not (jobs or authorised or mails):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(
                f"The desk does not come to rest: people {'gone' if finished else 'still there'}, "
                f"{jobs} jobs, {authorised} briefings, {mails} mails waiting."
            )
        if finished and mails and not (jobs or authorised):
            ahead += STEP
            here.run("manage.py", "deliver_briefings", "--at", (datetime.now(UTC) + ahead).isoformat(), "--json")
        time.sleep(0.5)


def take_stock(here: Installation, seed: int, took: float, kills: dict[str, int]) -> Report:
    """Hold the notes against the database and the relay's record; then plant faults and see each of them found."""
    told = list(notes.read(here.folder / "notes"))
    mails = list(notes.read(here.record.parent))
    with psycopg.connect(here.postgres.cluster.url(), user="desk") as connection:
        found = facts.read(connection, mails)
        accounts = balance(told, found)
        planted = plants.try_all(connection, told, found) if all(each.clean for each in accounts) else {}
    slow = [note for note in told if note["what"] == "slow"]
    retries = sum(1 for note in told if note["what"] == "retry")
    return Report(seed, took, kills, accounts, dict(here.fell), retries, slow, planted)
