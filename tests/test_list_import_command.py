"""The command import_observations: good rows in, bad rows named, the same file twice changes nothing."""

import json
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from risks.models import Flag, ListImport, Observation
from tests import builders
from tps.models import RegionAlias

pytestmark = pytest.mark.django_db
HEADER = "kode_tps,kind,grade,date,note\n"


@pytest.fixture
def stations(cast):
    """Make Kanekes 001 to 003 and Sumberjaya 001."""
    builders.agency("bpbd")
    return [*(builders.station(number) for number in (1, 2, 3)), builders.station(1, village="36.01.01.2001")]


@pytest.fixture
def load(tmp_path, capsys):
    """Give `load(text, *arguments)`: run the command with --json, give (exit status, summary)."""

    def run(text, *arguments, source="KPU"):
        path = tmp_path / "daftar.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = 0
        try:
            call_command("import_observations", str(path), "--source", source, "--json", *arguments)
        except SystemExit as end:
            status = end.code
        return status, json.loads(capsys.readouterr().out)

    return run


def test_adverse_rows_open_risks_and_harmless_ones_do_not(stations, load):
    text = HEADER + (
        "3602062001001,blank-spot,none,2024-01-25,di lembah\n"
        "36.02.06.2001.002,flood,dry,25-01-2024,\n"
        "3602062001 003,flood,depth-150,2024-01-26,\n"
    )
    status, summary = load(text)
    assert status == 0
    assert {key: summary[key] for key in ("read", "created", "updated", "unchanged", "rejected")} == {
        "read": 3,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert sorted(Flag.objects.values_list("kind", "severity", "status")) == [
        ("blank-spot", "high", "reported"),
        ("flood", "critical", "reported"),
    ]
    first = Observation.objects.get(row=2)
    assert (first.flag.station, first.note, first.source.code, first.channel) == (
        stations[0],
        "di lembah",
        "kpu",
        "import",
    )
    assert Observation.objects.get(grade="dry").flag is None


def test_the_same_file_twice_changes_nothing(stations, load):
    text = HEADER + "3602062001001,blank-spot,none,2024-01-25,\n3602062001001,blank-spot,weak,2024-01-25,\n"
    load(text)
    status, summary = load(text)
    assert (status, summary["created"], summary["unchanged"]) == (0, 0, 2)
    assert Observation.objects.count() == 2 and Flag.objects.count() == 1


def test_what_the_form_logged_that_day_is_not_doubled(stations, load):
    evening = datetime(2024, 1, 25, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    builders.observation(stations[0], observed_at=evening)
    _status, summary = load(HEADER + "3602062001001,blank-spot,none,2024-01-25,\n")
    assert (summary["created"], summary["unchanged"]) == (0, 1)


def test_a_row_twice_in_one_file_counts_once(stations, load):
    row = "3602062001001,blank-spot,none,2024-01-25,\n"
    _status, summary = load(HEADER + row + row)
    assert (summary["created"], summary["unchanged"]) == (1, 1)


def test_another_source_or_day_is_a_new_statement_and_joins_the_risk(stations, load):
    load(HEADER + "3602062001001,blank-spot,weak,2024-01-25,\n")
    load(HEADER + "3602062001001,blank-spot,none,2024-01-25,\n", source="bawaslu")
    load(HEADER + "3602062001001,blank-spot,weak,2024-01-26,\n")
    flag = Flag.objects.get()
    assert flag.observations.count() == 3
    assert flag.severity == "high"


def test_a_file_joins_an_open_risk_and_leaves_a_closed_one_alone(stations, load):
    closed = builders.flag(stations[0], status="resolved")
    joined = builders.flag(stations[1], status="mitigating", severity="low")
    load(HEADER + "3602062001001,blank-spot,none,2024-01-25,\n3602062001002,blank-spot,none,2024-01-25,\n")
    assert Flag.objects.filter(station=stations[0]).exclude(pk=closed.pk).get().status == "reported"
    joined.refresh_from_db()
    assert (joined.status, joined.severity, joined.observations.count()) == ("mitigating", "low", 1)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("3602062001999,blank-spot,none,2024-01-25,", "kode_tps", "tidak ada dalam daftar TPS"),
        ("3699992001001,blank-spot,none,2024-01-25,", "kode_tps", "tidak dikenal"),
        ("36020620010A1,blank-spot,none,2024-01-25,", "kode_tps", "13 angka"),
        ("3602062001000,blank-spot,none,2024-01-25,", "kode_tps", "13 angka"),
        ("3.60206E+12,blank-spot,none,2024-01-25,", "kode_tps", "angka ilmiah"),
        (",blank-spot,none,2024-01-25,", "kode_tps", "kosong"),
        ("3602062001001,gempa,none,2024-01-25,", "kind", "tidak dikenal"),
        ("3602062001001,blank-spot,dry,2024-01-25,", "grade", "bukan untuk jenis"),
        ("3602062001001,blank-spot,,2024-01-25,", "grade", "kosong"),
        ("3602062001001,blank-spot,none,kemarin,", "date", "tidak terbaca"),
        ("3602062001001,blank-spot,none,2024-02-30,", "date", "tidak terbaca"),
        ("3602062001001,blank-spot,none,2999-01-01,", "date", "masa depan"),
        ("3602062001001,blank-spot,none,2024-01-25,=1+1", "note", "rumus"),
        ("3602062001001,blank-spot,none", "", "Jumlah kolom"),
    ],
)
def test_a_bad_row_is_named_and_the_good_one_loaded(stations, load, row, field, reason):
    status, summary = load(f"{HEADER}{row}\n3602062001002,flood,prone,2024-01-25,\n")
    assert (status, summary["created"], summary["rejected"]) == (0, 1, 1)
    (error,) = summary["errors"]
    assert (error["row"], error["field"]) == (2, field)
    assert reason in error["reason"]


def test_only_bad_rows_is_exit_one(stations, load):
    status, summary = load(HEADER + "3602062001999,blank-spot,none,2024-01-25,\n")
    assert (status, summary["rejected"]) == (1, 1)
    assert not ListImport.objects.exists()


def test_all_or_nothing_refuses_the_whole_file(stations, load):
    text = HEADER + "3602062001999,blank-spot,none,2024-01-25,\n3602062001001,blank-spot,none,2024-01-25,\n"
    status, summary = load(text, "--all-or-nothing")
    assert (status, summary["rejected"]) == (1, 1)
    assert not Observation.objects.exists()


def test_a_dry_run_says_and_does_nothing(stations, load):
    status, summary = load(HEADER + "3602062001001,blank-spot,none,2024-01-25,\n", "--dry-run")
    assert (status, summary["created"]) == (0, 1)
    assert not Observation.objects.exists() and not Flag.objects.exists() and not ListImport.objects.exists()


@pytest.mark.parametrize("text", ["", HEADER, "tps;jenis\n1;2\n", b"PK\x03\x04xxxx"])
def test_a_file_that_cannot_be_read_is_exit_one_with_a_sentence(stations, load, text):
    status, summary = load(text)
    assert status == 1 and summary["errors"][0]["reason"]


def test_semicolons_latin1_synonyms_and_indonesian_words_are_understood(stations, load):
    text = "Kode TPS;Jenis;Tingkat;Tanggal;Keterangan\n3602062001001;Tanpa sinyal;Tidak ada;25/01/2024;di café\n"
    status, summary = load(text.encode("latin-1"))
    assert (status, summary["created"]) == (0, 1)
    assert Observation.objects.get().note == "di café"


def test_an_old_village_code_finds_todays_station(stations, load):
    builders.station(7, village="36.02.28.2009")
    RegionAlias.objects.get_or_create(old_code="36.02.16.2018", region_id="36.02.28.2009")
    status, summary = load(HEADER + "3602162018007,blank-spot,none,2024-01-25,\n")
    assert (status, summary["created"]) == (0, 1)
    assert Observation.objects.get().station.region_id == "36.02.28.2009"


def test_unknown_agencies_and_elections_are_wrong_usage(stations, load):
    with pytest.raises(CommandError) as agency:
        load(HEADER, source="haha")
    with pytest.raises(CommandError) as election:
        load(HEADER, "--election", "haha")
    assert (agency.value.returncode, election.value.returncode) == (2, 2)


def test_a_thousand_and_three_rows_take_a_second(stations, load):
    for number in range(4, 900):
        builders.station(number)
    # Of this process alone: the wall's clock says how busy the machine is.
    rows = [f"{3602062001000 + number},flood,prone,2024-01-25," for number in range(1, 900)]
    rows += [f"{3602062001000 + number},blank-spot,none,2024-01-25," for number in range(1, 105)]
    began = time.process_time()
    _status, summary = load(HEADER + "\n".join(rows) + "\n")
    taken = time.process_time() - began
    assert (summary["read"], summary["created"]) == (1003, 1003)
    assert Flag.objects.count() == 1003
    assert taken < 1, taken
    with connection.cursor() as cursor:
        cursor.execute("SELECT most_common_vals FROM pg_stats WHERE tablename = 'risks_flag' AND attname = 'kind'")
        assert cursor.fetchone() == ("{flood,blank-spot}",), "the planner knows what the next page will find"
