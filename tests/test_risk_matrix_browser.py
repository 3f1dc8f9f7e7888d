"""The table of regions and kinds in a real browser: a figure leads to its list; accessible, and whole on a phone."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.test_risk_browser import accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast():
    """Make the cast and risks in two regencies."""
    for number, severity in enumerate(["critical", "high", "low"], 1):
        builders.flag(builders.station(number), severity=severity)
    builders.flag(builders.station(1, "36.01.01.2001"), kind="flood")
    builders.flag(builders.region("36"), kind="logistics")
    return builders.cast()


@pytest.mark.parametrize(("scheme", "wide", "high"), [("light", 1440, 900), ("dark", 390, 844)])
def test_a_figure_leads_to_the_list_that_it_counts(cast, open_page, scheme, wide, high):
    page = open_page(cast.pejabat, color_scheme=scheme, viewport={"width": wide, "height": high})
    page.goto("/risks/")
    page.get_by_role("link", name="Per wilayah").click()
    expect(page.get_by_role("rowheader", name="Kabupaten Lebak")).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    page.get_by_role("row", name="Kabupaten Lebak").get_by_role("link", name="3").first.click()
    expect(page.locator(".table-list tbody tr")).to_have_count(3)
