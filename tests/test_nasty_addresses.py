"""Every page asked with senseless, huge and hostile parameters: an answer below 500, always."""

import logging
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.doors import addresses, opened, signed_in, status_of, world
from tests.forms import save

pytestmark = pytest.mark.django_db

# Every parameter that any page reads from its address, without `election`: an unknown one would hide the rest.
NAMES = [
    "after",
    "agency",
    "area",
    "bbox",
    "body",
    "code",
    "day",
    "days",
    "download",
    "edition",
    "flag",
    "from",
    "inactive",
    "kind",
    "lack",
    "late",
    "latitude",
    "layer",
    "level",
    "longitude",
    "means",
    "measure",
    "missing",
    "mode",
    "next",
    "overdue",
    "owner",
    "page",
    "period",
    "person",
    "place",
    "position",
    "priority",
    "q",
    "region",
    "risk",
    "role",
    "selected",
    "severity",
    "sort",
    "source",
    "special",
    "state",
    "station",
    "status",
    "tab",
    "to",
    "within",
    "zoom",
]
VALUES = [
    "%ff%ed%a0%80",
    "9" * 30,
    "9" * 5000,
    "-1",
    "NaN,NaN,NaN,NaN",
    "-inf,-inf,inf,inf",
    "%25_%5C%27%3B--%5B%28",
    "x%20" * 3_300,
    "%C2%B2",
    "R-" + "9" * 40,
    "9999-12-31",
    # NUL is taken out of queries and forms, and known in no path.
    "a%00b",
]


def breaks(browser: Client, url: str) -> bool:
    """Tell whether a page answers 500 or breaks off; whatever it raises is what is looked for."""
    try:
        return status_of(browser, url) >= 500
    except Exception:
        return True


@pytest.fixture
def found(caplog: pytest.LogCaptureFixture) -> SimpleNamespace:
    """Give the world, and all its pages."""
    caplog.set_level(logging.CRITICAL)
    found = world()
    found.browser = signed_in(found.admin)
    found.pages = sorted({opened(each, found) for each in addresses()})
    return found


def test_no_parameter_breaks_a_page(found: SimpleNamespace) -> None:
    """Ask each page with something nasty in every parameter; which nasty thing wanders with page and turn."""
    broken = []
    for turn in range(2):
        for number, url in enumerate(found.pages, turn * 5):
            values = [VALUES[(number + place) % len(VALUES)] for place in range(len(NAMES))]
            query = "&".join(f"{name}={value}" for name, value in zip(NAMES, values, strict=True))
            wanted = [f"{url}?{query}"] + ([f"{url}?election={values[0]}"] if number % 2 == turn else [])
            broken += [asked[:3000] for asked in wanted if breaks(found.browser, asked)]
    assert broken == []
    browser = found.browser
    assert "Kanekes" in browser.get("/tps/?q=kane%%0000kes").content.decode()
    assert browser.get("/tps/36%00/").status_code == 404
    risk = f"/risks/{found.flag.pk}/"
    answer = save(browser, risk, to=f"{risk}act/", action="severity", severity="low", comment="a\0b")
    assert answer.status_code == 302
    found.flag.refresh_from_db()
    assert found.flag.severity_reason == "ab"
