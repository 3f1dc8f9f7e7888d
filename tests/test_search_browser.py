"""The search box in a real browser: by keyboard, said aloud, without barriers, in light and dark, wide and narrow."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Callable[..., Page]:
    people = builders.cast()
    places = [builders.station(number) for number in range(1, 8)]
    builders.flag(places[4], kind="flood", severity="high", note="Jembatan tergenang")
    builders.task(title="Antar radio ke Kanekes", station=places[4])
    return lambda **options: open_page(people.operator_banten, **options)


def test_suggestions_are_chosen_by_keyboard_and_said_aloud(desk: Callable[..., Page]) -> None:
    page = desk(viewport=WIDE)
    page.goto("/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Cari TPS")
    expect(box).to_be_focused()
    page.keyboard.type("kanekes")
    expect(page.get_by_role("option")).to_have_count(7)
    expect(page.locator("[data-search-said]")).to_have_text("7 hasil")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    last = page.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tps/3602062001001/")


def test_enter_goes_to_the_only_hit_at_once(desk: Callable[..., Page]) -> None:
    page = desk(viewport=WIDE)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("kanekes 5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tps/3602062001005/")


def test_a_deleted_text_takes_its_suggestions_along(desk: Callable[..., Page]) -> None:
    page = desk(viewport=WIDE)
    page.goto("/")
    box = page.get_by_role("combobox", name="Cari TPS")
    box.fill("kanekes")
    expect(page.get_by_role("option").first).to_be_visible()
    box.fill("")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("[data-search-said]")).to_have_text("")


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", NARROW)])
def test_search_has_no_barrier_that_axe_finds(desk: Callable[..., Page], scheme: str, size: dict[str, int]) -> None:
    page = desk(viewport=size, color_scheme=scheme)
    page.goto("/search/?q=kaneks")
    expect(page.get_by_text("Mungkin maksud Anda")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.goto("/search/?q=kanekes")
    expect(page.get_by_role("link", name="Lihat semua 7")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("combobox", name="Cari TPS").fill("leuwi dmar")
    expect(page.get_by_text("Tidak ada yang persis. Mungkin")).to_be_visible()
    page.get_by_role("combobox", name="Cari TPS").fill("kanekes 5")
    expect(page.get_by_role("option")).to_have_count(2)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_map_offers_what_is_like_a_typing_error_but_does_not_go_there(desk: Callable[..., Page]) -> None:
    page = desk(viewport=WIDE)
    page.goto("/map/")
    page.get_by_label("Cari tempat di peta").fill("kaneks 5")
    expect(page.get_by_text("Tidak ada yang persis. Mungkin maksud Anda:")).to_be_visible()
    expect(page.locator("#map-found [aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#map-found [aria-selected=true]")).to_contain_text("TPS 005 Kanekes")
