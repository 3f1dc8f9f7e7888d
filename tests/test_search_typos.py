"""Typing errors are forgiven when nothing fits as typed, and only inside what a person may read."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests import builders
from tests.builders import region, station
from tps import search, search_index
from tps.actions import regions
from tps.models import NameTerm, PlaceName, PollingStation, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def kanekes():
    return station(5)


def look(at: PollingStation, text: str, within: str = "") -> search.Found:
    return search.look(at.election_id, text, within)


@pytest.mark.parametrize(
    "text", ["kaneks 5", "kanekse 5", "knaekes 5", "kanakes 5", "tps 5 kaneks", "kaneks 5 lebak", "kaneks 5 lebk"]
)
def test_a_station_is_found_in_spite_of_a_typing_error(kanekes, text):
    found = look(kanekes, text)
    assert found.stations == [kanekes]
    assert found.typos
    assert found.meant == ["Kanekes 5"]


@pytest.mark.parametrize("text", ["leuwi damar", "leuwidamar", "Leuwi-Damar", "leuwiddamar", "LEUWI  DAMMAR"])
def test_split_joined_doubled_and_old_spelling_are_no_errors(kanekes, text):
    region("36.02.06", "Leuwidamar")
    found = look(kanekes, text)
    assert "36.02.06" in [each.code for each in found.regions]
    assert not found.typos


@pytest.mark.parametrize("text", ["lewi damar", "leuwi dmar", "leuwidmaar", "kec lewidamar"])
def test_split_names_with_an_error_are_found_too(kanekes, text):
    found = look(kanekes, text)
    assert "36.02.06" in [each.code for each in found.regions]
    assert found.typos


def test_what_fits_as_typed_hides_what_looks_like_it(kanekes):
    region("36.01.01.2099", "Kaneks")
    found = look(kanekes, "kaneks")
    assert [each.code for each in found.regions] == ["36.01.01.2099"]
    assert not found.typos
    assert found.meant == []


def test_exact_comes_before_beginning_before_part_before_typo(kanekes):
    region("36.01.01.2091", "Wanasaba")
    region("36.01.01.2092", "Wanasabaraya")
    region("36.01.01.2093", "Cawanasaba")
    region("36.01.01.2094", "Wanasoba")
    assert [each.name for each in look(kanekes, "wanasaba").regions] == ["Wanasaba", "Wanasabaraya", "Cawanasaba"]


def test_errors_are_forgiven_only_inside_the_reading_place(kanekes):
    assert look(kanekes, "kaneks 5", "36.02").stations == [kanekes]
    found = look(kanekes, "kaneks 5", "36.01")
    assert (found.stations, found.regions, found.typos, found.meant) == ([], [], False, [])


@pytest.mark.parametrize("text", ["xqzwv", "x" * 500, "\x00", "%_\\", "🙂 🙂", "' or 1=1 --", "zz zz zz zz zz zz zz"])
def test_nonsense_finds_nothing(kanekes, text):
    found = look(kanekes, text)
    assert (found.stations, found.regions, found.typos) == ([], [], False)


def test_a_new_region_is_found_at_once_and_a_renamed_one_by_its_new_name_alone(kanekes):
    fresh = region("36.02.06.2090", "Ranca Lintung")
    assert [each.code for each in look(kanekes, "rancalintung").regions] == [fresh.code]
    fresh.name = "Mekar Wening"
    regions.rename(fresh, actor=None, at=fresh_time())
    assert look(kanekes, "rancalintung").regions == []
    assert [each.code for each in look(kanekes, "mekar wening").regions] == [fresh.code]


def test_renaming_a_district_renames_what_lies_above_its_villages(kanekes):
    district = Region.objects.get(pk="36.02.06")
    district.name = "Gunung Anyar"
    regions.rename(district, actor=None, at=fresh_time())
    assert look(kanekes, "kanekes 5 gunung anyar").stations == [kanekes]
    assert look(kanekes, "kanekes 5 leuwidamar").stations == []
    assert search_index.out_of_step() == []


def test_a_file_of_names_is_found_and_in_step(kanekes):
    rows = [regions.Named(1, "99", "Percobaan"), regions.Named(2, "99.01", "Kabupaten Coba")]
    rows += [regions.Named(3 + n, f"99.01.{n:02d}", f"Distrik Uji {n}") for n in range(1, 99)]
    regions.load_names(rows, actor=None, at=fresh_time())
    assert "99.01" in [each.code for each in look(kanekes, "kab coba").regions]
    regions.load_names([regions.Named(1, "99.01", "Kabupaten Lain")], actor=None, at=fresh_time())
    assert [each.code for each in look(kanekes, "kab lain").regions] == ["99.01"]
    assert search_index.out_of_step() == []


def test_names_that_are_out_of_step_are_noticed_and_made_anew(kanekes):
    Region.objects.filter(pk="36.02.06.2001").update(name="Baduy")
    assert "36.02.06.2001" in search_index.out_of_step()
    with pytest.raises(SystemExit):
        call_command("index_names", check=True)
    call_command("index_names")
    call_command("index_names", check=True)
    assert look(kanekes, "baduy 5").stations == [kanekes]
    NameTerm.objects.filter(pk="baduy").delete()
    assert search_index.out_of_step() == ["36.02.06.2001"]


def test_every_region_has_its_names(kanekes):
    assert PlaceName.objects.count() == Region.objects.count()


def test_a_position_finds_the_nearest_stations_with_their_distance(kanekes):
    near = station(6, latitude=-6.6, longitude=106.2)
    far = station(7, latitude=-6.9, longitude=106.4)
    found = look(kanekes, "-6.601, 106.2")
    assert found.stations == [near, far]
    assert found.metres[near.pk] == 111
    assert 39_000 < found.metres[far.pk] < 41_000
    assert look(kanekes, "-6.601, 106.2", "36.01").stations == []


def test_stations_of_a_text_are_counted_as_the_list_shows_them(kanekes):
    for number in range(6, 16):
        station(number)
    assert search.how_many(kanekes.election_id, "kanekes") == 11
    assert search.how_many(kanekes.election_id, "kanekes", most=5) == 6
    assert search.how_many(kanekes.election_id, "kanekes", "36.01") == 0
    assert search.how_many(kanekes.election_id, "kane 5") == 1
    assert search.how_many(kanekes.election_id, "3602062001") == 11


def test_a_level_before_a_name_narrows_to_it(kanekes):
    region("36.02.06.2004", "Leuwidamar")
    assert [each.code for each in look(kanekes, "kec leuwidamar").regions] == ["36.02.06"]
    assert [each.code for each in look(kanekes, "desa leuwidamar").regions] == ["36.02.06.2004"]


def test_an_unfinished_code_finds_regions_and_stations(kanekes):
    found = look(kanekes, "36020")
    assert kanekes in found.stations
    assert {each.code[:4] for each in found.regions} == {"36.0"}
    assert search.find_stations(kanekes.election_id, "99999") == []


def test_the_list_of_stations_says_what_was_meant(kanekes):
    client = Client()
    client.force_login(builders.cast().operator_lebak)
    page = client.get("/tps/", {"q": "kaneks 5"}).content.decode()
    assert "Mungkin maksud Anda" in page
    assert "q=Kanekes+5" in page
    assert "Mungkin maksud Anda" not in client.get("/tps/", {"q": "kanekes 5"}).content.decode()
    assert "Mungkin maksud Anda" not in client.get("/tps/", {"q": "-6.6, 106.2"}).content.decode()


def test_the_map_forgives_typing_errors_and_says_so(kanekes):
    client = Client()
    client.force_login(builders.cast().operator_lebak)
    answer = client.get("/map/find.json", {"q": "kaneks 5"}).json()
    assert [each["code"] for each in answer["results"]] == [kanekes.code]
    assert answer["typos"]
    near = station(6, latitude=-6.6, longitude=106.2)
    answer = client.get("/map/find.json", {"q": "-6.61, 106.2"}).json()
    place, nearest = answer["results"][:2]
    assert place["at"] == [-6.61, 106.2], "the typed place itself comes first, then the station nearest to it"
    assert nearest["code"] == near.code and nearest["hint"].startswith("1,1 km")


def fresh_time():
    return builders.timezone.now()
