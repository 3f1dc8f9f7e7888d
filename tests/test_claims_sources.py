"""How many? Every source and date has a line of its own; the stations that explain a difference can be listed."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests import builders

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def field(cast):
    """Three stations in Pandeglang: KPU names two a month ago, its field check says otherwise this week."""
    check = builders.agency("kpu-36-01", name="KPU Kabupaten Pandeglang", region_code="36.01")
    stations = [builders.station(number, village="36.01.01.2001") for number in (1, 2, 3, 4)]
    old, new = NOW - timedelta(days=30), NOW - timedelta(days=2)
    for station, grade in zip(stations, ("none", "none", "good"), strict=False):
        builders.observation(station, grade=grade, observed_at=old, recorded_by=cast.operator_pandeglang)
    for station, grade in zip(stations[1:], ("none", "weak", "none"), strict=False):
        builders.observation(station, grade=grade, source=check, observed_at=new)
    builders.observation(builders.station(9), observed_at=old)
    cast.stations = stations
    cast.old, cast.new = old, new
    return cast


def pairs(old):
    return {"region": "36.01", "a": "kpu", "b": "kpu-36-01"}


def test_each_source_has_a_line_with_number_grades_date_and_recorder(client, field):
    client.force_login(field.pejabat)
    page = client.get(reverse("risk-sources", args=["blank-spot"]), {"region": "36.01"})
    lines = page.context["answer"].lines
    assert [(line.source, line.number) for line in lines] == [
        ("KPU Kabupaten Pandeglang", 3),
        ("KPU Provinsi Banten", 2),
    ]
    text = page.content.decode()
    assert "dari 2 sampai 3" in text
    assert "tidak ada sinyal 2; sinyal lemah 1" in text
    assert "1 TPS dinyatakan aman" in text
    assert "operator.pandeglang" in text
    assert ">5<" not in text  # nobody adds them up


def test_a_list_after_a_week_of_silence_is_a_line_of_its_own_and_the_old_line_stays(client, field):
    builders.observation(field.stations[3], observed_at=NOW)
    client.force_login(field.pejabat)
    page = client.get(reverse("risk-sources", args=["blank-spot"]), {"region": "36.01"})
    kpu = [line for line in page.context["answer"].lines if line.source.startswith("KPU Prov")]
    assert [line.number for line in kpu] == [3, 2]
    assert "keadaan lama" in page.content.decode()


def test_the_region_goes_from_province_to_district_and_says_where_nothing_is_known(client, field):
    client.force_login(field.pejabat)
    url = reverse("risk-sources", args=["blank-spot"])
    whole = client.get(url)
    below = {row.region.name: row for row in whole.context["answer"].below}
    assert below["Kabupaten Lebak"].numbers == [None, 1]
    assert "tidak ada data" in whole.content.decode()
    district = client.get(url, {"region": "360101"})
    assert district.context["chosen"].name == "Sumur"
    assert district.context["answer"].below == []
    empty = client.get(reverse("risk-sources", args=["flood"]), {"region": "36.01.01"}).content.decode()
    assert "Belum ada sumber yang menyatakan sesuatu" in empty
    assert client.get(url, {"region": "abc"}).status_code == 404
    assert client.get(url, {"region": "99.99"}).status_code == 404


def test_a_field_reporter_sees_the_own_region_only(client, field):
    client.force_login(field.lapangan)
    url = reverse("risk-sources", args=["blank-spot"])
    page = client.get(url)
    assert page.context["chosen"].code == "36.02"
    assert page.context["chosen"].above == []
    assert client.get(url, {"region": "36.01"}).status_code == 403
    client.force_login(field.luar)
    assert client.get(url).status_code == 403


def test_claims_stand_beside_lists_and_withdrawn_ones_do_not(client, field):
    builders.claim(number=29, source=builders.agency("kpu"))
    builders.claim(number=147, source=None, source_text="Radar Banten", counts="tanpa sinyal")
    builders.claim(number=999, withdrawn_at=NOW, withdrawal="Salah kutip.")
    builders.claim(number=12, unit="villages")
    client.force_login(field.pejabat)
    page = client.get(reverse("risk-sources", args=["blank-spot"]), {"region": "36.01"})
    numbers = [line.number for line in page.context["answer"].lines]
    assert sorted(numbers) == [2, 3, 12, 29, 147]
    assert (page.context["answer"].least, page.context["answer"].most) == (2, 147)  # villages are not TPS
    text = page.content.decode()
    assert "Radar Banten" in text
    assert "999" not in text
    above = client.get(reverse("risk-sources", args=["blank-spot"])).context["answer"]
    assert 147 not in [line.number for line in above.lines]  # said of Pandeglang, not of Banten
    assert any(claim.number == 147 for row in above.below for claim in row.claims)


def test_the_difference_of_two_lists_is_four_parts_that_lead_back_to_each_number(client, field):
    client.force_login(field.pejabat)
    page = client.get(reverse("sources-compare", args=["blank-spot"]), pairs(field))
    parts = {each.part.value: (each.stations, each.first, each.second) for each in page.context["counts"]}
    assert parts == {"a": (1, 1, 0), "b": (1, 0, 1), "differ": (1, 0, 1), "same": (1, 1, 1)}
    assert page.context["totals"] == {"first": 2, "second": 3}
    assert len(page.context["rows"]) == 4
    day = timezone.localtime(field.new).date().isoformat()
    assert f'value="kpu-36-01@{day}" selected' in page.content.decode()
    only = client.get(reverse("sources-compare", args=["blank-spot"]), {**pairs(field), "part": "differ"})
    assert [row.code for row in only.context["rows"]] == [field.stations[2].code]
    text = only.content.decode()
    assert "sinyal baik" in text
    assert "sinyal lemah" in text
    assert reverse("station", args=[field.stations[2].code]) in text


def test_a_list_can_be_compared_with_itself_at_another_date(client, field):
    builders.observation(field.stations[0], grade="good", observed_at=NOW)
    client.force_login(field.pejabat)
    day = timezone.localtime(field.old).date().isoformat()
    page = client.get(
        reverse("sources-compare", args=["blank-spot"]), {"region": "36.01", "a": f"kpu@{day}", "b": "kpu"}
    )
    parts = {each.part.value: each.stations for each in page.context["counts"]}
    assert parts == {"a": 0, "b": 0, "differ": 1, "same": 2}


@pytest.mark.parametrize("side", ["nobody", "kpu@haha", "kpu@0001-01-01", "", "kpu@2024-13-01", "kpu@9999-12-31"])
def test_a_side_that_means_nothing_asks_for_two_lists(client, field, side):
    client.force_login(field.pejabat)
    query = {"region": "36.01", "a": side, "b": "kpu"}
    page = client.get(reverse("sources-compare", args=["blank-spot"]), query)
    assert page.status_code == 200
    assert page.context["difference"] is None
    assert "Daftar A" in page.content.decode()
    assert client.get(reverse("sources-compare-file", args=["blank-spot", "csv"]), query).status_code == 400


@pytest.mark.parametrize(("part", "rows"), [("", 4), ("a", 1), ("same", 1), ("haha", 4)])
def test_the_file_has_exactly_the_rows_that_the_page_counts(client, field, part, rows):
    client.force_login(field.pejabat)
    query = {**pairs(field), "part": part}
    page = client.get(reverse("sources-compare", args=["blank-spot"]), query)
    sent = b"".join(client.get(reverse("sources-compare-file", args=["blank-spot", "csv"]), query).streaming_content)
    found = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    assert len(found) == rows == page.context["count"]
    sheet = b"".join(client.get(reverse("sources-compare-file", args=["blank-spot", "xlsx"]), query).streaming_content)
    assert load_workbook(io.BytesIO(sheet)).active.max_row == rows + 1


def test_pages_of_numbers_stay_within_twelve_queries_whatever_the_data(client, field, django_assert_max_num_queries):
    for number in range(10, 40):
        station = builders.station(number, village="36.01.01.2001")
        for code in ("kpu", "bawaslu", "kpu-36-01", "diskominfo"):
            builders.observation(station, source=builders.agency(code), observed_at=NOW - timedelta(days=number))
        builders.claim(number=number)
    client.force_login(field.operator_banten)
    for url in (
        reverse("risk-sources", args=["blank-spot"]) + "?region=36.01",
        reverse("risk-sources", args=["conflict"]) + "?region=36",
        reverse("sources-compare", args=["blank-spot"]) + "?region=36.01&a=kpu&b=bawaslu",
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200


def test_without_an_election_the_pages_say_so(client, cast):
    client.force_login(cast.pejabat)
    assert "Belum ada pemilihan" in client.get(reverse("risk-sources", args=["flood"])).content.decode()
    assert client.get(reverse("sources-compare", args=["flood"])).status_code == 404
    assert client.get(reverse("sources-compare-file", args=["flood", "csv"])).status_code == 404


@pytest.fixture
def flooded(cast):
    """Four stations in Pandeglang of which BPBD saw one under water an hour ago and two of them three days ago."""
    bpbd = builders.agency("bpbd", name="BPBD Banten")
    stations = [builders.station(number, village="36.01.01.2001") for number in (1, 2, 3, 4)]
    for station, grade, hours in zip(
        stations, ("depth-70", "depth-70", "depth-150", "prone"), (1, 72, 73, 80), strict=True
    ):
        builders.observation(station, kind="flood", grade=grade, source=bpbd, observed_at=NOW - timedelta(hours=hours))
    builders.observation(stations[2], kind="flood", grade="prone", source=bpbd, observed_at=NOW - timedelta(hours=100))
    cast.stations, cast.bpbd = stations, bpbd
    return cast


def test_a_sighting_of_water_that_has_lapsed_is_told_apart_and_counts_nowhere(client, flooded):
    client.force_login(flooded.pejabat)
    url = reverse("risk-sources", args=["flood"])
    page = client.get(url, {"region": "36.01"})
    (line,) = page.context["answer"].lines
    # One water seen lately, one prone, and one that is prone again because the water on it has lapsed.
    assert (line.number, line.listed.lapsed) == (3, 1)
    assert "1 TPS: laporan genangannya kedaluwarsa" in page.content.decode()
    assert "berlaku 24 jam" in page.content.decode()
    below = {row.region.name: row.numbers for row in client.get(url).context["answer"].below}
    assert below["Kabupaten Pandeglang"] == [3]


def test_a_list_whose_sightings_have_all_lapsed_is_no_zero(client, flooded):
    builders.observation(
        flooded.stations[0],
        kind="flood",
        grade="depth-70",
        source=builders.agency("polda"),
        observed_at=NOW - timedelta(days=2),
    )
    client.force_login(flooded.pejabat)
    page = client.get(reverse("risk-sources", args=["flood"]), {"region": "36.01"})
    numbers = {line.listed.code: line.number for line in page.context["answer"].lines}
    assert numbers == {"bpbd": 3, "polda": None}
    assert page.context["answer"].numbers == 1
    assert "kedaluwarsa</span>" in page.content.decode()
    query = {"region": "36.01", "a": "bpbd", "b": "polda"}
    beside = client.get(reverse("sources-compare", args=["flood"]), query)
    assert beside.context["totals"] == {"first": 3, "second": 0}
    assert "(kedaluwarsa)" in beside.content.decode()


def test_an_older_list_is_counted_as_it_stood_at_its_end(client, flooded):
    for days in (30, 60):
        builders.observation(
            flooded.stations[0],
            kind="flood",
            grade="depth-10",
            source=flooded.bpbd,
            observed_at=NOW - timedelta(days=days),
        )
    client.force_login(flooded.pejabat)
    page = client.get(reverse("risk-sources", args=["flood"]), {"region": "36.01"})
    assert [line.number for line in page.context["answer"].lines] == [3, 1, 1]
