"""Beranda, tasks and progress in a real browser: readable for everyone, no complaint of the page, live progress."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from desk.work.models import Job
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def desk() -> Any:
    """Make an operator, a risk and a late task."""
    operator = builders.user("operator.lebak", "operator", remit="36.02")
    now = timezone.now()
    flag = builders.flag(severity="critical", reported_at=now - timedelta(days=2))
    builders.observation(flag.station, flag=flag)
    builders.task(flag=flag, created_at=now - timedelta(days=3), due_at=now - timedelta(days=1))
    return operator


@pytest.mark.parametrize("path", ["/", "/tasks/", "/tasks/new/", "/tasks/unattended/", "/search/?q=kanekes", "/jobs/"])
def test_pages_are_readable_for_everyone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(desk())
    page.goto(path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_progress_moves_by_itself_and_leads_on_at_the_end(open_page: Callable[..., Page]) -> None:
    operator = desk()
    now = timezone.now()
    job = Job.objects.create(
        kind="tps.check",
        state="running",
        created_at=now,
        due_at=now,
        started_at=now - timedelta(seconds=20),
        lease_until=now + timedelta(minutes=5),
        lease_token=uuid.uuid4(),
        done=100,
        total=1000,
        requested_by=operator,
    )
    page = open_page(operator)
    page.goto(f"/jobs/{job.pk}/?next=/tasks/")
    expect(page.get_by_text("100 dari 1.000")).to_be_visible()
    Job.objects.filter(pk=job.pk).update(done=700)
    expect(page.get_by_text("700 dari 1.000")).to_be_visible()
    expect(page.get_by_text("per detik")).to_be_visible()
    page.reload()
    expect(page.get_by_text("700 dari 1.000")).to_be_visible()
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=now, lease_until=None, lease_token=None)
    page.wait_for_url("**/tasks/")


def test_a_task_opens_in_the_panel_and_is_answered(open_page: Callable[..., Page]) -> None:
    page = open_page(desk())
    page.goto("/tasks/")
    page.get_by_role("link", name="Pasang penguat sinyal").click()
    panel = page.locator("#panel")
    panel.get_by_label("Jawaban").fill("Sudah dihubungi lewat telepon.")
    panel.get_by_role("button", name="Terima tugas").click()
    expect(page.get_by_text("Sudah dihubungi lewat telepon.", exact=True)).to_be_visible()
    expect(page.locator("header .tag").get_by_text("Diterima")).to_be_visible()


def test_the_search_box_offers_and_goes_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(desk())
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("kanekes")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tps/3602062001005/")
