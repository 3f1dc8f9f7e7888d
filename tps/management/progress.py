"""A progress bar for commands, drawn on a terminal only."""

import time
from typing import TextIO

WIDTH = 30


class Bar:
    """Draws how far a command is, with rows a second and the time left; silent where nobody looks."""

    def __init__(self, stream: TextIO, title: str) -> None:
        self.stream = stream
        self.title = title
        self.seen = stream.isatty()
        self.began = time.monotonic()

    def show(self, done: int, total: int) -> None:
        """Draw the bar anew."""
        if not self.seen or not total:
            return
        seconds = max(time.monotonic() - self.began, 0.001)
        full = min(WIDTH, WIDTH * done // total)
        rate = done / seconds
        left = max(0, round((total - done) / rate)) if rate else 0
        bar = "#" * full + "-" * (WIDTH - full)
        self.stream.write(f"\r{self.title} [{bar}] {done}/{total}  {rate:.0f}/s  {left} s left ")
        self.stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.seen:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
