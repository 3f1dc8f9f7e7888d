"""The measurements themselves: that the runner works on a tiny size, and what its lines say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import arguments, names
from tests.bench.kit import NATION, beside, line, p95, table
from tests.bench.nation import made, write_roster

ROOT = Path(__file__).parent.parent


def test_a_tiny_run_prints_a_table_and_writes_the_contracts_shape(tmp_path):
    out = tmp_path / "bench.json"
    # A run of its own, with servers of its own: the suite's settings are none of its business.
    theirs = ("DESK_", "DATABASE_", "PYTEST_", "DJANGO_", "REDIS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    command = [sys.executable, "-m", "tests.bench", "list", "--size", "300", "--turns", "1", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    lines = json.loads(out.read_text())
    wanted = {"name", "value", "unit", "baseline", "baseline_value", "ratio", "better"}
    assert lines
    assert all(wanted <= set(each) for each in lines)
    assert "/tps/ 300, filtered page" in {each["name"] for each in lines}
    assert "/tps/ 300, filtered page" in done.stdout
    assert "cores, load" in done.stdout


def test_names_of_measurements_and_sizes_can_be_chosen():
    asked = arguments(["import", "list", "--size", "33324", "--turns", "5"])
    assert (asked.names, asked.size, asked.turns) == (["import", "list"], [33324], 5)


@pytest.mark.parametrize("words", [["nothing-like-this"], ["list", "--turns", "0"], ["list", "--size", "-4"]])
def test_a_wrong_command_line_ends_with_two(words, capsys):
    with pytest.raises(SystemExit) as end:
        arguments(words)
    assert end.value.code == 2
    assert capsys.readouterr().err


def test_every_measurement_has_a_name_that_runs_it():
    assert {"briefing", "desk", "import", "list", "map"} <= set(names())


def test_a_line_is_held_to_its_bound():
    assert line("a", 3, "s", "b", 2, bound=1.5)["ok"] is True
    assert line("a", 3.1, "s", "b", 2, bound=1.5)["ok"] is False
    assert "ok" not in line("a", 3, "s", "b", 2)


def test_both_sides_are_run_equally_often_and_prepared_each_time():
    ran: list[str] = []
    lines = beside(
        "a", lambda: ran.append("ours"), "b", lambda: ran.append("theirs"), turns=4, before=lambda: ran.append("before")
    )
    assert ran.count("ours") == ran.count("theirs") == 5
    assert ran.count("before") == 10
    assert [each["name"] for each in lines] == ["a", "a, p95"]
    assert lines[0]["p95"] == lines[1]["value"]


def test_the_table_shows_what_missed_its_bound():
    lines = [line("quick", 1, "s", "bare", 1, bound=2), line("slow", 5, "s", "bare", 1, bound=2)]
    rows = table(lines).splitlines()
    assert rows[1].split() == ["quick", "1", "s", "bare", "1", "1.00", "≤", "2", "yes"]
    assert rows[2].endswith("NO")


def test_the_p95_is_one_of_the_values():
    assert p95([float(number) for number in range(1, 21)]) == 19  # 19 of 20 do not exceed it
    assert p95([float(number) for number in range(1, 101)]) == 95
    assert p95([4.0]) == 4


def test_the_made_up_nation_has_the_real_number_of_stations_in_its_own_codes():
    country = made(NATION)
    assert sum(village.stations for village in country.villages) == NATION
    assert all(village.stations >= 1 for village in country.villages)
    codes = [region[0] for region in country.regions]
    assert len(codes) == len(set(codes))
    assert len({code[:2] for code in codes} | {"36"}) == 38


def test_a_small_roster_is_cut_from_the_province(tmp_path):
    path = tmp_path / "roster.csv"
    assert write_roster(path, 20) == 20
    header, first, *others = path.read_text().splitlines()
    assert header.startswith("kode_tps,kode_kab,nama_kab")
    assert first.startswith("3601012001001,3601,Kabupaten Pandeglang,360101,Sumur,3601012001,Sumberjaya,001,0")
    assert len(others) == 19
