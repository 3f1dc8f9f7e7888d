"""Each count of the board leads to a list of exactly what it counts, on the page and in its file."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from desk.recap.models import FallbackPlan
from tests.doors import signed_in
from tests.test_recap_board import NIGHT, night, say

__all__ = ["night"]
pytestmark = pytest.mark.django_db
COUNT = re.compile(r'<a class="recap-count" href="([^"]+)">([\d.]+)<span')
LATER = NIGHT + timedelta(hours=30)  # both deadlines have passed


def told(night: SimpleNamespace) -> None:
    """Let the night be varied: every count of the board is more than nothing."""
    say(night, night.near, "visible")
    say(night, night.near, "counted", 1, races=night.races[:1], actor=night.operator_lebak, note="salah foto")
    say(night, night.far, "handed", 2)
    say(night, night.weak, "not-known", 3)
    say(night, night.west, "queued", 4)
    FallbackPlan.objects.create(
        election=night.election, station=night.far, made_at=NIGHT, changed_at=NIGHT, means="courier", lacks=[]
    )


@pytest.mark.parametrize("query", ["", "?race=ppwp&region=36.02"])
def test_every_count_is_a_link_to_exactly_what_it_counts(night: SimpleNamespace, query: str) -> None:
    told(night)
    with time_machine.travel(LATER, tick=False):
        browser = signed_in(night.operator_banten)
        links = COUNT.findall(browser.get(f"/recap/{query}").content.decode())
        kinds = {re.search(r"what=([a-z]+)", url)[1] for url, _number in links}  # type: ignore[index]
        all_races = {"sent", "visible"} if not query else set()
        assert kinds >= all_races | {"expected", "reported", "carried", "unknown", "overdue", "disputed", "blank",
                                     "planned", "unplanned", "stations"}, kinds  # fmt: skip
        wrong = {}
        for url, number in dict(links).items():
            found = browser.get(unescape(url)).context
            if found["number"] != int(number.replace(".", "")) or len(found["rows"]) != found["number"]:
                wrong[url] = (number, found["number"], len(found["rows"]))
    assert wrong == {}


def test_the_file_has_the_same_rows_and_says_who_is_out_of_reach(night: SimpleNamespace) -> None:
    told(night)
    browser = signed_in(night.kpu)
    answer = browser.get("/recap/list/export.csv?what=carried&group=unreachable&region=36.02")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "rekap-carried-" in answer["Content-Disposition"]
    assert all("TPS 002 Kanekes" in line and ",tidak," in line and "diserahkan ke PPK" in line for line in lines[1:])


def test_before_the_deadline_nothing_is_late_and_unknown_words_fall_back(night: SimpleNamespace) -> None:
    told(night)
    browser = signed_in(night.admin)
    with time_machine.travel(NIGHT, tick=False):
        page = browser.get("/recap/list/?what=overdue").content.decode()
        assert "Keterlambatan baru dihitung mulai" in page
        assert browser.get("/recap/list/?what=%00&group=x&page=99").context["number"] == 10
        assert browser.get("/recap/list/?region=36.99").status_code == 404
    with time_machine.travel(NIGHT + timedelta(hours=3), tick=False):
        found = browser.get("/recap/list/?what=overdue").context
        assert found["number"] == 7, "those out of reach are not late yet"


def test_the_list_keeps_to_the_own_region_and_asks_little(
    night: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    told(night)
    field = signed_in(night.lapangan)
    assert field.get("/recap/list/?region=36.01").status_code == 404
    assert field.get("/recap/list/").context["number"] == 6
    admin = signed_in(night.admin)
    admin.get("/recap/list/")
    with django_assert_max_num_queries(12):
        assert "formulir di 5 TPS" in admin.get("/recap/list/?what=expected").content.decode()
    assert signed_in(night.luar).get("/recap/list/").status_code == 403
