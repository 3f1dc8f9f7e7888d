"""Fast entry and the board in a real browser: without a mouse, told at once, and refreshed by itself."""

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from desk import clock
from desk.recap.models import FormSighting
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_caller_records_by_keyboard_alone_and_the_board_follows(open_page: Any, troubles: Any) -> None:
    builders.election(polling_date=clock.local(clock.now()).date())
    for number in (5, 6, 7):
        builders.station(number)
    builders.race("ppwp", name="Presiden")
    page = open_page(builders.user("penelepon", "operator", remit="36"))
    page.goto("/recap/entry/")
    began = time.monotonic()
    for number, key in ((5, "4"), (6, "1")):
        page.keyboard.type(f"kanekes {number}")
        page.keyboard.press("Enter")
        page.get_by_text(f"TPS 00{number} Kanekes ·").wait_for()
        page.keyboard.press(key)
    page.locator("[data-entry-log] li", has_text="tersimpan").nth(1).wait_for()
    # Two entries; a person has twelve seconds for each when they make 300 an hour.
    assert time.monotonic() - began < 24
    assert set(FormSighting.objects.values_list("station__number", "state")) == {(5, "sent"), (6, "counted")}
    page.keyboard.press("-")
    page.locator("[data-entry-log] li", has_text="dibatalkan").wait_for()
    assert FormSighting.objects.counting().count() == 1
    # A step back needs a word: the page asks for it and sends the same again.
    page.keyboard.type("kanekes 5")
    page.keyboard.press("Enter")
    page.get_by_text("TPS 005 Kanekes ·").wait_for()
    page.keyboard.press("1")
    page.locator("#id_note:focus").wait_for()
    page.keyboard.type("dihitung ulang")
    page.keyboard.press("Enter")
    page.locator("[data-entry-log] li:first-child", has_text="tersimpan").wait_for()
    troubles.forget("422")
    assert FormSighting.objects.get(note="dihitung ulang").state == "counted"
    page.keyboard.press("+")
    page.locator("[data-entry-station]", has_text="Kanekes").wait_for()
    problems = Axe().run(page).response["violations"]
    page.goto("/recap/")
    page.get_by_role("link", name="Kabupaten Lebak").first.wait_for()
    problems += Axe().run(page).response["violations"]
    assert [each["id"] for each in problems] == []
