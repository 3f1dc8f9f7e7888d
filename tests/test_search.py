"""Stations and regions are found by whatever people type."""

import pytest

from tests.builders import election, region, station
from tps.models import RegionAlias
from tps.search import find_regions, find_station, find_stations

pytestmark = pytest.mark.django_db


@pytest.fixture
def kanekes():
    return station(5)


@pytest.mark.parametrize(
    "text",
    [
        "3602062001005",
        "36.02.06.2001.005",
        "36 02 06 2001 005",
        "36.02.06.2001 5",
        "3602062001 5",
        "3602062001 tps 5",
        "3602062001-005",
        "kanekes 5",
        "Kanekes 005",
        "tps 005 kanekes",
        "TPS005 KANEKES",
        "  kanekes   no 5 ",
        "desa kanekes kec leuwidamar tps 5",
        "kanekes 5 lebak",
        "kane 5",
    ],
)
def test_a_station_is_found_by_any_spelling(kanekes, text):
    station(14)
    station(1, "36.01.01.2001")
    assert find_stations(kanekes.election_id, text) == [kanekes]


@pytest.mark.parametrize(
    "text", ["", " ", "tps", "kanekes 6", "3602062001006", "zzz", "\x00", "%", "_", "' or 1=1", "9" * 300]
)
def test_what_fits_nothing_finds_nothing(kanekes, text):
    assert find_stations(kanekes.election_id, text) == []


@pytest.mark.parametrize("text", ["36020620010", "36.02.06", "3602062001", "36.02", "5 14"])
def test_the_beginning_of_a_code_finds_all_below(kanekes, text):
    more = [station(6), station(1, "36.01.01.2001")]
    found = find_stations(kanekes.election_id, text)
    assert kanekes in found
    assert more[1] not in found


def test_an_old_village_code_finds_todays_stations():
    cikaratuan = region("36.02.28.2009", "Cikaratuan")
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region=cikaratuan)
    old = station(1, "36.02.28.2009", code="3602162018001")
    for text in ["3602162018001", "36.02.16.2018 1", "3602282009001", "cikaratuan 1", "36.02.16.2018"]:
        assert find_stations(old.election_id, text) == [old], text
    assert find_station(old.election_id, "36.02.16.2018.001") == old
    assert find_station(old.election_id, "3602282009001") == old
    assert [found.code for found in find_regions("3602162018")] == ["36.02.28.2009"]


def test_higher_names_tell_places_of_one_name_apart():
    region("36.02.22", "Sobang")
    region("36.02.22.2002", "Sobang")
    region("36.01.35", "Sobang")
    region("36.01.35.2006", "Sobang")
    lebak = station(3, "36.02.22.2002")
    pandeglang = station(3, "36.01.35.2006")
    assert find_stations(lebak.election_id, "sobang 3 lebak") == [lebak]
    assert find_stations(lebak.election_id, "sobang 3 pandeglang") == [pandeglang]
    assert set(find_stations(lebak.election_id, "sobang 3")) == {lebak, pandeglang}


def test_the_village_of_the_name_comes_before_longer_names_and_districts():
    region("36.01.08.2018", "Lebak")
    region("36.04.35.2003", "Lebak Wangi")
    exact = station(1, "36.01.08.2018")
    longer = station(1, "36.04.35.2003")
    below = station(1)
    assert find_stations(exact.election_id, "lebak 1") == [exact, longer, below]


def test_only_the_election_and_the_region_asked_for_are_searched(kanekes):
    other = station(5, election=election("pilkada-2024"))
    assert find_stations(kanekes.election_id, "kanekes 5") == [kanekes]
    assert find_stations(other.election_id, "kanekes 5") == [other]
    assert find_stations(kanekes.election_id, "kanekes 5", within="36.01") == []
    assert find_stations(kanekes.election_id, "kanekes 5", within="36.02") == [kanekes]


def test_a_village_alone_gives_its_stations_by_number_up_to_the_limit(kanekes):
    more = [station(number) for number in (2, 1, 3)]
    found = find_stations(kanekes.election_id, "kanekes", limit=3)
    assert [each.number for each in found] == [1, 2, 3]
    assert len(more) == 3


def test_regions_are_found_by_name_and_by_code():
    region("36.02.06.2001", "Kanekes")
    assert [found.code for found in find_regions("kanekes")] == ["36.02.06.2001"]
    assert find_regions("lebak")[0].code == "36.02"
    assert [found.code for found in find_regions("36.02.06")] == ["36.02.06"]
    assert [found.code for found in find_regions("360206")] == ["36.02.06"]
    assert find_regions("kanekes", within="36.01") == []
    assert find_regions("") == []
    assert find_regions("kanekes 5") == []


def test_a_search_takes_three_queries(kanekes, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = find_stations(kanekes.election_id, "kanekes 5")
        assert str(found[0].region.parent.parent) == "Kabupaten Lebak"
