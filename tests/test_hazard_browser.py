"""Hazard zones in a real browser: a file handed in, its preview on the map and per region, then proposed."""

import pytest
import shapely
from playwright.sync_api import expect

from desk.work import runs
from desk.work.models import Job
from risks import jobs
from risks.models import Observation
from tests import builders
from tests.boundary_files import geojson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
assert jobs, "importing them registers the handlers"


def work():
    for pk in Job.objects.filter(state="due", kind__startswith="risks.zones").values_list("pk", flat=True):
        runs.execute(pk)


def test_a_file_of_zones_is_seen_on_the_map_before_anything_is_written(open_page):
    cast = builders.cast()
    builders.agency("bpbd")
    for number, latitude in ((1, -6.55), (2, -6.52), (3, -6.45)):
        builders.station(number, latitude=latitude, longitude=106.25)
    content = geojson({"Ciujung": shapely.box(106.2, -6.6, 106.3, -6.5)}, field="name")
    page = open_page(cast.operator_banten)
    page.goto("/hazards/")
    page.get_by_label("Berkas zona").set_input_files(
        {"name": "zona.geojson", "mimeType": "application/geo+json", "buffer": content}
    )
    page.get_by_label("Jenis risiko").select_option("flood")
    page.get_by_label("Sumber").select_option("bpbd")
    page.locator("input[name=name]").fill("Rawan banjir")
    page.get_by_role("button", name="Unggah dan periksa").click()
    expect(page.get_by_role("heading", name="Rawan banjir")).to_be_visible()
    work()
    page.reload()
    box = page.locator("[data-zone-map][data-ready]")
    expect(box.locator(".zone")).to_have_count(1)
    expect(box.locator(".zone-dot")).to_have_count(2)
    expect(page.get_by_text("2 TPS ada di dalam zona")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Kabupaten Lebak")).to_contain_text("2")
    assert not Observation.objects.exists()
    page.get_by_role("button", name="Usulkan 2 pengamatan").click()
    expect(page.get_by_role("heading", name="Rawan banjir")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("2 pengamatan dari BPBD Banten menunggu keputusan")).to_be_visible()
    assert Observation.objects.filter(standing="proposed", grade="prone").count() == 2
