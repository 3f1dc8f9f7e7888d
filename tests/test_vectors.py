"""Foreign vector files in all formats, whole and broken: what is read, what is refused and with which sentence."""

import io
import json
import struct
import time
import zipfile

import numpy as np
import pytest
import shapely

from tests import boundary_files as files
from tests.boundary_files import SQUARES
from tps import vector_zip, vectors


def read(content, name="batas", **options):
    return vectors.read(io.BytesIO(content), name, **options)


def refused(content, **options):
    with pytest.raises(vectors.Unreadable) as refusal:
        read(content, **options)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "kind", "field"),
    [
        (files.geojson(SQUARES), "GeoJSON", "kode"),
        (b"\xef\xbb\xbf\n" + files.geojson(SQUARES), "GeoJSON", "kode"),
        (files.shapefile(SQUARES), "Shapefile", "KODE"),
        (files.geopackage(SQUARES), "GeoPackage", "KODE"),
        (files.kml(SQUARES), "KML", "kode"),
        (files.packed({"a/doc.kml": files.kml(SQUARES)}), "KML", "kode"),
        (files.packed({"__MACOSX/._x.shp": b"x", "x.geojson": files.geojson(SQUARES)}), "GeoJSON", "kode"),
    ],
)
def test_each_format_gives_the_same_shapes(content, kind, field):
    found = read(content)
    assert found.format == kind
    assert field in found.fields
    assert {feature.fields[field] for feature in found.features} == set(SQUARES)
    for feature in found.features:
        assert feature.geometry.normalize().equals_exact(SQUARES[feature.fields[field]].normalize(), 1e-9) or (
            shapely.equals(feature.geometry, SQUARES[feature.fields[field]])
        )
    assert found.notes == ()


@pytest.mark.parametrize("make", [files.shapefile, files.geopackage])
def test_metres_become_degrees(make):
    found = read(make(files.metres(SQUARES), crs="EPSG:32748"))
    assert found.crs == "EPSG:32748"
    for feature in found.features:
        middle = SQUARES[feature.fields["KODE"]].centroid
        assert feature.geometry.centroid.distance(middle) < 0.02
        assert feature.geometry.area == pytest.approx(0.01, rel=0.02)


def test_the_reckoning_is_that_of_the_surveyors():
    corner = shapely.box(500_000, 9_300_000, 501_000, 9_301_000)
    found = read(files.shapefile({"36.02.06": corner}, crs="EPSG:32748"))
    west, south, _east, _north = found.features[0].geometry.bounds
    # 700 km south of the equator on the central meridian of zone 48: 105° E, 6.33287° S.
    assert (west, south) == (pytest.approx(105.0, abs=1e-6), pytest.approx(-6.3329, abs=1e-3))


def test_a_shapefile_without_prj_in_degrees_is_taken_and_said_so():
    found = read(files.shapefile(SQUARES, ".prj"))
    assert len(found.features) == 3
    assert "jelas derajat di Indonesia" in found.notes[0]


def test_a_shapefile_without_prj_in_metres_is_refused_until_the_system_is_named():
    content = files.shapefile(files.metres(SQUARES), ".prj", crs="EPSG:32748")
    assert ".prj tidak ada" in refused(content)
    assert read(content, crs="EPSG:32748").features[0].geometry.within(shapely.box(105, -7, 107, -6))


def test_geojson_in_metres_is_refused_until_the_system_is_named():
    content = files.geojson(files.metres(SQUARES))
    assert "bukan derajat yang mungkin" in refused(content)
    assert read(content, crs="EPSG:32748").features[0].geometry.within(shapely.box(105, -7, 107, -6))
    assert "EPSG:999999 tidak dikenal" in refused(content, crs="EPSG:999999")


def test_the_old_crs_member_of_geojson_counts():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32748"}}
    found = read(files.geojson(files.metres(SQUARES), crs=crs))
    assert found.features[0].geometry.within(shapely.box(105, -7, 107, -6))


def test_a_shapefile_without_dbf_has_shapes_and_no_columns():
    found = read(files.shapefile(SQUARES, ".dbf"))
    assert (found.fields, len(found.features)) == ((), 3)


def test_a_shapefile_without_shx_is_put_in_order_again():
    found = read(files.shapefile(SQUARES, ".shx"))
    assert len(found.features) == 3
    assert ".shx" in found.notes[0]


def test_texts_in_utf8_without_cpg_stay_readable():
    found = read(files.shapefile({"36.02.06": SQUARES["36.02.06"], "Désa": SQUARES["36.02.22"]}, ".cpg"))
    assert {feature.fields["KODE"] for feature in found.features} == {"36.02.06", "Désa"}


def test_swapped_latitude_and_longitude_are_turned_back_and_told():
    swapped = {code: shapely.transform(shape, lambda xy: xy[:, ::-1]) for code, shape in SQUARES.items()}
    found = read(files.geojson(swapped))
    assert found.features[0].geometry.equals(SQUARES["36.02.06"])
    assert "tertukar" in found.notes[0]


def test_heights_are_dropped_and_curves_are_straightened():
    high = shapely.force_3d(SQUARES["36.02.06"], 12.0)
    assert not read(files.geojson({"a": high})).features[0].geometry.has_z
    # A CURVEPOLYGON of one COMPOUNDCURVE: three points of an arc and a way back.
    line = struct.pack("<BII6d", 1, 8, 3, 106.2, -6.6, 106.3, -6.5, 106.4, -6.6)
    back = struct.pack("<BII4d", 1, 2, 2, 106.4, -6.6, 106.2, -6.6)
    curve = struct.pack("<BIIBII", 1, 10, 1, 1, 9, 2) + line + back
    found = read(_curved(curve))
    assert found.features[0].geometry.geom_type == "Polygon"
    assert len(found.features[0].geometry.exterior.coords) > 20


def _curved(wkb):
    """Give a GeoPackage whose one shape is replaced by a curve."""
    plain = files.geopackage({"a": SQUARES["36.02.06"]}, geometry_type="Unknown")
    import sqlite3  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(plain)
        file.flush()
        base = sqlite3.connect(file.name)
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        head = b"GP\x00\x01" + struct.pack("<i", 4326)
        base.execute("UPDATE batas SET geom = ?", [head + wkb])
        base.commit()
        base.close()
        with open(file.name, "rb") as again:
            return again.read()


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (shapely.Point(106.2, -6.5), "Bukan poligon melainkan Point"),
        (shapely.LineString([(106.2, -6.5), (106.3, -6.5)]), "Bukan poligon melainkan LineString"),
    ],
)
def test_other_shapes_than_polygons_are_named_where_polygons_are_wanted(shape, problem):
    feature = read(files.geojson({"a": shape}), polygons=True).features[0]
    assert feature.geometry is None
    assert problem in feature.problem
    assert read(files.geojson({"a": shape})).features[0].geometry.equals(shape)


def test_empty_and_missing_shapes_are_named():
    text = json.loads(files.geojson(SQUARES))
    text["features"][0]["geometry"] = None
    text["features"][1]["geometry"] = {"type": "Polygon", "coordinates": []}
    found = read(json.dumps(text).encode(), polygons=True)
    assert ["kosong" in feature.problem for feature in found.features] == [True, True, False]


def test_mixed_shapes_keep_their_polygons():
    mixed = shapely.GeometryCollection([SQUARES["36.02.06"], shapely.Point(106, -6)])
    feature = read(files.geojson({"a": mixed}), polygons=True).features[0]
    assert feature.geometry.geom_type == "MultiPolygon"
    assert feature.geometry.area == pytest.approx(0.01)


def test_a_polygon_that_crosses_itself_is_repaired_and_told():
    feature = read(files.geojson({"a": files.BOWTIE}), polygons=True).features[0]
    assert "Self-intersection" in feature.was
    assert feature.geometry.is_valid
    assert feature.geometry.area == pytest.approx(0.005)


def test_a_polygon_of_174861_points_is_read_in_seconds():
    turns = np.linspace(0, 2 * np.pi, 174_861)[:-1]
    reach = 0.1 + 0.01 * np.sin(turns * 900)
    ring = shapely.Polygon(np.column_stack([106.3 + reach * np.cos(turns), -6.5 + reach * np.sin(turns)]))
    began = time.monotonic()
    found = read(files.geojson({"a": ring}), polygons=True)
    assert found.vertices == 174_861
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas kosong"),
        (b"\x00\x00\x27\x0a" + b"\0" * 100, "Kemas .shp, .shx, .dbf"),
        (b'{"type":"Topology","objects":{}}', "TopoJSON"),
        (b"kode,nama\n36.01,x\n", "Bentuk berkas tidak dikenali"),
        (b"<OGRVRTDataSource/>", "Bentuk berkas tidak dikenali"),
        (files.geojson(SQUARES)[:-200], "rusak atau terpotong"),
        (files.geopackage(SQUARES)[:20_000], "rusak atau terpotong"),
        (files.shapefile(SQUARES)[:-200], "rusak atau terpotong"),
        (files.geojson({}), "tidak memuat"),
        (b'{"hello": "world"}', "rusak atau terpotong"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "DOCTYPE"),
        (files.packed({"x.txt": b"x"}), "tidak ada .shp"),
        (files.packed({"a.geojson": b"{}", "b.geojson": b"{}"}), "ada 2 berkas peta"),
        (files.packed({"../a.geojson": b"{}"}), "keluar dari foldernya"),
        (files.packed({"/a.geojson": b"{}"}), "keluar dari foldernya"),
        (files.packed({"C:\\a.geojson": b"{}"}), "keluar dari foldernya"),
        (files.packed({"a.zip": b"x", "a.geojson": b"{}"}), "arsip lain"),
        (files.packed({f"{n}.txt": b"" for n in range(600)}), "lebih dari 500 berkas"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(content, sentence):
    assert sentence in refused(content)


def test_two_shapefiles_in_one_archive_are_named():
    both = {f"kab{end}": data for end, data in files.written(SQUARES, ".shp", "ESRI Shapefile").items()}
    both |= {name.replace("kab", "kec"): data for name, data in both.items()}
    sentence = refused(files.packed(both))
    assert "kab.shp" in sentence
    assert "kec.shp" in sentence


def test_a_shapefile_cut_short_is_refused():
    parts = files.written(SQUARES, ".shp", "ESRI Shapefile")
    parts[".shp"] = parts[".shp"][:250]
    del parts[".shx"]
    assert "rusak atau terpotong" in refused(files.packed({f"a{end}": data for end, data in parts.items()}))


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.geojson", "w") as file:
        for _ in range(500):
            file.write(b" " * 1024 * 1024)
    began = time.monotonic()
    assert "jauh lebih besar" in refused(bomb.getvalue())
    assert time.monotonic() - began < 2


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks(monkeypatch):
    monkeypatch.setattr(vector_zip, "MOST_UNPACKED", 100)
    monkeypatch.setattr(vector_zip, "_refuse_traps", lambda entries: None)
    assert "jauh lebih besar" in refused(files.packed({"a.geojson": b"{}" * 4000}))


def test_a_locked_archive_is_refused():
    content = bytearray(files.packed({"a.geojson": b"{}"}))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "kata sandi" in refused(bytes(content))


def test_a_file_over_the_bound_is_refused_unread():
    assert "lebih besar dari 0 MB" in refused(files.geojson(SQUARES), most_bytes=100)


def test_a_file_that_needs_too_much_time_or_memory_is_stopped():
    turns = np.linspace(0, 2 * np.pi, 60_000)[:-1]
    ring = shapely.Polygon(np.column_stack([106 + np.cos(turns * 7919), -6.5 + np.sin(turns * 6271)]))
    content = files.geojson({"a": ring})
    began = time.monotonic()
    assert "melebihi batas" in refused(content, polygons=True, seconds=3)
    assert time.monotonic() - began < 15
    assert "melebihi batas" in refused(content * 1, polygons=True, memory=150 * 1024 * 1024)


def test_the_caller_hears_a_tick_each_second_and_may_stop_the_work():
    class Stop(Exception):
        pass

    def stop():
        raise Stop

    turns = np.linspace(0, 2 * np.pi, 40_000)[:-1]
    ring = shapely.Polygon(np.column_stack([106 + np.cos(turns * 7919), -6.5 + np.sin(turns * 6271)]))
    with pytest.raises(Stop):
        read(files.geojson({"a": ring}), polygons=True, tick=stop)


def test_several_layers_are_read_together():
    content = files.kml(SQUARES)
    assert len({feature.layer for feature in read(content).features}) == 3
    assert [feature.row for feature in read(content).features] == [1, 2, 3]
