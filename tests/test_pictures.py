"""The pictures in the README are taken by the product's own browser: `make pictures` renews them."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from desk import clock
from desk.accounts.models import User
from desk.map.actions import draw
from desk.work.models import Job, Pulse
from tps.models import Election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
RENEW = bool(os.environ.get("RENEW_PICTURES"))


@pytest.fixture
def demo(transactional_db: None, tmp_path: Path, settings: object) -> Election:
    """Load the demo: whole for the README, small for the suite."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    call_command("seed_demo", stations=33324 if RENEW else 200, stdout=io.StringIO())
    election = Election.objects.get(current=True)
    draw(election.pk, at=clock.now(), report=lambda _done, _total: None)
    # As a running demo looks a minute later: the workers live and have nothing left to do.
    for name in ("worker", "beat"):
        Pulse.objects.update_or_create(name=name, defaults={"seen_at": clock.now()})
    Job.objects.filter(state="due").delete()
    return election


def test_beranda_and_the_map_make_a_picture(demo: Election, open_page: Callable[..., Page], tmp_path: Path) -> None:
    folder = IMAGES if RENEW else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page = open_page(User.objects.get(username="operator.banten"), device_scale_factor=1)
    page.goto("/")
    expect(page.get_by_role("heading", name="Perlu perhatian")).to_be_visible()
    page.screenshot(path=folder / "beranda.png")
    page.goto("/map/")
    expect(page.locator("[data-map-list] li").first).to_be_visible()
    page.wait_for_timeout(1_000)
    page.screenshot(path=folder / "peta.png")
    for name in ("beranda.png", "peta.png"):
        assert (folder / name).stat().st_size > 20_000
