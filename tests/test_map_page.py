"""The map in a real browser: from clusters down to a station, by pointer, keyboard and link."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from desk import clock
from desk.map import actions
from tests.builders import election, flag, station

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def banten(cast):
    """Kanekes with nine stations, one of them critical, and a far village in Kota Tangerang."""
    for number in range(1, 10):
        each = station(number, latitude=-6.58 + number * 0.002, longitude=106.21 + (number % 3) * 0.003)
        if number == 5:
            flag(each, severity="critical")
    for number in range(1, 6):
        station(number, "36.71.01.1001", latitude=-6.17 + number * 0.002, longitude=106.63)
    station(9, "36.71.01.1001")
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)
    return cast


def ready(page, turns=1):
    for _ in range(200):
        if page.evaluate("Number(document.querySelector('[data-map]').dataset.ready ?? 0)") >= turns:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the map did not answer")


def test_from_the_provinces_clusters_to_one_station(open_page, banten):
    page = open_page(banten.operator_lebak)
    page.goto("/map/")
    ready(page)
    assert page.locator("[data-in-view]").inner_text() == "14 TPS"
    assert page.locator("[data-unplaced] span").inner_text() == "1 TPS belum mempunyai posisi."
    for _ in range(12):
        cluster = page.locator(".mark.critical").first
        cluster.wait_for()
        if cluster.locator(".shape").count():
            break
        turns = int(page.locator("[data-map]").get_attribute("data-ready"))
        cluster.click()
        ready(page, turns + 1)
    page.locator(".mark.critical .shape").click()
    panel = page.locator("#panel")
    panel.get_by_role("heading", name="TPS 005 Kanekes").wait_for()
    assert "Kritis" in panel.inner_text()
    assert panel.get_by_role("link", name="Buka halaman TPS").get_attribute("href") == "/tps/3602062001005/"
    page.wait_for_url("**/map/?*station=3602062001005*")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "station=" not in address)


def test_a_link_opens_the_same_picture(open_page, banten):
    page = open_page(banten.kpu)
    page.goto("/map/?station=3602062001005&kind=blank-spot")
    page.get_by_role("heading", name="TPS 005 Kanekes").wait_for()
    page.locator(".mark.chosen").wait_for()
    assert page.locator("input[name=kind][value=blank-spot]").is_checked()
    address = page.url
    other = open_page(banten.pejabat)
    other.goto(address[address.index("/map/") :])
    other.locator(".mark.chosen").wait_for()


def test_filters_change_the_map_and_the_address(open_page, banten):
    page = open_page(banten.operator_banten)
    page.goto("/map/")
    ready(page)
    page.get_by_label("Kritis").check()
    expect(page.locator("[data-in-view]")).to_have_text("1 TPS")
    assert "severity=critical" in page.url
    page.get_by_role("link", name="TPS 005 Kanekes").wait_for()
    page.get_by_role("button", name="Hapus saringan").click()
    expect(page.locator("[data-in-view]")).to_have_text("14 TPS")
    assert "severity" not in page.url


def test_the_search_flies_to_the_place_with_the_keyboard_alone(open_page, banten):
    page = open_page(banten.operator_banten)
    page.goto("/map/")
    ready(page)
    box = page.get_by_label("Cari tempat di peta")
    box.fill("kanekes 7")
    page.get_by_role("option", name="TPS 007 Kanekes").wait_for()
    box.press("Enter")
    page.get_by_role("heading", name="TPS 007 Kanekes").wait_for()
    page.wait_for_url("**z=16*")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
@pytest.mark.parametrize("address", ["/map/", "/tps/", "/tps/3602062001005/", "/tps/3602062001005/position/"])
def test_pages_have_no_barrier_that_axe_finds(open_page, banten, size, address):
    page = open_page(
        banten.operator_lebak,
        viewport={"width": size[0], "height": size[1]},
        has_touch=size[0] < 500,
    )
    page.goto(address)
    if address == "/map/":
        ready(page)
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_map_says_so_when_the_server_is_gone(open_page, banten, troubles):
    page = open_page(banten.operator_banten)
    page.goto("/map/")
    ready(page)
    page.route("**/map/stations.json*", lambda route: route.abort())
    page.get_by_role("button", name="Perbesar").click()
    page.locator("[data-trouble]").get_by_text("tidak dapat dimuat").wait_for()
    troubles.forget("ERR_FAILED")


def test_a_box_drawn_on_the_map_chooses_stations_and_stands_in_the_address(open_page, banten):
    page = open_page(banten.operator_lebak)
    page.goto("/map/?lat=-6.57&lng=106.22&z=13")
    ready(page)
    page.get_by_role("button", name="Pilih dengan kotak").click()
    frame = page.locator("#map").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2 - 200, frame["y"] + 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 2 + 150, frame["y"] + frame["height"] - 160, steps=4)
    page.mouse.up()
    panel = page.locator("#panel")
    panel.get_by_role("heading", name="Yang dipilih di peta").wait_for()
    panel.get_by_role("link", name="Lihat daftar").wait_for()
    page.wait_for_url(lambda address: "area=" in address)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hapus pilihan").click()
    page.wait_for_url(lambda address: "area=" not in address)
    # Without a pointer the whole view is chosen.
    page.get_by_role("button", name="Pilih dengan bentuk").press("Enter")
    page.get_by_role("button", name="Pilih seluruh tampilan").press("Enter")
    panel.get_by_role("heading", name="Yang dipilih di peta").wait_for()


def test_colours_layers_and_a_past_day_change_the_picture_and_its_address(open_page, banten):
    page = open_page(banten.operator_lebak)
    page.goto("/map/")
    ready(page)
    page.locator("[data-ramp] li").first.wait_for()
    page.get_by_label("Warna wilayah").select_option("worst")
    page.locator("[data-ramp]").get_by_text("Kritis").wait_for()
    page.locator("path.area-4").first.wait_for()
    page.get_by_label("Kantor instansi").check()
    page.wait_for_url("**layer=offices**")
    page.get_by_role("button", name="Waktu").click()
    page.get_by_role("button", name="Sehari sebelumnya").click()
    page.wait_for_url("**day=**")
    expect(page.locator("[data-in-view]")).to_have_text("14 TPS")
    assert page.locator("a[aria-label='Cetak atau unduh gambar']").get_attribute("href").startswith("/map/picture/?")


def test_ones_own_position_on_a_phone_is_shown_and_a_refusal_says_what_to_do(open_page, banten):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    here = {"latitude": -6.57, "longitude": 106.213, "accuracy": 40}
    page = open_page(banten.lapangan, **phone, geolocation=here, permissions=["geolocation"])
    answer = page.goto("/map/")
    assert "geolocation=(self)" in answer.headers["permissions-policy"]
    ready(page)
    page.get_by_role("button", name="Posisi saya").tap()
    page.locator("path.here").wait_for()
    page.wait_for_url("**lat=-6.57*z=15*")
    trouble = page.locator("[data-trouble]")
    expect(trouble).to_be_hidden()
    refusing = open_page(banten.lapangan, **phone, geolocation=here, permissions=[])
    refusing.goto("/map/")
    ready(refusing)
    refusing.get_by_role("button", name="Posisi saya").tap()
    expect(refusing.locator("[data-trouble]")).to_contain_text("Izinkan lokasi untuk situs ini")
    assert refusing.locator("path.here").count() == 0
