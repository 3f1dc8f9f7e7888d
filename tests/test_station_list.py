"""The list of stations and its files."""

import csv
import io
import json

import openpyxl
import pytest

from desk.clock import now
from tests.builders import flag, region, station

pytestmark = pytest.mark.django_db


@pytest.fixture
def some(cast):
    region("36.02.06.2001", "Kanekes")
    lebak = [station(number, latitude=-6.58, longitude=106.2) for number in (1, 2, 3)]
    far = station(901, "36.01.01.2001", special=True)
    gone = station(7, "36.71.01.1001", missing_since=now())
    flag(lebak[0], severity="high")
    flag(lebak[0], kind="flood", severity="critical")
    flag(lebak[1], kind="flood", severity="low")
    flag(lebak[2], kind="flood", status="resolved")
    return {"lebak": lebak, "far": far, "gone": gone}


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


def codes(client, address="/tps/", **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return [row["code"] for row in answer.context["rows"]]


ALL = ["3601012001901", "3602062001001", "3602062001002", "3602062001003", "3671011001007"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ALL),
        ({"region": "36.02"}, ALL[1:4]),
        ({"region": "3602062001"}, ALL[1:4]),
        ({"q": "kanekes 2"}, ALL[2:3]),
        ({"q": "3671011001007"}, ALL[4:]),
        ({"q": "tidakada"}, []),
        ({"kind": "flood"}, ALL[1:3]),
        ({"kind": "flood", "severity": "low"}, ALL[2:3]),
        ({"severity": ["high", "low"]}, ALL[1:3]),
        ({"risk": "any"}, ALL[1:3]),
        ({"risk": "none"}, [ALL[0], ALL[3], ALL[4]]),
        ({"position": "none"}, [ALL[0], ALL[4]]),
        ({"position": "manual"}, ALL[1:4]),
        ({"special": "1"}, ALL[:1]),
        ({"missing": "1"}, ALL[4:]),
        ({"sort": "-code"}, ALL[::-1]),
        ({"sort": "risk"}, [ALL[1], ALL[2], ALL[0], ALL[3], ALL[4]]),
        ({"sort": "nonsense", "page": "999"}, ALL),
        ({"region": "99.99"}, []),
        ({"kind": "party"}, ALL),
    ],
)
def test_the_list_shows_exactly_what_is_filtered(signed_in, some, query, expected):
    assert codes(signed_in, **query) == expected


def test_the_files_hold_exactly_what_the_list_shows(signed_in, some):
    for query in ({}, {"kind": "flood"}, {"region": "36.02", "risk": "none"}):
        shown = codes(signed_in, **query)
        text = b"".join(signed_in.get("/tps.csv", query).streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["kode_tps"] for row in rows] == shown
        book = openpyxl.load_workbook(io.BytesIO(b"".join(signed_in.get("/tps.xlsx", query).streaming_content)))
        assert [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)] == shown
        found = json.loads(b"".join(signed_in.get("/tps.geojson", query).streaming_content))
        placed = [feature["properties"]["code"] for feature in found["features"]]
        assert len(placed) + found["unplaced"] == len(shown)
        assert set(placed) <= set(shown)


def test_a_row_of_the_file_tells_what_is_known_and_leaves_the_rest_empty(signed_in, some):
    text = b"".join(signed_in.get("/tps.csv", {"q": "kanekes 1"}).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["desa_kelurahan"] == "Kanekes"
    assert row["kabupaten_kota"] == "Kabupaten Lebak"
    assert set(row["risiko_terbuka"].split()) == {"blank-spot", "flood"}
    assert row["keparahan_terparah"] == "critical"
    assert (row["pemilih"], row["pemilih_laki_laki"], row["alamat"]) == ("231", "", "")


def test_formulas_in_a_file_are_harmless(signed_in):
    station(1, address="=cmd|' /C calc'!A1")
    text = b"".join(signed_in.get("/tps.csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["alamat"].startswith("'=")


def test_words_no_filter_knows_are_named(signed_in, some):
    assert "diabaikan: party" in signed_in.get("/tps/", {"kind": "party"}).content.decode()


def test_the_counts_beside_filters_are_those_of_the_list(signed_in, some):
    filters = {each["name"]: each for each in signed_in.get("/tps/").context["filters"]}
    for name in ("risk", "kind", "severity", "position", "special", "missing"):
        for option in filters[name]["options"]:
            assert len(codes(signed_in, **{name: option["value"]})) == option["count"], (name, option)
    for option in signed_in.get("/tps/").context["filters"][0]["options"]:
        if option["count"] is not None:
            assert len(codes(signed_in, region=option["value"])) == option["count"]


def test_htmx_gets_the_list_alone(signed_in, some):
    part = signed_in.get("/tps/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_without_stations_the_list_says_what_to_do(signed_in):
    assert "Belum ada pemilihan" in signed_in.get("/tps/").content.decode()
    station(1).delete()
    assert "Impor daftar TPS" in signed_in.get("/tps/").content.decode()


def test_the_field_sees_only_its_own_region(client, cast, some):
    client.force_login(cast.lapangan)
    assert codes(client) == ALL[1:4]
    assert codes(client, region="36.01") == []
    text = b"".join(client.get("/tps.csv", {"region": "36.01"}).streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 1


def test_outsiders_and_strangers_see_nothing(client, cast, some):
    for address in ("/tps/", "/tps.csv", "/tps.xlsx", "/tps.geojson"):
        assert client.get(address).status_code == 302
        client.force_login(cast.luar)
        assert client.get(address).status_code == 403
        client.logout()


@pytest.mark.parametrize("many", [2, 60])
@pytest.mark.parametrize("query", [{}, {"region": "36.02.06", "kind": "flood", "sort": "risk"}])
def test_a_list_page_takes_at_most_twelve_queries(signed_in, many, query, django_assert_max_num_queries):
    for number in range(1, many + 1):
        flag(station(number), kind="flood")
    with django_assert_max_num_queries(12) as taken:
        assert len(codes(signed_in, **query)) == min(many, 50)
    print(len(taken))
