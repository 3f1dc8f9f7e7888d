"""The journey on KPU's whole roster of Banten, as the suite goes it on a small one."""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.mailbox import Mailbox
from tests.test_journey import Roster, desk, travel

__all__ = ["desk"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BANTEN = 33_324


def test_one_desk_on_the_real_roster(
    desk: SimpleNamespace, open_page: Callable[..., Page], mailbox: Mailbox, troubles: Any
) -> None:
    file = Path(os.environ["DESK_TRIAL_DATA"]) / "banten_tps_pemilu2024.csv"
    travel(Roster(file, good=BANTEN, bad=0), open_page, mailbox, troubles)
