"""Risks in a real browser: log by typing, verify in the side panel, choose many rows; accessible on each page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from risks.models import Flag, Observation
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people():
    """Make the cast, Kanekes 005 and 015, and KPU."""
    cast = builders.cast()
    builders.station(5), builders.station(15)
    return cast


def accessible(page):
    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in {"serious", "critical"}]
    assert found == [], [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_a_risk_is_logged_with_the_keyboard(people, open_page):
    page = open_page(people.operator_banten)
    page.goto("/risks/new/")
    accessible(page)
    page.get_by_label("TPS atau wilayah").press_sequentially("kanekes 5")
    expect(page.get_by_role("option").first).to_contain_text("TPS 005 Kanekes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("TPS atau wilayah")).to_have_value("TPS 005 Kanekes, Leuwidamar, Kabupaten Lebak")
    page.get_by_label("Jenis").select_option("blank-spot")
    assert "dry" not in page.get_by_label("Tingkat").locator("option").evaluate_all("all => all.map(one => one.value)")
    expect(page.get_by_label("Jarak ke tempat bersinyal")).to_be_hidden()
    page.get_by_label("Tingkat").select_option("none")
    page.get_by_label("Sumber").select_option("kpu")
    page.get_by_role("button", name="Simpan risiko").dblclick()
    expect(page.get_by_role("heading", name="TPS 005 Kanekes")).to_be_visible()
    assert Observation.objects.count() == 1
    accessible(page)


def test_a_changed_place_is_not_taken_for_the_chosen_one(people, open_page):
    page = open_page(people.operator_banten)
    page.goto("/risks/new/?station=3602062001005")
    field = page.get_by_label("TPS atau wilayah")
    field.fill("kanekes 15")
    page.get_by_label("Jenis").select_option("flood")
    page.get_by_label("Tingkat").select_option("prone")
    page.get_by_label("Sumber").select_option("kpu")
    page.get_by_role("button", name="Simpan risiko").click()
    expect(page.get_by_role("heading", name="TPS 015 Kanekes")).to_be_visible()


def test_a_risk_is_verified_in_the_side_panel(people, open_page):
    flag = builders.flag(builders.station(7), severity="high", reported_by=people.operator_banten)
    page = open_page(people.operator_lebak)
    page.goto("/risks/")
    page.locator("a.row-title").first.click()
    panel = page.locator("#panel")
    panel.get_by_label("Catatan", exact=False).first.fill("Dicek PPS")
    panel.get_by_role("button", name="Verifikasi", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("terverifikasi")
    expect(panel.get_by_role("button", name="Mulai mitigasi")).to_be_visible()
    flag.refresh_from_db()
    assert (flag.status, flag.verified_by) == ("verified", people.operator_lebak)
    accessible(page)


def test_many_are_verified_only_after_a_word_of_what_will_happen(people, open_page):
    for number in (1, 2):
        builders.flag(builders.station(number), severity="medium")
    page = open_page(people.operator_lebak)
    page.goto("/risks/")
    page.get_by_label("Pilih semua di halaman ini").check()
    page.get_by_role("button", name="Verifikasi…").click()
    assert not Flag.objects.filter(status="verified").exists()
    expect(page.get_by_role("dialog")).to_contain_text("atas nama Anda")
    page.get_by_role("button", name="Verifikasi risiko").click()
    expect(page.locator("#messages")).to_contain_text("2 risiko diverifikasi")
    assert Flag.objects.filter(status="verified").count() == 2


def test_many_are_dismissed_with_a_reason(people, open_page):
    for number in range(20, 24):
        builders.flag(builders.station(number))
    page = open_page(people.operator_lebak)
    page.goto("/risks/")
    page.get_by_label("Pilih semua di halaman ini").check()
    page.get_by_role("button", name="Tolak…").click()
    page.get_by_label("Alasan").select_option("bogus")
    page.get_by_role("button", name="Tolak risiko").click()
    expect(page.locator("#messages")).to_contain_text("4 risiko ditolak")
    assert set(Flag.objects.values_list("status", "outcome")) == {("dismissed", "bogus")}


def test_the_register_works_on_a_phone(people, open_page):
    builders.flag(builders.station(7))
    page = open_page(people.operator_lebak, viewport={"width": 390, "height": 844})
    page.goto("/risks/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
