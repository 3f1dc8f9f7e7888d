"""The night's board: exact counts by place, those out of reach apart, cheap for many watchers."""

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.recap.actions import sightings
from desk.recap.board import pulse
from desk.recap.board.reading import board, regencies
from desk.recap.policy import deadlines
from desk.recap.reach import reach
from desk.recap.report.reading import report
from desk.recap.situation import recap_situation
from risks.policy import speaking
from tests import builders

NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)  # 20.00 WIB of polling day
BIG = ("recap_formsighting", "recap_formstanding", "recap_formcount", "tps_pollingstation", "risks_")


@pytest.fixture
def night(cast: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """Give three stations in Kanekes (one out of reach), one in Pandeglang and one in Kota Tangerang; two races."""
    settings.DESK_RECAP_LAG = 0
    cast.near, cast.far, cast.weak = (builders.station(number) for number in (1, 2, 3))
    cast.west = builders.station(1, "36.01.01.2001")
    cast.city = builders.station(1, "36.71.01.1001")
    cast.election = cast.near.election
    cast.races = [builders.race("ppwp"), builders.race("dpr")]
    for station, grade in ((cast.far, "none"), (cast.weak, "weak")):
        flag = builders.flag(station, severity="high" if grade == "none" else "medium")
        builders.observation(station, grade=grade, flag=flag)
    return cast


def say(night: SimpleNamespace, station: Any, state: str, minute: int = 0, **more: Any) -> Any:
    """Write down a state of all forms of a station, seen some minutes after 20.00 WIB."""
    at = NIGHT + timedelta(minutes=minute)
    more = {"races": night.races, "actor": night.admin} | more
    return sightings.sight(election=night.election, station=station, state=state, seen_at=at, at=at, **more)


def figures(night: SimpleNamespace, place: str = "", at: datetime = NIGHT, races: list[int] | None = None) -> Any:
    """Read the board of a place at a moment."""
    return board(
        night.election.pk,
        place,
        races=races or [each.pk for each in night.races],
        reach=reach(night.election.pk, rule=speaking(), at=at),
        deadlines=deadlines(night.election.polling_date),
        at=at,
        version=pulse.version(night.election.pk),
    )


def browser(user: Any) -> Client:
    """Give the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def test_out_of_reach_stands_in_a_denominator_of_its_own(night: SimpleNamespace) -> None:
    say(night, night.near, "visible")
    say(night, night.far, "handed")
    say(night, night.west, "not-known")
    found = figures(night)
    lebak = next(line for line in found.lines if line.code == "36.02")
    assert (lebak.stations, lebak.blank, lebak.unreachable_stations) == (3, 2, 1)
    near, far = lebak.reachable, lebak.unreachable
    assert (near.expected, near.reported, near.sent, near.visible, near.silent) == (4, 2, 2, 2, 2)
    assert (far.expected, far.reported, far.sent, far.carried, far.silent) == (2, 2, 0, 2, 0)
    west = next(line for line in found.lines if line.code == "36.01").reachable
    assert (west.reported, west.unknown, west.silent) == (0, 2, 0)
    assert found.whole.reachable.expected + found.whole.unreachable.expected == 5 * 2
    assert near.overdue is None
    # 22.00 WIB: what is not on its way is late, but not what nobody can reach; that has until noon of the next day.
    late = figures(night, at=NIGHT + timedelta(hours=2)).whole
    assert late.reachable.overdue == 8 - 2 and late.unreachable.overdue is None
    noon = figures(night, at=NIGHT + timedelta(hours=16)).whole
    assert noon.unreachable.overdue == 0


def test_each_level_and_race_adds_up_to_the_one_above(night: SimpleNamespace) -> None:
    for station, state in ((night.near, "sent"), (night.weak, "queued"), (night.city, "visible")):
        say(night, station, state)
    say(night, night.near, "visible", 5, races=night.races[:1])

    def flat(place: str, races: list[int] | None = None) -> tuple[int, ...]:
        each = figures(night, place, races=races).whole.reachable
        return (each.expected, each.reported, each.sent, each.visible, each.silent)

    assert flat("36") == flat("") == (8, 6, 4, 3, 2)
    assert flat("36.02") == flat("36.02.06") == (4, 4, 2, 1, 0)
    one, other = ([race.pk] for race in night.races)
    assert tuple(map(sum, zip(flat("", one), flat("", other), strict=True))) == flat("")
    assert sum(sum(each.values()) for each in regencies(night.election.pk).values()) == 6


def test_a_withdrawn_station_leaves_the_board_and_a_region_can_be_out_of_reach(night: SimpleNamespace) -> None:
    say(night, night.west, "sent")
    night.west.withdrawn_at = NIGHT
    night.west.save(update_fields=["withdrawn_at"])
    assert figures(night).whole.reachable.sent == 0
    builders.flag(builders.region("36.71.01"))
    cache.clear()
    assert figures(night).whole.unreachable_stations == 2


def test_the_board_asks_eight_questions_whatever_the_data(night: SimpleNamespace) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            figures(night)
        return len(seen)

    few = asked()
    for number in range(10, 40):
        say(night, builders.station(number), "sent")
    assert asked() == few <= 8


def test_the_page_shows_the_place_and_drills_down(night: SimpleNamespace) -> None:
    say(night, night.near, "visible")
    client = browser(night.pejabat)
    with time_machine.travel(NIGHT, tick=False):
        page = client.get("/recap/").content.decode()
        assert "Kabupaten Lebak" in page and "?region=36.02" in page and "Bukan hasil resmi" not in page
        assert "bukan hasil resmi" in page and "belum batasnya" in page
        assert "Leuwidamar" in client.get("/recap/?region=36.02").content.decode()
        village = client.get("/recap/?region=36.02.06.2001&race=dpr").content.decode()
        assert "TPS 001" in village and "tampak di Sirekap" in village and "tidak terjangkau" in village
        wall = client.get("/recap/wall/").content.decode()
        assert 'data-theme="dark"' in wall and "bukan hasil resmi" in wall
        assert [client.get(f"/recap/?{query}").status_code for query in ("region=99", "region=x", "race=x")] == [
            404
        ] * 3
        rows = list(
            csv.DictReader(io.StringIO(b"".join(client.get("/recap/export.csv").streaming_content).decode()[1:]))
        )
        lebak = [row for row in rows if row["kode_wilayah"] == "36.02"]
        assert [(row["kelompok"], row["formulir_seharusnya"]) for row in lebak] == [
            ("terjangkau", "4"),
            ("tidak terjangkau", "2"),
        ]
        assert b"".join(client.get("/recap/export.xlsx").streaming_content)[:2] == b"PK"
        assert 'aria-current="page"' in page and "/recap/" in page


def test_the_field_sees_the_own_region_and_the_outsider_nothing(night: SimpleNamespace) -> None:
    client = browser(night.lapangan)
    page = client.get("/recap/").content.decode()
    assert "Leuwidamar" in page and "Pandeglang" not in page
    assert client.get("/recap/?region=36.01").status_code == 404
    assert client.get(f"/recap/of-station/{night.west.code}/").status_code == 404
    for path in ("", "wall/", "calls/", "export.csv", "report/", "entry/", f"of-station/{night.near.code}/"):
        assert browser(night.luar).get(f"/recap/{path}").status_code == 403


def test_a_watcher_gets_304_without_a_look_at_the_big_tables(night: SimpleNamespace) -> None:
    say(night, night.near, "sent")
    client = browser(night.pejabat)
    with time_machine.travel(NIGHT, tick=False) as clock:
        first = client.get("/recap/", headers={"HX-Request": "true"})
        assert first.status_code == 200 and "<html" not in first.content.decode()
        again = {"HX-Request": "true", "If-None-Match": first["ETag"]}
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/recap/", headers=again).status_code == 304
        assert not [each["sql"] for each in seen if any(name in each["sql"] for name in BIG)]
        say(night, night.near, "visible", 1)
        changed = client.get("/recap/", headers=again)
        assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
        # When the deadline passes the picture changes without a sighting.
        clock.shift(timedelta(hours=1, minutes=1))
        later = {"HX-Request": "true", "If-None-Match": changed["ETag"]}
        assert client.get("/recap/", headers=later).status_code == 200


def test_who_to_call_next_is_the_riskiest_then_the_longest_silent(night: SimpleNamespace) -> None:
    say(night, night.near, "visible")
    say(night, night.city, "counted", 5)
    client = browser(night.operator_banten)
    with time_machine.travel(NIGHT + timedelta(minutes=40), tick=False):
        page = client.get("/recap/calls/")
        listed = [call.station for call in page.context["calls"]]
        # A risk first, then never heard of, then heard of longest ago; what is settled or out of reach is not called.
        assert listed == [night.weak, night.west, night.city]
        lines = b"".join(client.get("/recap/calls/export.csv").streaming_content).decode().splitlines()
        assert len(lines) == 4 and night.weak.code in lines[1]
    with time_machine.travel(NIGHT + timedelta(minutes=20), tick=False):
        # Somebody spoke with them a quarter of an hour ago.
        assert night.city not in [call.station for call in client.get("/recap/calls/").context["calls"]]
    with time_machine.travel(NIGHT + timedelta(hours=17), tick=False):
        assert client.get("/recap/calls/").context["calls"][0].station == night.far


def test_a_station_shows_who_said_what_side_by_side(night: SimpleNamespace) -> None:
    say(night, night.near, "visible", races=night.races[:1])
    say(night, night.near, "queued", 9, races=night.races[:1], actor=night.operator_lebak, note="belum <b>tampak</b>")
    page = browser(night.pejabat).get(f"/recap/of-station/{night.near.code}/").content.decode()
    assert "laporan berbeda" in page and "Yang berlaku" in page and "belum &lt;b&gt;tampak" in page and "mundur" in page
    assert "Lihat formulir hasil" in browser(night.pejabat).get(f"/tps/{night.near.code}/").content.decode()


def test_the_report_tells_how_long_it_took_and_who_was_never_seen(night: SimpleNamespace) -> None:
    for station, minutes in ((night.near, 10), (night.weak, 30), (night.city, 50)):
        say(night, station, "counted")
        say(night, station, "visible", minutes)
    say(night, night.far, "visible", 5)
    found = report(night.election.pk, "", reach(night.election.pk, rule=speaking(), at=NIGHT))
    assert (found.whole.number, found.whole.median, found.whole.slow, found.whole.half_known) == (6, 30, 50, 2)
    assert {each.name: each.median for each in found.regions if each.number or "Pandeglang" in each.name} == {
        "Kabupaten Pandeglang": None, "Kabupaten Lebak": 10, "Kota Tangerang": 50,
    }  # fmt: skip
    assert {each.name: each.median for each in found.means} == {
        "langsung, ada sinyal": 10, "tanpa sinyal, tanpa rencana": 30,
    }  # fmt: skip
    assert [(name, number) for _code, name, number in found.never if number] == [("Kabupaten Pandeglang", 1)]
    client = browser(night.pejabat)
    assert "10 menit" in client.get("/recap/report/").content.decode()
    assert night.west.code in b"".join(client.get("/recap/report/never.csv").streaming_content).decode()
    told = recap_situation(night.election, "", rule=speaking(), at=NIGHT + timedelta(hours=1))
    assert told.begun and (told.whole.visible, told.whole.unreachable_reported, told.never_seen) == (6, 2, 1)


def test_an_empty_night_says_what_to_do(cast: SimpleNamespace) -> None:
    builders.election()
    assert "jenis surat suara" in browser(cast.pejabat).get("/recap/").content.decode()
    builders.station()
    builders.race()
    assert "Belum ada laporan formulir" in browser(cast.pejabat).get("/recap/").content.decode()
