"""Regions of the map: counts, areas drawn from stations in a job."""

import json

import pytest
import shapely

from desk import clock
from desk.map import actions, jobs, shapes
from desk.map.models import Area, AreaSet
from desk.work import runs
from desk.work.models import Job
from tests.builders import election, flag, region, station
from tps.models import PollingStation

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """Two villages in Lebak and one in Pandeglang, four stations each, on land."""
    found = []
    for village, latitude, longitude in [
        ("36.02.06.2001", -6.55, 106.2),
        ("36.02.22.2002", -6.65, 106.3),
        ("36.01.01.2001", -6.5, 105.9),
    ]:
        region(village)
        for number in range(1, 5):
            place = {"latitude": latitude + number / 200, "longitude": longitude + (number % 2) / 100}
            found.append(station(number, village, **place))
    return found


def draw():
    actions.draw(election().pk, at=clock.now(), report=lambda done, total: None)


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.operator_banten)
    return client


def ask(client, **query):
    answer = client.get("/map/regions.json", query)
    assert answer.status_code == 200, answer.content
    return {feature["properties"]["code"]: feature for feature in answer.json()["features"]}


def test_each_level_has_its_regions_with_their_counts(signed_in, places):
    flag(places[0], severity="high")
    flag(places[1], kind="flood")
    draw()
    regencies = ask(signed_in, level="regency")
    lebak = regencies["36.02"]["properties"]
    assert (lebak["stations"], lebak["flagged"], lebak["kinds"]) == (8, 2, {"blank-spot": 1, "flood": 1})
    assert lebak["approximate"] is True
    assert lebak["name"] == "Kabupaten Lebak"
    assert {"36.02.06", "36.02.22"} <= set(ask(signed_in, level="district", within="36.02"))
    assert "36.01.01" not in ask(signed_in, level="district", within="3602")
    assert ask(signed_in, level="village", within="36.02.06")["36.02.06.2001"]["geometry"]["type"] == "MultiPolygon"
    province = ask(signed_in, level="province")["36"]
    assert (province["properties"]["stations"], province["properties"]["flagged"]) == (12, 2)
    assert shapely.from_geojson(json.dumps(province["geometry"])).contains(
        shapely.Point(places[0].longitude, places[0].latitude)
    )
    assert ask(signed_in, level="regency", kind="flood")["36.02"]["properties"]["flagged"] == 1


def test_before_areas_are_drawn_the_counts_are_there_and_the_work_is_asked_for_once(signed_in, places):
    for _ in range(2):
        jobs.check_areas()
        lebak = ask(signed_in, level="regency")["36.02"]
        assert (lebak["geometry"], lebak["properties"]["stations"]) == (None, 8)
    assert Job.objects.filter(kind="map.areas").count() == 1


def test_a_worker_draws_the_areas_and_nobody_asks_again(signed_in, places):
    assert actions.draw_where_changed(at=clock.now()) == 1
    job = Job.objects.get(kind="map.areas")
    assert jobs.draw_areas
    runs.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, AreaSet.objects.count()) == ("done", 1)
    assert Area.objects.filter(level="regency").count() == 8
    assert actions.draw_where_changed(at=clock.now()) == 0


def test_areas_are_drawn_anew_when_a_station_comes_moves_or_goes(places):
    draw()
    assert actions.draw_where_changed(at=clock.now()) == 0
    places[0].latitude += 0.03
    places[0].save()
    assert actions.draw_where_changed(at=clock.now()) == 1
    Job.objects.all().delete()
    draw()
    PollingStation.objects.filter(pk=places[1].pk).update(withdrawn_at=clock.now())
    assert actions.draw_where_changed(at=clock.now()) == 1


def test_areas_do_not_overlap_and_hold_their_own_stations(places):
    draw()
    shapes_of = {area.region_id: shapely.from_geojson(area.geometry) for area in Area.objects.filter(level="district")}
    for place in places:
        own = shapes_of[place.region_id[:8]]
        assert own.buffer(0.002).intersects(shapely.Point(place.longitude, place.latitude))
    codes = list(shapes_of)
    for one in range(len(codes)):
        for two in range(one + 1, len(codes)):
            assert shapes_of[codes[one]].intersection(shapes_of[codes[two]]).area < 1e-5
    whole = shapely.from_geojson(Area.objects.get(region_id="36.02").geometry)
    parts = [area for code, area in shapes_of.items() if code.startswith("36.02.")]
    assert whole.area == pytest.approx(sum(part.area for part in parts), rel=0.01)


def test_the_whole_province_belongs_to_somebody_and_nothing_beyond_it():
    station(1, "36.01.01.2001", latitude=-6.66, longitude=105.58)
    draw()
    areas = {area.region_id: shapely.from_geojson(area.geometry) for area in Area.objects.filter(level="district")}
    # Ujung Kulon has no station within 20 km; its district is Sumur.
    assert areas["36.01.01"].contains(shapely.Point(105.35, -6.75))
    together = shapely.union_all(list(areas.values()))
    for name, longitude, latitude in [("Monas", 106.83, -6.18), ("Bogor", 106.79, -6.6), ("Bakauheni", 105.76, -5.87)]:
        assert not together.contains(shapely.Point(longitude, latitude)), name
    assert len(areas) == 155


def test_islands_with_stations_have_a_disc_of_their_own(places):
    region("36.04.30.2008", name="Wargasara")
    station(1, "36.04.30.2008", latitude=-5.815, longitude=106.28)
    draw()
    area = shapely.from_geojson(Area.objects.get(region_id="36.04.30.2008").geometry)
    tunda = next(part for part in shapely.get_parts(area) if part.intersects(shapely.Point(106.28, -5.815)))
    assert tunda.area == pytest.approx(3.14 * shapes.KILOMETRE**2, rel=0.15)


def test_a_roster_of_one_regency_does_not_grow_over_the_others():
    station(1, latitude=-6.55, longitude=106.2)
    draw()
    lebak = shapely.from_geojson(Area.objects.get(region_id="36.02").geometry)
    assert not lebak.contains(shapely.Point(106.63, -6.18))


def test_a_station_on_an_island_gets_a_disc_of_its_own():
    land = shapely.box(105, -7, 106, -6)
    areas = shapes.derive([shapes.Seed(105.5, -6.5, "a"), shapes.Seed(105.5, -5.5, "b")], land)
    assert areas["b"].area == pytest.approx(3.14 * shapes.KILOMETRE**2, rel=0.15)
    assert not areas["a"].intersects(areas["b"])
    assert json.loads(shapes.geojson(areas["b"]))["type"] == "MultiPolygon"


def test_a_town_beyond_the_rough_outline_joins_the_land_without_a_seam():
    land, ground = shapely.box(105, -7, 106, -6), shapely.box(105, -7, 107, -6)
    seeds = [shapes.Seed(105.5, -6.5, "a"), shapes.Seed(106.02, -6.5, "b"), shapes.Seed(106.02, -6.52, "b")]
    areas = shapes.derive(seeds, land, ground=ground)
    assert areas["b"].contains(shapely.Point(106.02, -6.51))
    assert len(shapely.get_parts(areas["b"])) == 1
    assert not areas["b"].contains(shapely.Point(106.06, -6.5))


def test_no_stations_and_one_station_draw_without_trouble():
    land = shapely.box(105, -7, 106, -6)
    assert shapes.derive([], land) == {}
    assert shapes.derive([shapes.Seed(105.5, -6.5, "a")], land)["a"].area > 0


def test_stations_at_district_centres_share_one_seed_of_the_district():
    for number in range(1, 4):
        station(number, latitude=-6.5 + number / 100, longitude=106.2, position_source="district-centre")
    draw()
    assert set(Area.objects.values_list("level", flat=True)) == {"district", "regency", "province"}
    assert Area.objects.filter(region_id="36.02.06").count() == 1


@pytest.mark.parametrize(
    "query", [{}, {"level": "country"}, {"level": "village", "within": "x"}, {"level": "regency", "kind": "x"}]
)
def test_a_question_that_makes_no_sense_is_refused(signed_in, query):
    answer = signed_in.get("/map/regions.json", query)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_field_sees_only_its_own_region(client, cast, places):
    client.force_login(cast.lapangan)
    assert set(ask(client, level="regency")) == {"36.02"}
    assert client.get("/map/regions.json", {"level": "district", "within": "36.01"}).status_code == 403


def test_the_same_areas_are_not_sent_twice(signed_in, places):
    draw()
    first = signed_in.get("/map/regions.json", {"level": "district"})
    again = signed_in.get("/map/regions.json", {"level": "district"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
