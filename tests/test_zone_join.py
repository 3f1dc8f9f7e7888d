"""Which stations lie in which zones: the worst speaks, edges belong, chunks and crowds change nothing."""

import numpy as np
import pytest
import shapely

from risks import zone_grades, zone_join, zone_shapes
from risks.zone_shapes import Zone
from tps.vectors import Feature, Unreadable

SQUARE = shapely.box(106, -7, 107, -6)


def joined(shapes, worst, points, size):
    places = np.array(points, dtype=float)
    ids = np.arange(1, len(points) + 1)
    chunks = ((ids[at : at + size], places[at : at + size]) for at in range(0, len(points), size))
    return zone_join.join(shapes, worst, chunks)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_worst_zone_speaks_and_the_others_are_remembered(size):
    inner, beside = shapely.box(106.4, -6.6, 106.6, -6.4), shapely.box(107, -7, 108, -6)
    points = [(106.5, -6.5), (106.1, -6.1), (107.0, -6.5), (109.0, -6.5), (107.5, -6.5)]
    found = joined([SQUARE, inner, beside], [1, 2, 0], points, size)
    first, also = found.result()
    assert [each.tolist() for each in first] == [[2], [1], [3, 5]]
    # Station 3 lies on the edge that two zones share.
    assert [each.tolist() for each in also] == [[1, 3], [], []]
    assert found.joined == 4


def test_a_crowd_of_zones_keeps_the_five_worst_of_each_station():
    number = zone_join.AT_ONCE * 3
    found = joined([SQUARE] * number, list(range(number)), [(106.5, -6.5), (106.2, -6.2)], 10)
    first, also = found.result()
    assert first[0].tolist() == [1, 2]
    assert sum(len(each) for each in first) == 2
    assert [place for place, each in enumerate(also) if len(each)] == [1, 2, 3, 4]


def test_it_agrees_with_asking_each_zone_alone():
    chance = np.random.default_rng(3)
    shapes = [shapely.Point(x, y).buffer(0.3) for x, y in chance.uniform((105, -7), (107, -6), (40, 2))]
    points = chance.uniform((105, -7), (107, -6), (500, 2))
    worst = list(chance.permutation(40))
    first, _also = joined(shapes, worst, points, 77).result()
    rank = {zone: place for place, zone in enumerate(worst)}
    for place, each in enumerate(points):
        inside = [zone for zone, shape in enumerate(shapes) if shape.intersects(shapely.Point(each))]
        speaks = [zone for zone in range(40) if place + 1 in first[zone]]
        assert speaks == ([min(inside, key=rank.get)] if inside else [])


def test_a_radius_is_in_metres_at_any_latitude():
    for latitude in (-11.0, -6.0, 0.0, 6.0):
        area = zone_shapes.around(shapely.Point(106.0, latitude), 1000)
        west, south, east, north = area.bounds
        assert (east - west) * 111_320 * np.cos(np.radians(latitude)) == pytest.approx(2000, rel=0.003)
        assert (north - south) * 110_600 == pytest.approx(2000, rel=0.003)


def test_lines_and_mixed_shapes_are_widened_and_bare_ones_refused():
    line = shapely.LineString([(106, -6), (106.1, -6)])
    mixed = shapely.GeometryCollection([SQUARE, shapely.Point(108, -6.5)])
    features = [Feature(1, "a", {}, line), Feature(2, "a", {}, mixed)]
    found = zone_shapes.sort(features, [], kind="access", radius=100)
    assert [each.grade for each in found.zones] == ["hard", "hard"]
    assert found.points == 2
    bare = zone_shapes.sort(features, [], kind="access")
    assert [each["row"] for each in bare.errors] == [1]
    assert bare.zones[0].shape.equals(SQUARE)


def test_too_many_zones_are_refused():
    with pytest.raises(Unreadable, match="zona"):
        zone_shapes.sort([Feature(1, "a", {}, SQUARE)] * (zone_shapes.MOST_ZONES + 1), [], kind="flood")


def test_drawings_stay_light_however_fine_the_zones_are():
    fine = [Zone(n, "", "prone", shapely.Point(106 + n, -6).buffer(0.4, quad_segs=9000), 1, "", {}) for n in range(4)]
    drawn = zone_shapes.drawings(fine)
    assert len(drawn) == 4
    assert sum(len(each) for each in drawn) < 300_000
    assert shapely.from_geojson(drawn[0]).intersects(shapely.Point(106, -6))


@pytest.mark.parametrize(
    ("kind", "column", "value", "grade"),
    [
        ("flood", "kelas", "Tinggi", "prone"),
        ("flood", "flood_depth", "0", "dry"),
        ("flood", "flood_depth", "5", "prone"),
        ("flood", "kedalaman", "70", "depth-10"),
        ("flood", "tinggi_genangan", "70,5", "depth-70"),
        ("flood", "flood_depth", "151", "depth-150"),
        ("flood", "kelas", "3", ""),
        ("conflict", "kelas", "sedang", "rawan"),
        ("conflict", "kelas", "depth-70", ""),
        ("blank-spot", "kelas", "sinyal lemah", "weak"),
        ("other", "kelas", "apa pun", ""),
    ],
)
def test_what_a_value_plainly_means(kind, column, value, grade):
    assert zone_grades.suggestion(kind, column, value) == grade


def test_a_kind_without_grades_and_a_silent_column_need_no_mapping():
    feature = Feature(1, "a", {"kelas": "zzz", "name": 7.0}, SQUARE)
    for kind, grade in (("other", ""), ("flood", "prone")):
        found = zone_shapes.sort([feature], ["kelas", "name"], kind=kind)
        assert [(each.grade, each.name) for each in found.zones] == [(grade, "7")]
        assert not found.errors


def test_worse_grades_are_worse():
    for kind, order in (
        ("flood", ["dry", "prone", "depth-10", "depth-70", "depth-150"]),
        ("conflict", ["kurang-rawan", "rawan", "tps-rawan", "sangat-rawan"]),
        ("blank-spot", ["good", "vsat", "office", "nearby", "weak", "none"]),
        ("access", ["ok", "hard", "impossible"]),
    ):
        assert sorted(order, key=lambda grade, kind=kind: zone_grades.badness(kind, grade)) == order
