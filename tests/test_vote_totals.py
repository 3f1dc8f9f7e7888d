"""The neutrality guard: no vote totals unless installation and admin want them; then for few, marked, written down."""

import ast
import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from desk import checks
from desk.history.registry import event_models
from desk.recap.jobs import tick
from desk.recap.models import SirekapReading, StationVotes, TotalsSwitch, TotalsView
from desk.recap.sirekap import actions as sirekap
from desk.recap.totals import actions, reading
from tests import builders
from tests.doors import signed_in
from tests.test_sirekap import form
from tps.models import PollingStation, Race

pytestmark = pytest.mark.django_db
AT = datetime(2024, 2, 16, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
VILLAGE = "36.02.06.2001"
URL, SWITCH, CSV = "/recap/totals/", "/recap/totals/switch/", "/recap/totals/export.csv"
MARK = "BUKAN HASIL RESMI"


@pytest.fixture
def night(settings: Any, cast: SimpleNamespace) -> SimpleNamespace:
    """Give three stations in Lebak and one in Pandeglang, one race, and the reading of Sirekap on; totals are off."""
    settings.DESK_SIREKAP = True
    cast.stations = [builders.station(number, VILLAGE, voters=300) for number in (1, 2, 3)]
    cast.far = builders.station(1, "36.01.01.2001", voters=300)
    cast.election = cast.far.election
    cast.race = Race.objects.create(election=cast.election, code="presiden", name="Presiden", order=1)
    return cast


@pytest.fixture
def on(settings: Any, night: SimpleNamespace) -> SimpleNamespace:
    """Turn totals on, by installation and by admin."""
    settings.DESK_VOTE_TOTALS = True
    actions.turn(night.election, on=True, reason="Disposisi Sekda 12", actor=night.admin, at=AT)
    return night


def read(night: SimpleNamespace, *told: tuple[PollingStation, dict[str, Any]]) -> SirekapReading:
    """Read files of Sirekap about some stations."""
    row = sirekap.begin(night.election, way="folder", race=night.race, actor=None, at=AT)
    return sirekap.take(row, [(f"ppwp/{each.code}.json", json.dumps(said).encode()) for each, said in told], at=AT)


def everywhere() -> str:
    """Give all rows of all tables of the recap and of history as one text."""
    models: list[Any] = [SirekapReading, StationVotes, TotalsSwitch, TotalsView, *event_models().values()]
    return str([row for model in models for row in model.objects.values()])


def test_by_default_nothing_is_stored_and_the_pages_do_not_exist(night: SimpleNamespace) -> None:
    read(night, (night.stations[0], form()))
    assert not StationVotes.objects.exists() and "100025" not in everywhere()
    for user in (night.admin, night.pejabat, night.kpu):
        for url in (URL, CSV, SWITCH):
            assert signed_in(user).get(url).status_code == 404
    assert signed_in(night.admin).post(SWITCH, {"on": "1", "reason": "Ingin tahu saja"}).status_code == 404
    assert not TotalsSwitch.objects.exists()
    assert "Jumlah suara" not in signed_in(night.admin).get("/recap/sirekap/").content.decode()


def test_the_setting_alone_neither_stores_nor_shows(settings: Any, night: SimpleNamespace) -> None:
    settings.DESK_VOTE_TOTALS = True
    read(night, (night.stations[0], form()))
    assert not StationVotes.objects.exists()
    assert signed_in(night.admin).get(URL).status_code == 404
    assert "Jumlah suara" in signed_in(night.admin).get("/recap/sirekap/").content.decode()
    assert "Jumlah suara" not in signed_in(night.pejabat).get("/recap/sirekap/").content.decode()


def test_only_an_admin_turns_totals_on_with_a_reason_and_history_has_it(settings: Any, night: SimpleNamespace) -> None:
    settings.DESK_VOTE_TOTALS = True
    wish = {"on": "1", "reason": "Disposisi Sekda 12"}
    for user in (night.operator_banten, night.pejabat, night.lapangan, night.kpu, night.luar):
        assert signed_in(user).get(SWITCH).status_code == 403
        assert signed_in(user).post(SWITCH, wish).status_code == 403
    admin = signed_in(night.admin)
    assert "Mati." in admin.get(SWITCH).content.decode()
    assert admin.post(SWITCH, wish | {"reason": ""}).status_code == 422
    assert not TotalsSwitch.objects.exists()
    for _twice in range(2):
        assert admin.post(SWITCH, wish).status_code == 302
    events = event_models()["recap.totalsswitch"].objects.select_related("pgh_context")
    told = [(each.on, each.pgh_context.metadata["username"], each.pgh_context.metadata["reason"]) for each in events]
    assert told == [(True, "admin", "Disposisi Sekda 12")], "pressed twice it is turned once"
    page = admin.get("/history/").content.decode()
    assert "menyalakan jumlah suara" in page and "Disposisi Sekda 12" in page


def test_sums_say_of_how_many_stations_they_are_and_leave_out_what_cannot_be_right(on: SimpleNamespace) -> None:
    one, two, _three = on.stations
    odd = form(chart={"100025": 98_765, "100026": -4})
    read(on, (one, form(chart={"100025": 100, "100026": 119, "Partai Contoh": 7, "null": None})), (two, odd))
    read(on, (on.far, form()))
    assert "98765" not in everywhere() and "Partai Contoh" not in everywhere()
    found = reading.totals(on.election.pk, on.race, "")
    assert [(each.code, each.included, each.odd, each.expected) for each in found.lines] == [
        ("36.01", 1, 0, 1), ("36.02", 1, 1, 3),
    ]  # fmt: skip
    assert found.whole.sums == {"100025": 200, "100026": 245}
    village = reading.totals(on.election.pk, on.race, VILLAGE)
    assert [each.numbers(village.columns) for each in village.lines] == [[100, 119], [None, None], [None, None]]
    read(on, (one, form(chart=None)))
    assert reading.totals(on.election.pk, on.race, VILLAGE).whole.included == 0, "Sirekap shows none any more"


def test_page_and_file_are_marked_and_each_look_is_written_down(
    on: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    read(on, (on.stations[0], form()))
    official = signed_in(on.pejabat)
    with django_assert_max_num_queries(30):
        answer = official.get(f"{URL}?region=36.02&race=presiden")
    page = answer.content.decode()
    assert page.count(MARK) >= 10 and "1 dari 3 TPS" in page and "No. 100025" in page
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
    sent = official.get(f"{CSV}?region=36.02&race=presiden")
    lines = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert "bukan-hasil-resmi" in sent["Content-Disposition"]
    assert len(lines) == 3 and all(line.startswith(MARK) for line in lines[1:])
    assert "1,3,0,100,126" in lines[-1]
    seen = list(TotalsView.objects.order_by("pk").values_list("viewed_by__username", "place", "way"))
    assert seen == [("pejabat", "36.02", "page"), ("pejabat", "36.02", "csv")]
    with pytest.raises(DatabaseError), transaction.atomic():
        TotalsView.objects.all().delete()
    assert "melihat jumlah suara" in signed_in(on.admin).get("/history/").content.decode()


def test_others_are_refused_and_nothing_is_written_down(on: SimpleNamespace) -> None:
    for user in (on.operator_banten, on.operator_lebak, on.lapangan, on.kpu, on.bawaslu, on.luar):
        for url in (URL, CSV):
            assert signed_in(user).get(url).status_code == 403
    assert not TotalsView.objects.exists()


def test_turning_off_deletes_and_hides_and_so_does_taking_the_setting_out(settings: Any, on: SimpleNamespace) -> None:
    read(on, (on.stations[0], form()))
    admin = signed_in(on.admin)
    assert "1 dari" in admin.get(URL).content.decode()
    admin.post(SWITCH, {"on": "0", "reason": "Perintah KPU dipatuhi"})
    assert admin.get(URL).status_code == 404
    assert not StationVotes.objects.exists() and "100025" not in everywhere()
    read(on, (on.stations[0], form()))
    assert not StationVotes.objects.exists()
    actions.turn(on.election, on=True, reason="Lagi", actor=on.admin, at=AT)
    read(on, (on.stations[0], form()))
    tick()
    assert StationVotes.objects.count() == 1
    settings.DESK_VOTE_TOTALS = False
    assert admin.get(URL).status_code == 404
    tick()
    assert not StationVotes.objects.exists()


def test_numbers_are_never_on_the_board_in_exports_or_behind_a_liaisons_door(on: SimpleNamespace) -> None:
    read(on, (on.stations[0], form(chart={"100025": 177, "100026": 49})))
    station = on.stations[0].code
    for user in (on.admin, on.kpu):
        browser = signed_in(user)
        for url in (
            "/recap/",
            "/recap/export.csv",
            "/recap/sirekap/",
            f"/recap/of-station/{station}/",
            f"/tps/{station}/",
        ):
            answer = browser.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"100025" not in body and b">177<" not in body, url


def test_no_other_part_of_the_desk_knows_the_numbers() -> None:
    knowing = set()
    for path in Path("desk").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        names = {
            each.id for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.Name)
        }
        if "StationVotes" in names:
            knowing.add(str(path))
    assert knowing == {
        "desk/doctor_promises.py",  # counts them
        "desk/recap/totals/actions.py",
        "desk/recap/totals/reading.py",
        "desk/recap/totals/views.py",
    }


def test_the_installation_is_warned_of_totals_without_a_source(settings: Any) -> None:
    assert checks.totals_have_a_source(None) == []
    settings.DESK_VOTE_TOTALS = True
    assert [each.id for each in checks.totals_have_a_source(None)] == ["desk.W006"]
