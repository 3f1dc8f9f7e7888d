"""Processes that come at once: Django is set up in one, and forked for each that a run asks for.

A forked process has its own life, its own connections and its own death; only the seconds in which it would import the
same modules again are spared. `python -m harness.nursery` reads a line of JSON for each: what to do, with which words,
into which log; it answers with the process's number, or, where it is waited for, with whether it came to a good end.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import lifeline

from .parts import ROOT, Part

FORWARD = ("letters", "deliver")  # what comes to an end by itself, and is waited for


class Nursery(Part):
    """The process from which others are forked."""

    def start(self) -> None:
        """Start it; it imports while other things are made ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                preexec_fn=lifeline.tied_to_parent(),
            )

    def ask(self, what: str, *words: str, log: Path) -> int:
        """Have one forked; gives its number, or 1 and 0 for the good and bad end of one that is waited for."""
        if self.process is None or self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("The nursery was not started.")
        self.process.stdin.write(json.dumps([what, list(words), str(log)]).encode() + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        """Kill it; what it forked dies with it."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()


class Forked(Part):
    """One process out of the nursery."""

    def __init__(self, name: str, nursery: Nursery, role: str, log: Path) -> None:
        super().__init__(name, [], {}, log)
        self.nursery, self.role, self.pid = nursery, role, 0

    def start(self) -> None:
        """Have it forked."""
        self.pid = self.nursery.ask("carry", self.role, log=self.log)

    @property
    def running(self) -> bool:
        """Tell whether it lives; the nursery buries its dead at once."""
        if not self.pid:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return True
        return False

    def kill(self) -> None:
        """Kill it at once, without a last word."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            while self.running:
                time.sleep(0.002)

    def end(self) -> None:
        """Kill it."""
        self.kill()


def main(acts: dict[str, Callable[..., Any]]) -> None:
    """Fork for each line that comes in, until none comes any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    tie = lifeline.tied_to_parent(signal.SIGKILL)
    for line in sys.stdin:
        what, words, log = json.loads(line)
        waits, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(waits)
            _live(acts[what], words, log, told, tie)
        os.close(told)
        with os.fdopen(waits, "rb") as end:
            answer = int(end.read() == b"good") if what in FORWARD else pid
        print(answer, flush=True)


def _live(act: Callable[..., Any], words: list[str], log: str, told: int, tie: Callable[[], None] | None) -> None:
    """Do one thing in a process of its own and end it."""
    if tie:
        tie()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    try:
        act(*words)
        os.write(told, b"good")
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _acts() -> dict[str, Callable[..., Any]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    from django.core.management import call_command  # noqa: PLC0415 — after the environment is set

    from . import carrier, letters  # noqa: PLC0415 — they set Django up

    return {
        "carry": carrier.main,
        "letters": letters.main,
        "deliver": lambda at: call_command("deliver_briefings", at=at),
    }


if __name__ == "__main__":
    main(_acts())
