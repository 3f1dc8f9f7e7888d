"""What a briefing says, and how few questions it asks for it."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from desk import clock
from desk.briefings import actions, outline, reading, summary
from desk.briefings.situation import from_json, to_json
from tests.builders import agency, cast, election, flag, observation, station, task

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2024-02-01T09:00:00+07:00")
WEEK = clock.week_window("2024-W05")
KINDS = {"kpu": "election", "bawaslu": "supervisor", "forkopimda": "forkopimda", "bpbd": "general"}


def read(code="kpu", **fields):
    return reading.read(agency(code), election(), edition="weekly", window=WEEK, as_of=AT, **fields)


def filled(count: int) -> None:
    for number in range(1, count + 1):
        place = station(number)
        risk = flag(
            place,
            severity=["low", "high", "critical"][number % 3],
            status="verified",
            reported_at=AT - timedelta(days=9),
        )
        observation(place, flag=risk, observed_at=AT - timedelta(days=1))
        observation(place, flag=risk, source=agency("bawaslu"), grade="weak", observed_at=AT - timedelta(days=1))
    task(flag=risk, owner=agency("kpu"), created_at=AT - timedelta(days=3), due_at=AT - timedelta(hours=1))
    task(flag=risk, created_at=AT - timedelta(days=3), due_at=AT + timedelta(days=1))


@pytest.mark.parametrize("code", KINDS)
def test_few_questions_whatever_the_size(code, django_assert_max_num_queries):
    filled(60)
    agency(code)
    with django_assert_max_num_queries(25):
        found, risks = read(code)
    assert found.profile == KINDS[code]
    assert (len(found.risks), found.risks_total, len(risks)) == (25, 60, 60)


def test_worst_risks_come_first_with_what_each_source_says():
    filled(6)
    found, _risks = read()
    assert [each.severity for each in found.risks][:2] == ["critical", "critical"]
    assert {each.source for each in found.risks[0].statements} == {"KPU Provinsi Banten", "Bawaslu Provinsi Banten"}


def test_what_was_reported_after_the_moment_needs_no_plan_and_no_site_yet():
    flag(station(1), status="verified", reported_at=AT - timedelta(days=1))
    flag(station(2), status="verified", reported_at=AT + timedelta(hours=1))
    flag(station(3), kind="flood", status="verified", reported_at=AT + timedelta(hours=1))
    found, _risks = read()
    assert "dari 1 TPS tanpa sinyal, 1 tanpa rencana cadangan." in " ".join(summary.sentences(found))
    assert [each.stations for each in found.plans] == [1] and not found.sites


def test_it_goes_through_json_unchanged():
    filled(3)
    found, _risks = read(missed=["2024-W03"])
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    with pytest.raises(ValueError):
        from_json({"profile": "election"})


@pytest.mark.parametrize("code", KINDS)
def test_nothing_known_is_said_to_be_unknown_and_never_zero(code):
    found, _risks = read(code)
    words = " ".join(summary.sentences(found))
    assert len(summary.sentences(found)) == 5
    assert "tidak ada data" in words and "Sebanyak 0" not in words
    assert outline.sections(found)


@pytest.mark.parametrize("code", KINDS)
def test_a_roster_alone_says_nothing_about_risks(code):
    station()
    found, _risks = read(code)
    spread = next(each for each in outline.sections(found) if each.key == "sebaran")
    picture, grid = spread.blocks
    assert set(picture.values.values()) == {(None, "")}
    assert [row.values for row in picture.bars.rows] == [None]
    assert all(row[1] == "1" and set(row[2:]) == {None} for row in grid.rows)


def test_known_zero_differs_from_no_data():
    place = station()
    observation(place, grade="good", observed_at=AT - timedelta(days=1))
    found, _risks = read()
    assert (
        summary.sentences(found)[0]
        == "Dari 1 TPS terdaftar, tidak ada yang memiliki risiko tanpa sinyal yang masih terbuka (catatan desk)."
    )
    assert summary.extent_of(found, "flood") == "Tidak ada data tentang risiko banjir dari 1 TPS terdaftar."


@pytest.mark.parametrize("code", KINDS)
def test_every_summary_names_the_registered_stations(code):
    first, *_others = [station(number) for number in range(1, 4)]
    found, _risks = read(code)
    assert "3 TPS terdaftar" in summary.sentences(found)[0]
    flag(first, status="verified", reported_at=AT - timedelta(days=1))
    found, _risks = read(code)
    assert "3 TPS terdaftar" in summary.sentences(found)[0]


def test_the_general_summary_counts_a_station_with_two_risks_once():
    first, *_others = [station(number) for number in range(1, 6)]
    flag(first, status="verified", reported_at=AT - timedelta(days=1))
    flag(first, kind="flood", status="verified", reported_at=AT - timedelta(days=1))
    found, _risks = read("bpbd")
    assert summary.sentences(found)[0] == "Sebanyak 2 risiko masih terbuka pada 1 dari 5 TPS terdaftar (catatan desk)."


def test_a_zero_is_told_in_words():
    flag(station(), severity="low", status="verified", reported_at=AT - timedelta(days=1))
    found, _risks = read("forkopimda")
    words = " ".join(summary.sentences(found))
    assert "Dalam periode ini 1 risiko dilaporkan; tidak ada yang diverifikasi, selesai, atau ditolak." in words
    assert "tidak ada risiko terbuka berkeparahan kritis atau tinggi; tidak ada yang menunggu verifikasi." in words
    assert not re.search(r"\b0\b", words)


def test_the_worst_risks_name_their_tasks():
    filled(2)
    found, risks = read()
    assert sorted(len(each.tasks) for each in risks) == [0, 2]
    section = next(each for each in outline.sections(found) if each.key == "risiko")
    cells = [row[-1] for row in section.blocks[0].rows]
    assert any("Pasang penguat sinyal" in cell for cell in cells)
    assert any("belum ada tugas" in cell for cell in cells)


def test_the_supervisors_table_holds_what_waits_as_well():
    people = cast()
    for number in range(1, 21):
        flag(station(number), status="reported", reported_at=AT - timedelta(days=1))
    agency("bawaslu")
    briefing, _made = actions.draft(
        agency("bawaslu"), election(), edition="weekly", period="2024-W05", actor=people.operator_banten, at=AT
    )
    assert briefing.enclosure_rows == 20


def test_sources_that_disagree_stand_side_by_side():
    filled(4)
    observation(station(40), source=agency("bawaslu"), grade="none", observed_at=AT - timedelta(days=1))
    found, _risks = read()
    assert "berbeda antar sumber dan tidak dijumlahkan" in " ".join(summary.sentences(found))
    section = next(each for each in outline.sections(found) if each.key == "sumber-blank-spot")
    grid = next(block for block in section.blocks if block.shape == "grid")
    assert [row[0] for row in grid.rows] == ["Bawaslu Provinsi Banten", "KPU Provinsi Banten"]


def test_what_is_asked_names_the_overdue():
    filled(1)
    found, _risks = read()
    [line] = outline.asked(found)
    assert "lewat tenggat" in line and "T-" in line
    assert found.others[0].owner_code == "diskominfo"


def test_an_agency_of_a_regency_reads_its_own():
    station(1)
    flag(station(1, "36.01.01.2001"), status="verified", reported_at=AT)
    here = flag(station(2), status="verified", reported_at=AT - timedelta(days=1))
    office = agency("kpu-36-02", region_code="36.02")
    found, _risks = reading.read(office, election(), edition="weekly", window=WEEK, as_of=AT)
    assert [each.number for each in found.risks] == [here.number]
    assert found.stations == 2 and found.profile == "election"


def test_what_the_paper_cuts_goes_along_as_a_table():
    people = cast()
    filled(30)
    briefing, _made = actions.draft(
        agency("kpu"), election(), edition="weekly", period="2024-W05", actor=people.operator_banten, at=AT
    )
    assert briefing.enclosure_rows == 60
    book = load_workbook(io.BytesIO(bytes(briefing.enclosure)))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Risiko", 31), ("Rencana cadangan", 31)]
