"""The command that joins hazard zones to stations, as an administrator meets it."""

import json

import pytest
import shapely
from django.core.management import CommandError, call_command

from risks.models import Flag, HazardLayer, Observation
from tests import boundary_files as files
from tests import builders
from tests.boundary_files import BOWTIE, geojson

pytestmark = pytest.mark.django_db
LEBAK = shapely.box(106.2, -6.6, 106.3, -6.5)
WORDS = ("read", "created", "updated", "unchanged", "rejected")


@pytest.fixture(autouse=True)
def places():
    builders.agency("bpbd")
    return [
        builders.station(1, latitude=-6.55, longitude=106.25),
        builders.station(2, latitude=-6.52, longitude=106.21),
        builders.station(3, latitude=-6.45, longitude=106.25),
        builders.station(4, latitude=-6.55, longitude=106.25, position_source="district-centre"),
        builders.station(5),
    ]


@pytest.fixture
def run(tmp_path, capsys):
    def run(content, *words, name="zona.geojson", kind="flood"):
        path = tmp_path / name
        path.write_bytes(content)
        code = 0
        try:
            call_command("import_hazards", str(path), "--kind", kind, "--source", "BPBD", *words, "--json")
        except SystemExit as end:
            code = end.code
        return code, json.loads(capsys.readouterr().out)

    return run


def counts(summary):
    return [summary[word] for word in WORDS]


def test_nothing_is_written_without_apply(run):
    code, summary = run(geojson({"a": LEBAK, "b": BOWTIE}))
    assert code == 0
    assert counts(summary) == [2, 2, 0, 0, 0]
    assert summary["stations"] == {"inside": 2, "unplaced": 2}
    assert not Observation.objects.exists()
    assert not HazardLayer.objects.exists()


def test_apply_writes_statements_that_open_risks_and_twice_is_once(run):
    code, summary = run(geojson({"a": LEBAK}), "--apply", "--date", "2024-01-25")
    assert (code, counts(summary), summary["opened"]) == (0, [1, 2, 0, 0, 0], 2)
    assert set(Flag.objects.values_list("kind", "status")) == {("flood", "reported")}
    said = Observation.objects.select_related("source", "flag").first()
    assert (said.source.code, said.grade, said.standing, said.note) == (
        "bpbd", "prone", "accepted", "Zona x, zona versi 1, fitur 1",
    )  # fmt: skip
    code, again = run(geojson({"a": LEBAK}), "--apply", "--date", "2024-01-25")
    assert (code, counts(again)) == (0, [1, 0, 0, 2, 0])
    assert (Observation.objects.count(), HazardLayer.objects.count()) == (2, 1)


def test_the_worst_grade_speaks_where_zones_overlap(run, places):
    inner = shapely.box(106.24, -6.56, 106.26, -6.54)
    run(geojson({"prone": LEBAK, "150": inner, "tinggi": LEBAK}, field="flood_depth"), "--apply")
    grades = dict(Observation.objects.values_list("station__number", "grade"))
    assert grades == {1: "depth-70", 2: "prone"}


def test_points_take_a_radius_in_metres(run):
    point = {"a": shapely.Point(106.25, -6.55)}
    assert run(geojson(point), "--radius", "10")[1]["created"] == 1
    # Station 2 lies 5.5 km away: 4.4 km west, 3.3 km north.
    assert run(geojson(point), "--radius", "5400")[1]["created"] == 1
    assert run(geojson(point), "--radius", "5600")[1]["created"] == 2


@pytest.mark.parametrize("kind", ["geojson", "shapefile", "geopackage", "kml", "metres"])
def test_every_format_and_system_finds_the_same_stations(run, kind):
    name, content = {
        "geojson": ("z.geojson", files.geojson({"a": LEBAK})),
        "shapefile": ("z.zip", files.shapefile({"a": LEBAK})),
        "geopackage": ("z.gpkg", files.geopackage({"a": LEBAK})),
        "kml": ("z.kml", files.kml({"a": LEBAK})),
        "metres": ("z.zip", files.shapefile(files.metres({"a": LEBAK}), crs="EPSG:32748")),
    }[kind]
    code, summary = run(content, name=name)
    assert (code, summary["stations"]["inside"]) == (0, 2)


def test_the_whole_world_is_refused_with_a_sentence(run):
    code, summary = run(geojson({"a": shapely.box(-180, -90, 180, 90)}), "--apply")
    assert code == 1
    assert "daratan Indonesia" in summary["errors"][0]["reason"]
    assert not Observation.objects.exists()


def test_a_zone_abroad_is_refused_and_a_swapped_one_is_turned(run):
    code, summary = run(geojson({"a": shapely.box(10, 50, 11, 51)}))
    assert code == 1
    assert "di luar Indonesia" in summary["errors"][0]["reason"]
    code, summary = run(geojson({"a": shapely.box(-6.6, 106.2, -6.5, 106.3)}))
    assert summary["notes"], summary
    assert summary["stations"]["inside"] == 2


def test_a_wrong_file_is_one_error_and_exit_one(run):
    code, summary = run(b"{", "--apply")
    assert code == 1
    assert counts(summary) == [0, 0, 0, 0, 0]
    assert len(summary["errors"]) == 1


def test_wrong_usage_ends_with_two(run, tmp_path):
    path = tmp_path / "z.geojson"
    path.write_bytes(geojson({"a": LEBAK}))
    for words in (
        ["--kind", "flood", "--source", "nobody"],
        ["--kind", "flood", "--source", "bpbd", "--election", "none"],
        ["--kind", "flood", "--source", "bpbd", "--grade", "rawan"],
        ["--kind", "flood", "--source", "bpbd", "--grade", "prone", "--grade-field", "x"],
        ["--kind", "flood", "--source", "bpbd", "--radius", "0"],
        ["--kind", "flood", "--source", "bpbd", "--date", "2099-01-01"],
        ["--kind", "flood", "--source", "bpbd", "--date", "besok"],
    ):
        with pytest.raises(CommandError) as refusal:
            call_command("import_hazards", str(path), *words)
        assert refusal.value.returncode == 2


def test_people_read_counts_errors_and_what_was_not_checked(run, tmp_path, capsys):
    path = tmp_path / "z.geojson"
    path.write_bytes(geojson({"a": LEBAK, "b": shapely.box(-180, -90, 180, 90)}))
    call_command("import_hazards", str(path), "--kind", "flood", "--source", "bpbd")
    said = capsys.readouterr().out
    assert "read 2, created 2, updated 0, unchanged 0, rejected 1" in said
    assert "not checked 2" in said
    assert "Dry run" in said
    call_command("import_hazards", str(path), "--kind", "flood", "--source", "bpbd", "--apply")
    assert "risks opened 2" in capsys.readouterr().out
    call_command("import_hazards", str(path), "--kind", "flood", "--source", "bpbd", "--apply")
    assert "Nothing was new" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("import_hazards", str(tmp_path / "gone"), "--kind", "flood", "--source", "bpbd")
    assert "No such file" in capsys.readouterr().err
