"""The commands that load rosters and regions, as an administrator meets them."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import builders
from tests.rosters import KANEKES, roster, row
from tps import staging
from tps.models import PollingStation, Region, RosterImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    builders.region("36.02.06.2001")
    return builders.election()


def run(capsys, name, *words):
    code = 0
    try:
        call_command(name, *words, "--json")
    except SystemExit as end:
        code = end.code
    return code, json.loads(capsys.readouterr().out)


def test_the_summary_has_the_shape_of_the_contract(election, tmp_path, capsys):
    file = tmp_path / "tps.csv"
    file.write_bytes(roster(row(1), row(0)))
    code, summary = run(capsys, "import_tps", str(file), "--election", election.code)
    assert code == 0
    assert summary == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "errors": [
            {
                "row": 3,
                "field": "kode_tps",
                "value": f"{KANEKES}000",
                "reason": "Nomor TPS harus 1 sampai 999, bukan 0.",
            }
        ],
    }
    kept = RosterImport.objects.get()
    assert (kept.state, kept.created, kept.rejected, kept.file.name) == ("applied", 1, 1, "tps.csv")
    with kept.errors_file.file.open() as errors:
        assert errors.read().decode("utf-8-sig").splitlines()[1].startswith("3,kode_tps,")
    assert run(capsys, "import_tps", str(file), "--election", election.code)[1]["unchanged"] == 1


@pytest.mark.parametrize("content", [b"", roster(), roster(row(0)), roster(row(1)).replace(b",", b"|"), b"PK\x03\x04"])
def test_nothing_loaded_ends_with_1(election, tmp_path, capsys, content):
    file = tmp_path / "tps.csv"
    file.write_bytes(content)
    code, summary = run(capsys, "import_tps", str(file))
    assert code == 1
    assert summary["errors"][0]["reason"]
    assert not PollingStation.objects.exists()


def test_a_file_that_is_not_there_ends_with_1(election, tmp_path, capsys):
    code, summary = run(capsys, "import_tps", str(tmp_path / "none.csv"))
    assert code == 1
    assert "none.csv" in summary["errors"][0]["reason"]


@pytest.mark.parametrize("words", [["--election", "none"], ["--map", "colour=x"], ["--map", "voters"]])
def test_wrong_usage_ends_with_2(election, tmp_path, words):
    file = tmp_path / "tps.csv"
    file.write_bytes(roster(row(1)))
    with pytest.raises(CommandError) as caught:
        call_command("import_tps", str(file), *words)
    assert caught.value.returncode == 2


def test_a_dry_run_keeps_nothing(election, tmp_path, capsys):
    file = tmp_path / "tps.csv"
    file.write_bytes(roster(row(1)))
    code, summary = run(capsys, "import_tps", str(file), "--dry-run")
    assert (code, summary["created"]) == (0, 1)
    assert not PollingStation.objects.exists()
    assert not RosterImport.objects.exists()


def test_all_or_nothing_refuses_a_file_with_one_bad_row(election, tmp_path, capsys):
    file = tmp_path / "tps.csv"
    file.write_bytes(roster(row(1), row(0)))
    code, summary = run(capsys, "import_tps", str(file), "--all-or-nothing")
    assert (code, summary["created"], summary["rejected"]) == (1, 0, 1)
    assert not PollingStation.objects.exists()


def test_columns_are_mapped_by_hand(election, tmp_path, capsys):
    file = tmp_path / "tps.csv"
    file.write_bytes(f"kunci;jiwa\n{KANEKES}001;210\n".encode())
    assert run(capsys, "import_tps", str(file), "--map", "code=kunci", "--map", "voters=jiwa")[0] == 0
    assert PollingStation.objects.get().voters == 210


def test_after_many_rows_the_planner_knows_the_stations(election, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(staging, "MANY", 2)
    file = tmp_path / "tps.csv"
    file.write_bytes(f"kode_tps,dpt\n{KANEKES}001,210\n{KANEKES}002,210\n".encode())
    assert run(capsys, "import_tps", str(file), "--map", "code=kode_tps", "--map", "voters=dpt")[0] == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_vals FROM pg_stats WHERE tablename = 'tps_pollingstation' AND attname = 'voters'"
        )
        assert cursor.fetchone() == ("{210}",)


def test_regions_of_any_level_and_spelling_are_loaded_once(tmp_path, capsys):
    Region.objects.filter(pk__startswith="98").delete()
    file = tmp_path / "regions.csv"
    file.write_text("code,name\n9801020003,Desa Uji\n98.01,Kab. Uji\n98,Uji\n980102,Kec. Uji\n97.01,Yatim\nx,y\n")
    code, summary = run(capsys, "import_regions", str(file))
    assert (code, summary["created"], summary["rejected"]) == (0, 4, 2)
    assert [error["row"] for error in summary["errors"]] == [6, 7]
    village = Region.objects.get(pk="98.01.02.0003")
    assert (village.level, village.parent_id) == ("village", "98.01.02")
    file.write_text(file.read_text().replace("Desa Uji", "Desa Uji Baru"))
    summary = run(capsys, "import_regions", str(file))[1]
    assert (summary["created"], summary["updated"], summary["unchanged"]) == (0, 1, 3)


def test_a_regions_file_without_its_columns_ends_with_1(tmp_path, capsys):
    file = tmp_path / "regions.csv"
    file.write_text("a,b\n1,2\n")
    assert run(capsys, "import_regions", str(file))[0] == 1


def test_the_reference_is_loaded_once(capsys):
    call_command("load_reference", "--json")
    capsys.readouterr()
    call_command("load_reference", "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 0
    assert Region.objects.filter(pk__startswith="36").count() == 1716
    assert Region.objects.get(pk="36.02.28.2009").aliases.get().old_code == "36.02.16.2018"
    assert not Region.objects.filter(level="district", pk__startswith="36", latitude__isnull=True).exists()
