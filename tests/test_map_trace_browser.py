"""What moving the map costs the browser: no task of our scripts lasts so long that the page stops answering."""

import json
import math
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.builders import station

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 1500  # features, as many as the map answers with
LONGEST = 50  # milliseconds of processor time; the wall's clock says how busy the machine is
SCRIPTS = {"FunctionCall", "EvaluateScript", "TimerFire", "EventDispatch", "FireAnimationFrame", "RunMicrotasks"}


def features(box: str) -> list[dict]:
    """Fill a box with as many features as there may be, on one lattice of the globe: most stay when it moves."""
    west, south, east, north = (float(part) for part in box.split(","))
    step = math.sqrt((east - west) * (north - south) / MOST) * 1.01
    found = []
    for row in range(math.ceil(south / step), math.floor(north / step) + 1):
        for column in range(math.ceil(west / step), math.floor(east / step) + 1):
            worst = (None, None, "low", "medium", "high", "critical")[(row * 31 + column * 17) % 6]
            facts = {"worst": worst, "kinds": {"flood": 3} if worst else {}, "region": "36.02.06", "name": "Leuwidamar"}
            if (row + column) % 3:
                count = 2 + (row * row + column) % 900
                facts |= {"cluster": True, "count": count, "flagged": count // 3 if worst else 0}
            else:
                code = f"3602062001{(row * 40 + column) % 1000:03d}"
                facts |= {"cluster": False, "count": 1, "code": code, "position_source": "", "approximate": False}
            point = {"type": "Point", "coordinates": [round(column * step, 6), round(row * step, 6)]}
            found.append({"type": "Feature", "geometry": point, "properties": facts})
    return found[:MOST]


def test_moving_the_map_with_1500_marks_holds_the_page_up_by_no_long_task_of_our_scripts(open_page, cast, browser):
    station(latitude=-6.4, longitude=106.2)
    page = open_page(cast.pejabat)
    shown = []

    def answer(route):
        box = parse_qs(urlsplit(route.request.url).query)["bbox"][0]
        shown.append(features(box))
        answered = {"type": "FeatureCollection", "features": shown[-1], "unplaced": 0, "legend": None, "day": None}
        route.fulfill(json=answered)

    page.route("**/map/stations.json*", answer)
    page.goto("/map/?lat=-6.4&lng=106.2&z=11")
    ready(page, 1)
    frame = page.locator("#map").bounding_box()
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    # What a script does for an answer runs in microtasks, which say nothing of their script: only ours run here.
    browser.start_tracing(page=page, categories=["-*", "devtools.timeline", "v8.execute"])
    pan(page, (x, y), (-300, 0))
    ready(page, 2)
    page.get_by_role("button", name="Perbesar").click()
    ready(page, 3)
    pan(page, (x, y), (200, 150))
    ready(page, 4)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    assert min(map(len, shown)) > 1300
    spent = [(each["tdur"] / 1000, said(each)) for each in events if each["name"] in SCRIPTS and "tdur" in each]
    assert len(spent) > 50
    assert [each for each in spent if each[0] > LONGEST] == []
    # The same for every processor: no step of a move styles all marks with all that is in them anew.
    assert max(each["args"].get("elementCount", 0) for each in events if each["name"] == "UpdateLayoutTree") < 3 * MOST


def pan(page: Page, start: tuple[float, float], by: tuple[int, int]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=6)
    page.mouse.up()


def said(event: dict) -> str:
    data = event["args"].get("data") or {}
    return f"{event['name']} {data.get('type', '')} {data.get('functionName', '')} {data.get('url', '')}"


def ready(page: Page, turns: int) -> None:
    for _ in range(600):
        if page.evaluate("Number(document.querySelector('[data-map]').dataset.ready ?? 0)") >= turns:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the map did not answer")
