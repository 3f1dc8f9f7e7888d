"""The facts shipped with the project agree with each other and with the published totals."""

import re
from collections import Counter

from shapely.geometry import Point, shape

from desk.agencies.kinds import AgencyKind
from desk.agencies.reference import agencies
from tps import reference

BANTEN = (105.0, -7.1, 106.8, -5.8)


def codes(level: str) -> set[str]:
    return {row.code for row in reference.regions() if row.level == level}


def test_banten_has_1716_regions() -> None:
    levels = Counter(row.level for row in reference.regions())
    assert levels == {"province": 1, "regency": 8, "district": 155, "village": 1552}


def test_every_code_is_there_once_and_fits_its_level() -> None:
    rows = reference.regions()
    assert len({row.code for row in rows}) == len(rows)
    depth = {"province": 0, "regency": 1, "district": 2, "village": 3}
    assert all(row.code.count(".") == depth[row.level] for row in rows)
    assert all(row.name == row.name.strip() and row.name for row in rows)


def test_every_parent_comes_before_its_children() -> None:
    seen: set[str] = set()
    for row in reference.regions():
        assert row.level == "province" or row.code.rpartition(".")[0] in seen
        seen.add(row.code)


def test_well_known_places_carry_their_names() -> None:
    names = {row.code: row.name for row in reference.regions()}
    assert names["36.02.06.2001"] == "Kanekes"
    assert names["36.04.13.2009"] == "Wargasara"
    assert names["36.04.08.2009"] == "Pulo Panjang"
    assert names["36.02.28.2009"] == "Cikaratuan"
    assert names["36.02.06"] == "Leuwidamar"
    assert names["36.74"] == "Kota Tangerang Selatan"


def test_names_are_not_keys() -> None:
    districts = Counter(row.name for row in reference.regions() if row.level == "district")
    assert {name for name, times in districts.items() if times > 1} == {"Sobang", "Cibeber", "Curug"}


def test_the_crosswalk_leads_from_a_lost_code_to_a_living_one() -> None:
    living = {row.code for row in reference.regions()}
    rows = reference.crosswalk()
    assert ("36.02.16.2018", "36.02.28.2009") in {(row.old_code, row.new_code) for row in rows}
    assert all(row.old_code not in living and row.new_code in living for row in rows)
    assert all(row.source for row in rows)
    assert len({row.old_code for row in rows}) == len(rows)


def test_every_district_has_one_centre_under_its_own_name() -> None:
    names = {row.code: row.name for row in reference.regions() if row.level == "district"}
    rows = reference.district_centres()
    assert len(rows) == len(names)
    assert {row.code: row.name for row in rows} == names


def test_centres_lie_apart_on_bantens_land() -> None:
    rows = reference.district_centres()
    west, south, east, north = BANTEN
    assert all(west < row.longitude < east and south < row.latitude < north for row in rows)
    assert len({(row.latitude, row.longitude) for row in rows}) == len(rows)
    land = shape(reference.coast()["features"][0]["geometry"])
    assert [row.name for row in rows if not land.covers(Point(row.longitude, row.latitude))] == []


def test_counts_equal_the_published_table() -> None:
    rows = reference.station_counts()
    total = reference.province_count()
    assert {row.code for row in rows} == codes("regency")
    assert sum(row.tps_pemilu_2024 for row in rows) == total.tps_pemilu_2024 == 33324
    assert sum(row.tps_pilkada_2024 for row in rows) == total.tps_pilkada_2024 == 17231
    assert sum(row.voters_pemilu_2024 for row in rows) == total.voters_pemilu_2024 == 8842646


def test_the_published_pilkada_voters_keep_their_contradiction() -> None:
    total = reference.province_count().voters_pilkada_2024
    assert total == 8926662
    assert sum(row.voters_pilkada_2024 for row in reference.station_counts()) - total == 71


def test_village_stations_add_up_to_their_regency() -> None:
    sums: Counter[str] = Counter()
    for row in reference.village_stations():
        sums[row.code[:5]] += row.stations
    assert sums == {row.code: row.tps_pemilu_2024 for row in reference.station_counts()}


def test_every_village_has_stations_and_48_are_special() -> None:
    rows = reference.village_stations()
    assert len(rows) == 1552
    assert {row.code for row in rows} == codes("village")
    assert sum(row.special for row in rows) == 48
    assert all(0 <= row.special <= 9 and 0 < row.stations - row.special < 900 for row in rows)


def test_villages_with_a_known_number_of_stations_have_it() -> None:
    known = {row.code: row.stations for row in reference.village_stations()}
    assert (known["36.02.06.2001"], known["36.04.13.2009"], known["36.04.08.2009"]) == (27, 4, 8)


def test_the_coast_is_a_small_valid_outline() -> None:
    (feature,) = reference.coast()["features"]
    land = shape(feature["geometry"])
    assert land.is_valid
    assert land.geom_type == "MultiPolygon"
    assert land.covers(Point(106.24, -6.60))
    assert not land.covers(Point(105.9, -5.9))
    west, south, east, north = land.bounds
    assert west < 104.5 and east > 108.0 and south < -7.5 and north > -5.0


def test_agencies_have_unique_slugs_known_kinds_and_living_regions() -> None:
    rows = agencies()
    levels = {row.code: row.level for row in reference.regions()}
    assert len({row.code for row in rows}) == len({row.name for row in rows}) == len(rows)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.code) for row in rows)
    assert {row.kind for row in rows} <= set(AgencyKind.values)
    assert all(levels[row.region_code] == row.level for row in rows)


def test_the_agencies_of_the_contract_are_provincial() -> None:
    levels = {row.code: row.level for row in agencies()}
    assert {levels[code] for code in ("kpu", "bawaslu", "forkopimda", "diskominfo", "bpbd")} == {"province"}


def test_each_regency_has_its_kpu_bawaslu_and_bpbd() -> None:
    known = {row.code for row in agencies()}
    for regency in codes("regency"):
        slug = regency.replace(".", "-")
        assert {f"kpu-{slug}", f"bawaslu-{slug}", f"bpbd-{slug}"} <= known
