"""Child processes of the supervisor: started in a group of their own, restarted when they die, found when orphaned."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from desk import lifeline

# Every child and grandchild carries this variable, so that whoever outlives a killed supervisor can be told apart.
MARK = "DESK_SUPERVISED"
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
LOG_BYTES = 5_000_000


@dataclass
class Child:
    """One process that should be running: its command, its log, and how often it had to be started again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait: float = 1.0
    again_at: float = 0.0
    deaths: int = field(default=0)

    def start(self) -> None:
        """Start it now, in a process group of its own, tied to this process's life."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lifeline.tied_to_parent(),
            )
        self.began = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Notice its death, say so with its last words, and start it again after a growing pause."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
            kill_group(self.process.pid)
            self.process = None
            self.deaths += 1
            self.wait = 1.0 if now - self.began > STEADY_SECONDS else min(self.wait * 2, LONGEST_WAIT)
            self.again_at = now + self.wait
            say(f"{self.name} died (exit {code}) and starts again in {self.wait:.0f} s. Its last lines ({self.log}):")
            say(self.last_words())
        elif self.process is None and now >= self.again_at:
            self.start()

    def last_words(self, lines: int = 12) -> str:
        """Give the end of its log."""
        try:
            return "\n".join(f"    {line}" for line in self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "    (no log)"


def stop_all(children: Iterable[Child], seconds: float) -> None:
    """End them: ask all at once, wait up to `seconds`, then kill what is left of their groups."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
    for process in running:
        kill_group(process.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)


def kill_group(group: int) -> None:
    """Kill whatever is left of a process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def orphans(mark: str) -> list[psutil.Process]:
    """Find the processes that an earlier supervisor of the same clone left behind."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append(process)
    return found


def end_orphans(mark: str, seconds: float = 3.0) -> int:
    """End what an earlier supervisor of the same clone left behind; gives how many there were."""
    left = orphans(mark)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _gone, alive = psutil.wait_procs(left, seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, 2)
    return len(left)
