"""A real headless Chromium for the suite, and what it may not do: reach the network or stay silent about errors."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--no-first-run",
]


def executable() -> str:
    """Find an installed Chromium: CHROMIUM in the environment, the path, or the usual places."""
    given = os.environ.get("CHROMIUM")
    for candidate in (given, *(shutil.which(name) for name in NAMES), *PLACES):
        if candidate and Path(candidate).exists():
            return candidate
    raise RuntimeError(
        "The suite needs a browser: install Chromium (Debian: apt-get install chromium) or set CHROMIUM."
    )


def flags() -> list[str]:
    """Give the switches that Chromium is started with."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


@dataclass
class Troubles:
    """What a page complained of: uncaught errors, console errors (refused by CSP among them), failed requests."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"uncaught: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def forget(self, part: str) -> None:
        """Drop the complaints that a test expects; fails when there was none."""
        kept = [text for text in self.found if part not in text]
        assert len(kept) < len(self.found), f"no complaint about {part!r} in {self.found}"
        self.found[:] = kept


def context_options(base_url: str, **more: Any) -> dict[str, Any]:
    """Give what every test's browser is like: Indonesian, in Jakarta's zone, a desktop's size."""
    options: dict[str, Any] = {
        "base_url": base_url,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
        "viewport": {"width": 1440, "height": 900},
        "accept_downloads": True,
    }
    return options | more


def sign_in(context: BrowserContext, cookie: str, base_url: str) -> None:
    """Give a browser the session of a signed-in client."""
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])
