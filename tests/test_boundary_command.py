"""The command that loads official boundaries, as an administrator meets it."""

import json
from datetime import date

import pytest
import shapely
from django.core.management import CommandError, call_command

from tests import boundary_files as files
from tests import builders
from tests.boundary_files import SQUARES
from tps import boundaries
from tps.models import Boundary, BoundarySet, Region, RegionAlias

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    for code in SQUARES:
        builders.region(code)


@pytest.fixture
def run(tmp_path, capsys):
    def run(content, *words, name="batas.geojson"):
        path = tmp_path / name
        path.write_bytes(content)
        code = 0
        try:
            call_command("import_boundaries", str(path), *words, "--json")
        except SystemExit as end:
            code = end.code
        return code, json.loads(capsys.readouterr().out)

    return run


def test_the_summary_has_the_shape_of_the_contract_and_twice_is_once(run):
    code, summary = run(files.geojson({**SQUARES, "36.99": shapely.box(1, 1, 2, 2)}), "--source", "BIG")
    assert code == 0
    words = ("read", "created", "updated", "unchanged", "rejected")
    assert [summary[word] for word in words] == [4, 3, 0, 0, 1]
    assert summary["errors"][0]["row"] == 4
    assert summary["errors"][0]["field"] == "kode"
    assert "tidak dikenal" in summary["errors"][0]["reason"]
    kept = BoundarySet.objects.get()
    assert (kept.state, kept.source, kept.valid_from, kept.file.name) == (
        "applied",
        "BIG",
        builders.today(),
        "batas.geojson",
    )
    square = Boundary.objects.get(region="36.02.06")
    assert (square.level, square.valid_until) == ("district", None)
    assert shapely.from_geojson(square.geometry).equals(SQUARES["36.02.06"])
    # A tenth of a degree each way at 6.5° S: 11.06 km by 11.12 km, less 0.6 %.
    assert square.area == pytest.approx(122.8, rel=0.01)
    again = run(files.geojson(SQUARES))
    assert [again[1][word] for word in words] == [3, 0, 0, 3, 0]
    assert BoundarySet.objects.count() == 1


def test_a_dry_run_changes_nothing(run):
    code, summary = run(files.geojson(SQUARES), "--dry-run")
    assert (code, summary["created"]) == (0, 3)
    assert not Boundary.objects.exists()


def test_all_or_nothing_refuses_the_file_for_one_bad_feature(run):
    bad = {**SQUARES, "36.99": shapely.box(1, 1, 2, 2)}
    code, summary = run(files.geojson(bad), "--all-or-nothing")
    assert (code, summary["created"], summary["rejected"]) == (1, 0, 1)
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (files.shapefile(SQUARES, ".dbf"), ".dbf tidak ada"),
        (files.geojson({"x": SQUARES["36.02.06"]}), "Tidak ada kolom"),
        (files.geojson({"3602060001": SQUARES["36.02.06"]}), "Kode BPS tidak sama"),
    ],
)
def test_a_file_that_cannot_be_taken_ends_with_1_and_a_sentence(run, content, sentence):
    code, summary = run(content)
    assert (code, summary["read"]) == (1, 0)
    assert sentence in summary["errors"][0]["reason"]


def test_nothing_but_points_ends_with_1(run):
    code, summary = run(files.geojson({"36.02.06": shapely.Point(106.2, -6.5)}))
    assert (code, summary["rejected"]) == (1, 1)
    assert "Bukan poligon" in summary["errors"][0]["reason"]


@pytest.mark.parametrize(
    "words", [["--crs", "utm"], ["--valid-from", "kemarin"], ["--level", "rt"], ["--valid-from", "2024-13-01"]]
)
def test_wrong_usage_ends_with_2(tmp_path, words):
    with pytest.raises(CommandError) as error:
        call_command("import_boundaries", str(tmp_path / "x"), *words)
    assert error.value.returncode == 2 or words[0] == "--level"


def test_a_missing_file_ends_with_1(capsys):
    with pytest.raises(SystemExit):
        call_command("import_boundaries", "/tidak/ada.geojson", "--json")
    assert "/tidak/ada.geojson" in json.loads(capsys.readouterr().out)["errors"][0]["reason"]


def test_without_json_a_person_reads_the_same(tmp_path, capsys):
    path = tmp_path / "batas.geojson"
    path.write_bytes(files.geojson({**SQUARES, "36.02": files.BOWTIE, "x": SQUARES["36.02.06"]}))
    call_command("import_boundaries", str(path), "--dry-run")
    text = capsys.readouterr().out
    assert "created 4" in text
    assert "repaired 1" in text
    assert "Dry run" in text
    assert "Bukan kode wilayah" in text
    for words, said in ([["--all-or-nothing"], "Nothing was loaded"], [[], "created 4"], [[], "in force already"]):
        try:
            call_command("import_boundaries", str(path), *words)
        except SystemExit as end:
            assert end.code == 1
        assert said in capsys.readouterr().out
    path.write_bytes(b"")
    with pytest.raises(SystemExit):
        call_command("import_boundaries", str(path))
    assert "kosong" in capsys.readouterr().err


def test_the_column_of_the_codes_is_guessed_among_others(run):
    features = json.loads(files.geojson(SQUARES, field="KDCPUM"))
    for feature in features["features"]:
        feature["properties"] |= {"KDPKAB": feature["properties"]["KDCPUM"][:5], "luas": 12.5, "no": 36}
    summary = run(json.dumps(features).encode())[1]
    assert (summary["code_field"], summary["created"]) == ("KDCPUM", 3)


def test_codes_without_dots_as_numbers_and_as_old_codes_are_understood(run):
    RegionAlias.objects.create(old_code="36.02.99", region_id="36.02.22")
    features = json.loads(files.geojson(SQUARES))
    for feature, code in zip(features["features"], [360206, 360299.0, "360101"], strict=True):
        feature["properties"]["kode"] = code
    summary = run(json.dumps(features).encode())[1]
    assert (summary["created"], summary["rejected"]) == (3, 0)
    assert summary["old_codes"]["head"] == [
        {"old": "36.02.99", "code": "36.02.22", "name": Region.objects.get(pk="36.02.22").name}
    ]


def test_a_regency_code_that_became_a_number_is_understood(run):
    features = json.loads(files.geojson({"x": SQUARES["36.02.06"]}))
    features["features"][0]["properties"]["kode"] = 36.02
    assert run(json.dumps(features).encode())[1]["levels"][0]["level"] == "regency"


def test_a_named_column_and_level_are_held_to(run):
    both = {**SQUARES, "36.02": shapely.box(106.2, -6.6, 106.4, -6.5)}
    code, summary = run(files.geojson(both), "--level", "district", "--code-field", "KODE")
    assert (code, summary["created"], summary["rejected"]) == (0, 3, 1)
    assert "kabupaten/kota" in summary["errors"][0]["reason"]
    code, summary = run(files.geojson(both), "--code-field", "nomor")
    assert code == 1
    assert "Kolom yang ada: nama, kode" in summary["errors"][0]["reason"]


def test_features_of_one_code_are_joined(run):
    text = json.loads(files.geojson(SQUARES))
    text["features"][1]["properties"]["kode"] = "36.02.06"
    summary = run(json.dumps(text).encode())[1]
    assert (summary["created"], summary["joined"]["count"]) == (2, 1)
    assert shapely.from_geojson(Boundary.objects.get(region="36.02.06").geometry).area == pytest.approx(0.02)


def test_repairs_overlaps_gaps_and_children_outside_are_told_in_km2(run):
    shapes = {
        "36.02.06": shapely.box(106.2, -6.6, 106.3, -6.5),
        "36.02.22": shapely.box(106.29, -6.6, 106.4, -6.5) - shapely.box(106.34, -6.56, 106.35, -6.55),
        "36.02": shapely.box(106.2, -6.6, 106.32, -6.5),
    }
    summary = run(files.geojson(shapes))[1]
    pairs = summary["neighbours"]["district"]
    assert pairs["overlaps"]["count"] == 1
    assert pairs["overlaps"]["km2"] == pytest.approx(12.3, rel=0.02)
    assert {pairs["overlaps"]["worst"][0]["a"], pairs["overlaps"]["worst"][0]["b"]} == {"36.02.06", "36.02.22"}
    assert pairs["gaps"]["km2"] == pytest.approx(1.23, rel=0.02)
    outside = summary["outside_parent"]["head"]
    assert [(each["code"], each["parent"]) for each in outside] == [("36.02.22", "36.02")]
    assert outside[0]["percent"] < 35


def test_missing_regions_and_missing_levels_are_listed(run):
    summary = run(files.geojson({"36": shapely.box(105, -7, 107, -5.8), "36.02.06": SQUARES["36.02.06"]}))[1]
    district = next(each for each in summary["levels"] if each["level"] == "district")
    assert district["found"] == 1
    assert district["missing"] == Region.objects.filter(level="district").count() - 1
    assert summary["missing_levels"] == ["regency"]


def test_a_new_version_ends_the_old_one_and_both_are_kept(run):
    run(files.geojson(SQUARES), "--valid-from", "2020-01-01")
    grown = {"36.02.06": shapely.box(106.19, -6.6, 106.3, -6.5)}
    summary = run(files.geojson(grown), "--valid-from", "2024-06-01")[1]
    assert (summary["created"], summary["updated"]) == (0, 1)
    old, new = Boundary.objects.filter(region="36.02.06").order_by("valid_from")
    assert (old.valid_until, new.valid_until) == (date(2024, 6, 1), None)
    assert set(boundaries.shapes_in_force("district", date(2024, 5, 31))) == set(SQUARES)
    assert boundaries.shapes_in_force("district", date(2024, 5, 31))["36.02.06"].equals(SQUARES["36.02.06"])
    assert boundaries.shapes_in_force("district", date(2024, 6, 1))["36.02.06"].equals(grown["36.02.06"])
    assert boundaries.shapes_in_force("district", date(2019, 12, 31)) == {}


def test_an_older_version_loaded_later_ends_where_the_newer_begins(run):
    run(files.geojson(SQUARES), "--valid-from", "2024-06-01")
    run(files.geojson({"36.02.06": files.BOWTIE}), "--valid-from", "2020-01-01")
    old, new = Boundary.objects.filter(region="36.02.06").order_by("valid_from")
    assert (old.valid_until, new.valid_until) == (date(2024, 6, 1), None)
    assert "Self-intersection" in old.repaired


def test_points_outside_their_boundary_are_named_by_the_nearest_boundary_above(run):
    run(files.geojson(SQUARES))
    spots = [
        ("in", "36.02.06.2001", 106.25, -6.55),
        ("edge", "36.02.06.2001", 106.3005, -6.55),
        ("out", "36.02.06.2001", 106.35, -6.55),
        ("unknown", "36.71.01.1001", 106.0, -6.0),
    ]
    assert boundaries.outside(spots, builders.today()) == {"out": "36.02.06"}
    assert boundaries.outside(spots, date(1999, 1, 1)) == {}
