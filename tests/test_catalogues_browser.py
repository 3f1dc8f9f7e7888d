"""What the browser's own scripts say in English: the map, the selection, the switch itself."""

import pytest
from playwright.sync_api import expect

from desk import clock
from desk.map import actions
from tests.builders import election, flag, station

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def switch(page):
    """Choose English as a person does, in the menu of the user."""
    page.locator("summary.who").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_map_and_the_selection_speak_the_chosen_language(open_page, cast):
    for number in range(1, 4):
        place = station(number, latitude=-6.58 + number * 0.002, longitude=106.21)
    flag(place, severity="critical")
    station(9)
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)
    page = open_page(cast.operator_banten)
    page.goto("/risks/")
    switch(page)
    page.locator("tbody input[type=checkbox]").first.check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
    page.goto("/map/")
    expect(page.locator("[data-unplaced] span")).to_have_text("Polling stations without a position: 1.")
    expect(page.locator(".leaflet-control-zoom-in")).to_have_attribute("aria-label", "Zoom in")
    expect(page.locator("[data-map-list]")).to_contain_text("Critical")
