"""What the operating system is asked about processes: who they are, and that a child dies with its parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tied_to_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """Give what a child runs first so that the kernel signals it when its parent dies (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def command_of(pid: int) -> str:
    """Give the command line of a live process, its words parted by spaces; empty when there is none."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    found = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return found.stdout.strip()


def started_at(pid: int) -> str:
    """Give a mark of when a live process began, which a later one of the same id lacks; empty when gone."""
    if sys.platform == "linux":
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return ""
        state, *fields = text.rpartition(")")[2].split()
        return "" if state in "ZX" else fields[18]
    found = subprocess.run(["/bin/ps", "-o", "lstart=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return found.stdout.strip()
