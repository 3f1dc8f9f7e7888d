"""A briefing in a real browser: authorised through the dialog, issued by a worker, checked by anyone with the file."""

import pytest
from django.urls import reverse

from desk import clock
from desk.briefings import actions
from desk.briefings import jobs as _handlers  # noqa: F401 — registers the handler, as a worker does
from desk.briefings.models import Briefing, Recipient
from desk.work import runs
from desk.work.models import Job
from tests.builders import agency, cast, flag, observation, station, task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    """Give the cast and a draft for KPU about a risk in Kanekes."""
    people = cast()
    risk = flag(station(), severity="critical", status="verified")
    observation(risk.station, flag=risk)
    task(flag=risk, owner=agency("kpu"))
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    week = clock.week_of(clock.now()).name
    people.draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period=week, actor=people.operator_banten, at=clock.now()
    )
    return people


def test_official_authorises_and_sees_it_issued(open_page, story):
    page = open_page(story.pejabat)
    page.goto(reverse("briefing", args=[story.draft.pk]))
    page.get_by_role("button", name="Sahkan dan terbitkan").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Sahkan dan terbitkan").click()
    page.get_by_text("Laporan sedang dibuat").first.wait_for()
    runs.execute(Job.objects.get(kind=actions.ISSUE).pk)
    page.get_by_text("Pengiriman", exact=True).wait_for()
    briefing = Briefing.objects.get()
    assert briefing.document is not None
    assert page.get_by_text(briefing.document.number).first.is_visible()


def test_anyone_compares_the_file_on_the_own_device(open_page, story, tmp_path):
    actions.authorise(story.draft, actor=story.pejabat, at=clock.now())
    document = actions.issue(story.draft.pk, at=clock.now()).document
    page = open_page()
    page.goto(reverse("verify", args=[document.code]))
    same, other = tmp_path / "sama.pdf", tmp_path / "lain.pdf"
    same.write_bytes(bytes(document.content))
    other.write_bytes(bytes(document.content) + b" ")
    page.set_input_files("#verify-file", same)
    page.get_by_text("persis seperti yang diterbitkan").wait_for()
    page.set_input_files("#verify-file", other)
    page.get_by_text("bukan yang diterbitkan").wait_for()


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_do_not_scroll_sideways(open_page, story, width):
    page = open_page(story.admin, viewport={"width": width, "height": 844})
    for url in (
        reverse("briefings"),
        reverse("briefing", args=[story.draft.pk]),
        reverse("briefing-new"),
        reverse("briefing-settings"),
        reverse("briefing-recipients", args=["kpu"]),
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
