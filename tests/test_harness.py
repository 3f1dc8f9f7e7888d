"""Everything is killed under load and nothing is lost or doubled; and a harness that could not tell is found out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.harness import notes
from tests.harness.facts import QUESTIONS, Facts
from tests.harness.killer import ROUND
from tests.harness.ledger import Account, balance
from tests.harness.plants import PLANTS
from tests.harness.trial import Report
from tests.services import redis_server

ROOT = Path(__file__).resolve().parent.parent
# Each kind of death, and some of the most frequent again; the long run is `python -m tests.harness`.
KILLS = 12
KEPT = {"HOME", "LANG", "PATH", "TMPDIR"}


def test_deaths_of_every_kind_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    account = tmp_path / "ledger.json"
    broker = _broker()
    words = ["--kills", str(KILLS), "--minutes", "0", "--seed", "20240214", "--broker", broker, "--json", str(account)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness", *words],
        cwd=ROOT,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    found = json.loads(account.read_text())
    by_name = {each["name"]: each for each in found["accounts"]}
    assert found["clean"] and found["killed"] >= KILLS
    assert set(found["kills"]) == {name for name in ROUND if broker == "redis" or not name.startswith("redis")}
    assert by_name["reports"]["acknowledged"] >= 3 and by_name["deliveries"]["acknowledged"] >= 3
    assert all(each["kept"] == each["acknowledged"] for each in found["accounts"])
    # Every fault that was planted afterwards, in the very same rows, has been named.
    assert len(found["planted"]) >= 8 and all(found["planted"].values())


def _broker() -> str:
    """Give Redis, whose server must be one that may be killed; where REDIS_URL alone is given, files."""
    try:
        redis_server()
    except RuntimeError:
        return "files"
    return "redis"


def note(what: str, **facts: Any) -> dict[str, Any]:
    return {"what": what, **facts}


def facts(mails: list[dict[str, Any]] | None = None, **rows: list[tuple[Any, ...]]) -> Facts:
    return Facts({name: [] for name in QUESTIONS} | rows, mails or [])


def account(name: str, told: list[dict[str, Any]], kept: Facts) -> Account:
    return next(each for each in balance(told, kept) if each.name == name)


REPORT = [note("try-report", client_id="a"), note("report", client_id="a", flag=7)]


def test_a_lost_report_is_named() -> None:
    found = account("reports", REPORT, facts())
    assert (found.acknowledged, found.kept, found.lost) == (1, 0, ["a"]) and not found.clean


def test_a_report_kept_twice_under_two_ids_is_doubled() -> None:
    kept = facts(observations=[("uji a", "a", 7, "none"), ("uji a", "b", 7, "none")])
    assert account("reports", REPORT, kept).doubled == ["a"]


def test_what_was_tried_but_never_answered_may_be_kept_or_not() -> None:
    told = [note("try-report", client_id="a")]
    assert account("reports", told, facts()).clean
    assert account("reports", told, facts(observations=[("uji a", "a", 7, "none")])).clean


def test_a_row_that_nobody_sent_is_wrong() -> None:
    assert not account("reports", [], facts(observations=[("uji z", "z", 1, "none")])).clean


def test_a_judgement_that_history_does_not_know_is_lost() -> None:
    told = [note("try-step", flag=7, status="verified"), note("step", flag=7, status="verified")]
    kept = facts(flags=[(7, "verified")], flag_events=[(7, "reported")])
    assert account("judgements", told, kept).lost == ["risk 7 verified: not in history"]


UPLOAD = note("upload", number=3, client_id="u", election=1, villages=["36.02.06.2001"], per_village=2, edition=0)
LOADED = [UPLOAD, note("try-confirm", number=3), note("confirm", number=3)]
STATIONS = [(1, "3602062001001", 50 + (2001 + 7) % 240), (1, "3602062001002", 50 + (2001 + 14) % 240)]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ((3, "u", "applied", 2, 2, 0, 0, 0, 1), None),
        ((3, "u", "applied", 2, 0, 0, 2, 0, 1), "doubled"),
        ((3, "u", "applying", 2, None, None, None, None, 1), "lost"),
        ((3, "u", "applied", 1, 1, 0, 0, 0, 1), "wrong"),
    ],
)
def test_an_import_is_loaded_once_and_whole(row: tuple[Any, ...], word: str | None) -> None:
    found = account("imports", LOADED, facts(imports=[row], stations=STATIONS))
    assert found.clean == (word is None)
    if word:
        assert len(getattr(found, word)) == 1


def test_a_station_that_differs_from_its_file_is_wrong_and_a_missing_one_lost() -> None:
    kept = facts(imports=[(3, "u", "applied", 2, 2, 0, 0, 0, 1)], stations=[(1, "3602062001001", 999)])
    found = account("stations", LOADED, kept)
    assert found.lost == ["3602062001002"] and len(found.wrong) == 1


def test_a_gap_in_the_numbers_and_a_number_given_twice_are_named() -> None:
    kept = facts(
        series=[("KPU", 2024, 3)], documents=[("KPU", 2024, 1, 10), ("KPU", 2024, 3, 11), ("KPU", 2024, 3, 12)]
    )
    found = account("numbers", [], kept)
    assert found.lost[0] == "KPU 2024: 2" and found.doubled == ["KPU 2024: 3"]


def delivered(state: str, times: int, papers: str = "d") -> Account:
    kept = facts(
        [{"message_id": "m", "recipient": "x@y", "papers": [papers]}] * times,
        briefings=[(1, "issued", "d", "d", 9, 4)],
        recipients=[(4, "x@y")],
        deliveries=[(9, "x@y", state, "m", "d", 1, "")],
    )
    return account("deliveries", [], kept)


def test_a_mail_is_sent_once_or_honestly_uncertain() -> None:
    assert delivered("sent", 1).clean
    assert delivered("uncertain", 1).clean and delivered("uncertain", 0).uncertain
    assert delivered("sent", 2).doubled and delivered("uncertain", 2).doubled
    assert delivered("sent", 0).lost
    assert delivered("failed", 1).wrong and delivered("queued", 0).wrong and delivered("sent", 1, "other").wrong


def test_a_hanging_job_and_an_answer_nobody_expected_are_wrong() -> None:
    told = [note("odd", of="report", path="/risks/new/", status=422, text="Isi tempat.")]
    kept = facts(jobs=[("tps.apply", "running", "j", True, "")], idle=[(1, "SELECT 1")])
    assert len(account("work", told, kept).wrong) == 3


def test_a_report_with_one_fault_or_one_unnoticed_plant_is_not_clean() -> None:
    assert Report(1, 1.0, {}, [Account("reports")], planted={"a": True}).clean
    assert not Report(1, 1.0, {}, [Account("reports", lost=["a"])]).clean
    bad = Report(1, 1.0, {"web": 2}, [Account("reports")], planted={next(iter(PLANTS)): False})
    assert not bad.clean and "1 not noticed" in bad.table() and json.loads(bad.as_json())["killed"] == 2


def test_a_line_that_was_torn_off_is_no_acknowledgement(tmp_path: Path) -> None:
    notes.Notes(tmp_path / "0.jsonl").write("report", client_id="a")
    with (tmp_path / "0.jsonl").open("a") as file:
        file.write('{"what": "rep')
    assert [each["client_id"] for each in notes.read(tmp_path)] == ["a"]
