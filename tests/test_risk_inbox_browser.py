"""The inbox by keyboard in a real browser: move, tick, verify, dismiss, take back; on a phone one below the other."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from risks.models import Flag
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def accessible(page):
    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in {"serious", "critical"}]
    assert found == [], [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.fixture
def people():
    """Make the cast and five waiting floods in Kanekes, oldest first, the first two 100 metres apart."""
    cast = builders.cast()
    now = timezone.now()
    for number in range(1, 6):
        place = builders.station(number, latitude=-6.6 - number * 0.001, longitude=106.1 + (number > 2) * number / 10)
        builders.flag(place, kind="flood", reported_at=now - timedelta(minutes=60 - number))
    return cast


def test_a_shift_of_triage_needs_no_mouse(people, open_page):
    flags = list(Flag.objects.order_by("pk"))
    page = open_page(people.operator_lebak)
    page.goto("/risks/inbox/")
    one, live = page.locator("#inbox-one"), page.locator("#inbox-said")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 001 Kanekes")
    accessible(page)

    page.keyboard.press("j")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 002 Kanekes")
    expect(page.locator("[data-row][aria-current] a")).to_be_focused()
    page.keyboard.press("k")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 001 Kanekes")

    page.keyboard.press("v")
    expect(live).to_contain_text(f"{flags[0].number} terverifikasi.")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 002 Kanekes")
    expect(page.locator("[data-row][aria-current] a")).to_be_focused()

    page.keyboard.press("u")
    expect(live).to_contain_text("1 risiko dikembalikan")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 001 Kanekes")

    page.keyboard.press("m")
    expect(one.get_by_role("button", name=f"Gabungkan ke {flags[1].number}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(live).to_contain_text(f"{flags[0].number} digabungkan sebagai ganda.")

    page.keyboard.press("j")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 003 Kanekes")
    page.keyboard.press("x")
    page.keyboard.press("j")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 004 Kanekes")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 dipilih")
    expect(one.locator("[data-scope]")).to_have_text("Tindakan berlaku untuk semua baris yang dipilih: 2.")
    page.keyboard.press("b")  # means nothing before "d"
    page.keyboard.press("d")
    page.keyboard.press("b")
    expect(live).to_contain_text("2 risiko ditolak.")
    expect(one.get_by_role("heading", level=2)).to_have_text("TPS 005 Kanekes")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("urungkan tindakan terakhir")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_label("Petugas desk")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(live).to_contain_text(f"Penanggung jawab {flags[4].number} ditunjuk.")
    accessible(page)

    status = [(each.status, each.outcome) for each in Flag.objects.order_by("pk")]
    assert status == [
        ("dismissed", "duplicate"),
        ("reported", ""),
        ("dismissed", "bogus"),
        ("dismissed", "bogus"),
        ("reported", ""),
    ]
    assert Flag.objects.get(pk=flags[4].pk).assignee == people.operator_lebak


def test_two_people_see_each_other_on_a_phone(people, open_page):
    other = open_page(people.operator_banten)
    other.goto("/risks/inbox/")
    expect(other.locator("#inbox-looking [name=known]")).to_have_count(1)
    phone = open_page(people.operator_lebak, viewport={"width": 390, "height": 844})
    phone.goto("/risks/inbox/")
    expect(phone.locator("#inbox-looking")).to_contain_text("sedang dilihat operator.banten")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box, under = phone.locator(".inbox-list").bounding_box(), phone.locator("#inbox-one").bounding_box()
    assert under["y"] >= box["y"] + box["height"]
    phone.locator("[data-row] a").nth(1).click()
    expect(phone.locator("#inbox-one").get_by_role("heading", level=2)).to_have_text("TPS 002 Kanekes")
    expect(phone.locator("#inbox-one")).to_be_in_viewport()
