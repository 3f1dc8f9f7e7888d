"""The map's stations: exact counts, bounded answers, clear refusals."""

import gzip
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.map import stations as layer
from desk.map.box import Box, bits_for, ranges
from desk.map.filters import Filters
from tests.builders import election, flag, region, station
from tps.cells import cell
from tps.models import PollingStation

BANTEN = "105.0,-7.2,106.9,-5.7"
longitudes = st.floats(-180, 180, allow_nan=False)
latitudes = st.floats(-90, 90, allow_nan=False)


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


@pytest.fixture
def crowd(db):
    """300 stations around Banten, some with open risks, some without a position."""
    rnd = random.Random(7)
    run = election()
    villages = [region(code).pk for code in ("36.02.06.2001", "36.01.01.2001", "36.71.01.1001")]
    PollingStation.objects.bulk_create(
        PollingStation(
            election=run,
            region_id=villages[number % 3],
            number=1 + number // 3,
            code=f"{villages[number % 3].replace('.', '')}{1 + number // 3:03d}",
            latitude=None if number % 50 == 0 else rnd.uniform(-7.1, -5.8),
            longitude=None if number % 50 == 0 else rnd.uniform(105.1, 106.8),
        )
        for number in range(300)
    )
    for number, each in enumerate(PollingStation.objects.order_by("pk")):
        if number % 7 == 0:
            flag(each, severity=("low", "medium", "high", "critical")[number % 4])
        if number % 21 == 0:
            flag(each, kind="flood", severity="critical")
        if number % 11 == 0:
            flag(each, kind="conflict", status="resolved")
    return run


def ask(client, **query):
    answer = client.get("/map/stations.json", {"bbox": BANTEN, "zoom": "9", **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def total(found):
    return sum(feature["properties"]["count"] for feature in found["features"])


@given(st.tuples(longitudes, longitudes), st.tuples(latitudes, latitudes), st.lists(st.tuples(latitudes, longitudes)))
def test_ranges_of_cells_hold_every_point_of_a_box(x, y, points):
    if x[0] == x[1] or y[0] == y[1]:
        return
    box = Box(min(x), min(y), max(x), max(y))
    spans = ranges(box)
    assert len(spans) <= 4
    for latitude, longitude in [*points, (box.south, box.west), (box.north, box.east)]:
        if box.south <= latitude <= box.north and box.west <= longitude <= box.east:
            assert any(low <= cell(latitude, longitude) <= high for low, high in spans)


@given(st.integers(0, 22), st.sampled_from([400, 1500]))
def test_the_grid_never_holds_far_more_squares_than_features_allowed(zoom, most):
    for box in (Box(-180, -85, 180, 85), Box(105, -7.2, 106.9, -5.7), Box(106.1, -6.6, 106.2, -6.5)):
        assert box.squares(bits_for(box, zoom, most)) <= most * 4


@pytest.mark.parametrize("zoom", [0, 5, 8, 9, 11, 13, 14, 18])
@pytest.mark.parametrize("filters", [{}, {"kind": "flood"}, {"severity": "critical"}, {"region": "36.02"}])
def test_counts_add_up_to_exactly_the_stations_in_the_box(signed_in, crowd, zoom, filters):
    west, south, east, north = 105.4, -6.9, 106.31, -6.02
    found = ask(signed_in, bbox=f"{west},{south},{east},{north}", zoom=str(zoom), **filters)
    inside = PollingStation.objects.filter(
        latitude__range=(south, north), longitude__range=(west, east), region_id__in=_villages(filters)
    )
    if "kind" in filters or "severity" in filters:
        inside = inside.filter(
            flags__status="reported", **{f"flags__{key}": value for key, value in filters.items()}
        ).distinct()
    assert inside.count() > 0
    assert total(found) == inside.count()


def _villages(filters):
    codes = ["36.02.06.2001", "36.01.01.2001", "36.71.01.1001"]
    return [code for code in codes if code.startswith(filters.get("region", ""))]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), zoom=st.integers(0, 22))
def test_any_box_counts_what_plain_columns_count(shared_crowd, seed, zoom):
    rnd = random.Random(seed)
    (west, east), (south, north) = (sorted(rnd.uniform(*edges) for _ in "ab") for edges in ((105, 107), (-7.2, -5.7)))
    found = layer.features(shared_crowd, Filters(), Box(west, south, east, north), zoom)
    inside = PollingStation.objects.filter(latitude__range=(south, north), longitude__range=(west, east))
    assert sum(feature["properties"]["count"] for feature in found) == inside.count()
    assert len(found) <= (400 if zoom <= 10 else 1500)


@pytest.fixture
def shared_crowd(crowd):
    return crowd.pk


def test_coarser_squares_lose_nothing(crowd):
    box = Box(104, -8, 108, -5)
    fine = layer.squares_in(crowd.pk, Filters(), box, 14)
    coarse = layer.squares_in(crowd.pk, Filters(), box, 13)
    joined = layer.coarser(fine)
    assert {(each.square, each.total, each.flagged, each.worst, each.kinds) for each in joined} == {
        (each.square, each.total, each.flagged, each.worst, each.kinds) for each in coarse
    }


def test_a_crowded_far_view_stays_within_400_features(signed_in, crowd, monkeypatch):
    monkeypatch.setattr(layer, "MOST_FAR", 5)
    found = ask(signed_in)
    assert len(found["features"]) <= 5
    assert total(found) == 294


def test_stations_without_a_position_are_counted_apart(signed_in, crowd):
    assert ask(signed_in)["unplaced"] == 6
    assert ask(signed_in, region="36.02")["unplaced"] == 2
    assert ask(signed_in, kind="flood")["unplaced"] == 1


def test_a_cluster_says_how_many_and_how_bad(signed_in):
    for number in (1, 2, 3):
        station(number, latitude=-6.58 + number / 1e5, longitude=106.2)
    flag(PollingStation.objects.get(number=1), severity="high")
    flag(PollingStation.objects.get(number=1), kind="flood", severity="low")
    (cluster,) = ask(signed_in)["features"]
    assert cluster["geometry"]["type"] == "Point"
    assert cluster["properties"] == {
        "cluster": True,
        "count": 3,
        "flagged": 1,
        "worst": "high",
        "kinds": {"blank-spot": 1, "flood": 1},
        "region": "36.02.06.2001",
        "name": "Kanekes",
    }


def test_a_lone_station_is_a_station_at_any_zoom(signed_in):
    flag(station(5, latitude=-6.58, longitude=106.2, position_source="district-centre"), severity="critical")
    for zoom in ("6", "16"):
        (feature,) = ask(signed_in, zoom=zoom)["features"]
        assert feature["geometry"]["coordinates"] == [106.2, -6.58]
        facts = feature["properties"]
        assert (facts["cluster"], facts["code"], facts["name"]) == (False, "3602062001005", "TPS 005 Kanekes")
        assert (facts["region"], facts["worst"], facts["kinds"]) == ("36.02.06.2001", "critical", {"blank-spot": 1})
        assert facts["approximate"] is True


def test_filters_keep_only_stations_with_such_an_open_risk(signed_in):
    both = station(1, latitude=-6.5, longitude=106.1)
    flag(both, severity="low")
    flag(both, kind="flood", severity="critical")
    closed = station(2, latitude=-6.6, longitude=106.3)
    flag(closed, kind="flood", status="dismissed", outcome="bogus")
    assert total(ask(signed_in, kind="flood")) == 1
    assert total(ask(signed_in, kind="blank-spot", severity="critical")) == 0
    assert total(ask(signed_in, kind=["flood", "blank-spot"])) == 1
    assert ask(signed_in, kind="blank-spot")["features"][0]["properties"]["worst"] == "low"


def test_withdrawn_stations_and_other_elections_are_left_out(signed_in):
    station(1, latitude=-6.5, longitude=106.1)
    other = election("pilkada-2024")
    station(1, election=other, latitude=-6.5, longitude=106.1)
    station(2, election=other, latitude=-6.5, longitude=106.1)
    assert total(ask(signed_in)) == 1
    assert total(ask(signed_in, election="pilkada-2024")) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": ""},
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "106,-6,105,-5"},
        {"bbox": "105,-5,106,-6"},
        {"bbox": "105,-6,105,-5"},
        {"bbox": "nan,-6,106,-5"},
        {"bbox": "-inf,-6,106,-5"},
        {"bbox": "170,-6,190,-5"},
        {"zoom": ""},
        {"zoom": "99"},
        {"zoom": "-1"},
        {"zoom": "9.5"},
        {"zoom": "²"},
        {"kind": "party"},
        {"severity": "awful"},
        {"region": "99.99"},
        {"region": "lebak"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_reason(signed_in, query):
    station(5)
    answer = signed_in.get("/map/stations.json", {"bbox": BANTEN, "zoom": "9", **query})
    assert answer.status_code == 400
    assert len(answer.json()["error"]) > 15


def test_an_unknown_election_is_not_found(signed_in):
    answer = signed_in.get("/map/stations.json", {"bbox": BANTEN, "zoom": "9", "election": "pemilu-1955"})
    assert answer.status_code == 404
    assert "pemilu-1955" in answer.json()["error"]


def test_without_any_election_there_is_nothing(signed_in):
    assert ask(signed_in)["features"] == []


def test_the_same_answer_is_not_sent_twice(signed_in):
    one = station(1, latitude=-6.5, longitude=106.1)
    query = {"bbox": BANTEN, "zoom": "9"}
    first = signed_in.get("/map/stations.json", query)
    assert "private" in first["Cache-Control"]
    again = signed_in.get("/map/stations.json", query, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    flag(one)
    changed = signed_in.get("/map/stations.json", query, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_the_answer_is_packed(signed_in, crowd):
    answer = signed_in.get("/map/stations.json", {"bbox": BANTEN, "zoom": "9"}, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert total(json.loads(gzip.decompress(answer.content))) == 294


def test_the_field_sees_only_its_own_region(client, cast, crowd):
    client.force_login(cast.lapangan)
    assert total(ask(client)) == 98
    assert ask(client)["unplaced"] == 2
    assert set(ask(client)["legend"]["kinds"].values()) != set()
    assert total(ask(client, region="36")) == 98
    outside = client.get("/map/stations.json", {"bbox": BANTEN, "zoom": "9", "region": "36.01"})
    assert outside.status_code == 403


def test_liaisons_and_officials_see_all(client, cast, crowd):
    for person in (cast.kpu, cast.pejabat, cast.admin, cast.operator_pandeglang):
        client.force_login(person)
        assert total(ask(client)) == 294


def test_outsiders_and_strangers_see_nothing(client, cast, crowd):
    addresses = ["/map/", "/map/stations.json", "/map/regions.json?level=regency", "/map/land.json", "/map/find.json"]
    for address in [*addresses, "/map/station/3602062001005/"]:
        assert client.get(address).status_code == 302
        client.force_login(cast.luar)
        assert client.get(address).status_code == 403
        client.logout()


def test_a_view_takes_a_fixed_number_of_queries(signed_in, crowd, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        ask(signed_in, region="36.02")
