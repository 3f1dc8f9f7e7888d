"""Official boundaries on the map: simplified for each band with shared edges, before those derived from stations."""

import gzip
import io
import json
from datetime import date

import numpy as np
import pytest
import shapely

from desk import clock
from desk.map import actions as derived
from desk.map import jobs, outlines, outlining
from desk.map.models import Outline, OutlineSet
from desk.work import runs
from desk.work.models import Job
from tests import boundary_files as files
from tests import builders
from tests.boundary_files import SQUARES
from tps.actions import boundaries
from tps.models import BoundarySet, Region, RegionAlias

pytestmark = pytest.mark.django_db

assert jobs


def load(shapes, day=None, source="BIG"):
    wish = boundaries.wanted(
        level="", code_field="", crs="", valid_from=day or builders.today(), source=source, licence="CC BY 4.0"
    )
    boundaries.load_file(io.BytesIO(files.geojson(shapes)), wish, name="b.geojson", at=clock.now(), write=True)
    return wish


def tick():
    """Do what beat and a worker do in a minute."""
    jobs.check_areas()
    for job in Job.objects.filter(state="due", kind=outlining.KIND):
        runs.execute(job.pk)
        job.refresh_from_db()
        assert job.state == "done", job.error


@pytest.fixture
def signed_in(client, cast):
    for number, code in enumerate(SQUARES, 1):
        builders.station(number, f"{code}.2001", latitude=-6.55, longitude=106.1 + number / 10)
    client.force_login(cast.operator_banten)
    return client


def only(*districts):
    """Leave only some districts of Banten."""
    RegionAlias.objects.all().delete()
    Region.objects.filter(level="village", stations__isnull=True).delete()
    Region.objects.filter(level="district").exclude(pk__in=districts).delete()


def ask(client, **query):
    answer = client.get("/map/regions.json", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def feature(found, code):
    return next(each for each in found["features"] if each["properties"]["code"] == code)


def test_official_boundaries_come_before_derived_areas_and_name_their_source(signed_in):
    derived.draw(builders.election().pk, at=clock.now(), report=lambda done, total: None)
    assert feature(ask(signed_in, level="district"), "36.02.06")["properties"]["approximate"] is True
    load(SQUARES)
    tick()
    found = ask(signed_in, level="district", zoom=14)
    assert found["sources"] == [{"level": "district", "source": "BIG", "licence": "CC BY 4.0"}]
    official = feature(found, "36.02.06")
    assert official["properties"]["approximate"] is False
    assert shapely.from_geojson(json.dumps(official["geometry"])).equals(SQUARES["36.02.06"])
    assert feature(found, "36.71.01")["properties"]["approximate"] is True
    page = signed_in.get("/map/").content.decode()
    assert "Batas kecamatan: BIG" in page
    assert "CC BY 4.0" in page


def test_a_level_that_no_file_holds_stays_derived_and_claims_no_source(signed_in):
    derived.draw(builders.election().pk, at=clock.now(), report=lambda done, total: None)
    load(SQUARES)
    tick()
    found = ask(signed_in, level="village", within="36.02")
    drawn = [each for each in found["features"] if each["geometry"]]
    assert len(drawn) == 2
    assert all(each["properties"]["approximate"] for each in drawn)
    assert found["sources"] == []
    assert ask(signed_in, level="district", within="36.02")["sources"]


def test_a_level_above_is_joined_only_where_all_its_parts_are_loaded(signed_in):
    only(*SQUARES, "36.01.02")
    load(SQUARES)
    tick()
    found = ask(signed_in, level="regency", zoom=14)
    lebak = feature(found, "36.02")
    assert lebak["properties"]["approximate"] is False
    whole = shapely.union_all([SQUARES["36.02.06"], SQUARES["36.02.22"]])
    assert shapely.from_geojson(json.dumps(lebak["geometry"])).equals(whole)
    assert feature(found, "36.01")["geometry"] is None


def test_a_level_of_its_own_comes_before_a_joined_one(signed_in):
    only(*SQUARES)
    load({**SQUARES, "36.02": shapely.box(106.2, -6.7, 106.4, -6.5)})
    tick()
    lebak = feature(ask(signed_in, level="regency", zoom=14), "36.02")
    assert shapely.from_geojson(json.dumps(lebak["geometry"])).area == pytest.approx(0.04)


def test_a_new_version_is_drawn_when_its_day_has_come_and_an_undone_one_goes(signed_in):
    load(SQUARES)
    tick()
    assert Job.objects.filter(kind=outlining.KIND).count() == 1
    tick()
    assert Job.objects.filter(kind=outlining.KIND).count() == 1
    wish = load({"36.02.06": shapely.box(106.1, -6.6, 106.3, -6.5)}, day=date(2999, 1, 1))
    tick()
    assert Job.objects.filter(kind=outlining.KIND).count() == 1
    assert outlining.ask_where_changed(date(2999, 1, 1), at=clock.now()) == 1
    admin = builders.user("atasan", role="admin")
    for each in BoundarySet.objects.all():
        assert boundaries.undo(each, actor=admin, at=clock.now())
    assert wish.pk
    tick()
    assert not OutlineSet.objects.exists()
    assert not Outline.objects.exists()


@pytest.mark.parametrize("query", [{"zoom": "x"}, {"zoom": "23"}, {"zoom": "-1"}, {"zoom": "1.5"}])
def test_a_zoom_that_makes_no_sense_is_refused(signed_in, query):
    answer = signed_in.get("/map/regions.json", {"level": "district", **query})
    assert answer.status_code == 400
    assert "zoom" in answer.json()["error"]


def wavy(count=6, points=400):
    """Give a grid of regions whose shared edges wave, each side drawn by itself from the same line."""
    rng = np.random.default_rng(36)
    noise = {}

    def edge(key, one, two):
        if key not in noise:
            share = np.linspace(0, 1, points)[:, None]
            line = np.array(one) + share * (np.array(two) - np.array(one))
            steps = np.convolve(rng.normal(0, 0.004, points + 22), np.hanning(25) / 12, "same")[12:-12]
            line[1:-1, 0 if key[0] == "v" else 1] += steps
            noise[key] = line
        return noise[key]

    found = {}
    for x in range(count):
        for y in range(count):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            place = [(106 + 0.1 * a, -7 + 0.1 * b) for a, b in corners]
            keys = [("h", x, y), ("v", x + 1, y), ("h", x, y + 1), ("v", x, y)]
            south, east = edge(keys[0], place[0], place[1]), edge(keys[1], place[1], place[2])
            north, west = edge(keys[2], place[3], place[2]), edge(keys[3], place[0], place[3])
            ring = np.vstack([south[:-1], east[:-1], north[::-1][:-1], west[::-1]])
            found[f"36.{x + 10}.{y + 10}"] = shapely.make_valid(shapely.Polygon(ring), method="structure")
    return found


def test_neighbours_keep_their_shared_edges_in_every_band_and_far_is_small():
    shapes = outlines.clean(wavy())
    whole = shapely.union_all(list(shapes.values())).area
    sizes = []
    for band in outlines.BANDS:
        simple = outlines.simplified(shapes, band)
        text = [outlining.shapes.geojson(shape, band.digits) for shape in simple.values()]
        drawn = np.array([shapely.from_geojson(each) for each in text])
        assert shapely.coverage_is_valid(drawn)
        together = shapely.union_all(drawn)
        assert not any(part.interiors for part in shapely.get_parts(together))
        assert together.area == pytest.approx(whole, rel=0.02)
        sizes.append(len(gzip.compress("".join(text).encode())))
    assert sizes == sorted(sizes)
    assert sizes[0] * 5 < sizes[-1]


def test_gaps_and_overlaps_of_digitising_are_closed_in_the_drawing():
    shapes = {"a": shapely.box(106, -7, 106.1, -6.9), "b": shapely.box(106.099, -7, 106.2, -6.9)}
    shapes |= {"c": shapely.box(106, -6.9, 106.2, -6.8) - shapely.box(106.05, -6.9, 106.06, -6.899)}
    found = outlines.clean(shapes)
    assert shapely.coverage_is_valid(np.array(list(found.values())))
    assert not any(part.interiors for part in shapely.get_parts(shapely.union_all(list(found.values()))))


def test_islets_go_where_they_could_not_be_seen_and_a_lone_island_stays():
    islets = [shapely.box(106.2 + n / 100, -6.4, 106.2005 + n / 100, -6.3995) for n in range(5)]
    shapes = {
        "a": shapely.multipolygons([shapely.box(106, -7, 106.1, -6.9), *islets]),
        "b": shapely.box(106.5, -6.4, 106.5005, -6.3995),
    }
    far = outlines.simplified(shapes, outlines.BANDS[0])
    near = outlines.simplified(shapes, outlines.BANDS[-1])
    assert (len(shapely.get_parts(far["a"])), len(shapely.get_parts(near["a"]))) == (1, 6)
    assert not far["b"].is_empty


def test_zooms_find_their_band():
    bands = [outlines.band_of(zoom) for zoom in (None, 0, 8, 9, 10, 11, 12, 13, 22)]
    assert bands == [1, 0, 0, 1, 1, 2, 2, 3, 3]


def test_a_drawing_survives_being_done_twice(signed_in):
    load(SQUARES)
    for _ in range(2):
        done = outlining.draw("district", builders.today(), at=clock.now(), report=lambda done, total: None)
    assert done == {"outlines": Outline.objects.count()}
    assert OutlineSet.objects.count() == 1
    nothing = outlining.draw("village", builders.today(), at=clock.now(), report=lambda done, total: None)
    assert nothing == {"outlines": 0}


def test_islands_are_what_the_sea_parts_from_the_largest_piece_of_official_boundaries(signed_in, cast):
    def layer():
        answer = signed_in.get("/map/layers/islands.json", {"zoom": "8"})
        assert answer.status_code == 200
        found = answer.json()
        return found["layer"], [each["properties"] for each in found["features"]]

    def switch():
        return {each["value"]: each["count"] for each in signed_in.get("/map/").context["layers"]}["islands"]

    assert switch() is None
    assert "tidak ada data" in signed_in.get("/map/").content.decode()
    facts, found = layer()
    assert (found, facts["source"]) == ([], "")
    assert "Tidak ada data" in facts["note"]
    west, east, _far = SQUARES
    island = shapely.box(106.4, -6.1, 106.43, -6.08)
    load({west: shapely.union(SQUARES[west], island), east: SQUARES[east]})
    tick()
    builders.station(77, f"{west}.2001", latitude=-6.09, longitude=106.41)
    facts, found = layer()
    assert [(each["name"], each["stations"]) for each in found] == [(f"Pulau di {Region.objects.get(pk=west)}", 1)]
    assert found[0]["said"] == "7,39 km²"
    assert "BIG" in facts["source"]
    assert switch() == 1
    signed_in.force_login(cast.luar)
    assert signed_in.get("/map/layers/islands.json").status_code == 403
