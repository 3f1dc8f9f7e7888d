"""What the map sends over a slow line: little before there is something to see, and nothing twice."""

import gzip
from urllib.parse import urlsplit

import pytest

from desk import clock
from desk.demo.places import village_centres
from desk.map import actions
from tests.builders import election, flag, station
from tps.actions import regions
from tps.cells import cell
from tps.codes import station as station_code
from tps.models import PollingStation

pytestmark = pytest.mark.django_db
KB = 1024
PACKED = ("text/", "application/javascript", "application/json", "application/geo+json", "image/svg+xml")


def banten() -> None:
    """Put one station into each of the 1,552 villages of Banten, and draw what follows from them."""
    regions.load_reference(actor=None, at=clock.now())
    made = [
        PollingStation(
            election=election(),
            region_id=village,
            number=1,
            code=station_code(village, 1),
            latitude=latitude,
            longitude=longitude,
            cell=cell(latitude, longitude),
            position_source="simulated",
        )
        for village, (latitude, longitude) in village_centres().items()
    ]
    PollingStation.objects.bulk_create(made)
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)


def test_all_districts_of_a_province_are_small_and_are_not_sent_again(client, cast):
    banten()
    client.force_login(cast.pejabat)
    asked = {"level": "district", "measure": "worst", "zoom": "10"}
    found = client.get("/map/regions.json", asked, headers={"Accept-Encoding": "gzip"})
    assert found["Content-Encoding"] == "gzip"
    assert sum(bool(each["geometry"]) for each in client.get("/map/regions.json", asked).json()["features"]) == 155
    assert len(found.content) <= 80 * KB
    again = client.get("/map/regions.json", asked, headers={"If-None-Match": found["ETag"], "Accept-Encoding": "gzip"})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_phone_has_its_first_picture_of_a_province_after_a_quarter_of_a_megabyte(open_page, cast):
    banten()
    flag(station(2, latitude=-6.55, longitude=106.2), severity="critical")
    page = open_page(cast.pejabat, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # Playwright takes no builtin
    page.goto("/map/")
    page.locator("path.area-0").first.wait_for(state="attached")
    page.locator(".mark .ring").first.wait_for()
    sent = [(urlsplit(answer.url).path, packed(answer)) for answer in answers]
    data = sum(size for path, size in sent if path.startswith("/map/") and path != "/map/")
    assert {"/map/", "/map/regions.json", "/map/stations.json"} <= {path for path, _size in sent}
    assert sum(size for _path, size in sent) <= 250 * KB, sent
    assert sum(size for _path, size in sent) - data <= 150 * KB, sent


def packed(answer) -> int:
    """Give the bytes of an answer as production sends it: texts packed, with its head."""
    body = answer.body()
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return head + (len(gzip.compress(body, 6)) if answer.headers["content-type"].startswith(PACKED) else len(body))
