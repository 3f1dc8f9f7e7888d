"""The script that reads a workbook, run here without its box: what it writes and what it answers."""

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from tests import sheets
from tps import workbook_reader


@pytest.fixture
def unboxed(tmp_path, monkeypatch):
    """Run the script in this process, which must not be capped."""
    monkeypatch.setattr(workbook_reader, "resource", None)

    def run(content: bytes, marks=None, text=1_000_000):
        book = tmp_path / "book.xlsx"
        book.write_bytes(content)
        given = json.dumps({"memory": 1, "seconds": 1, "text": text, "marks": marks or {}}).encode()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
        workbook_reader.main(str(book), str(tmp_path))
        return json.loads((tmp_path / "answer.json").read_text())

    return run


def test_visible_sheets_are_written_and_the_others_named(unboxed, tmp_path):
    answer = unboxed(sheets.book([["a", "b"], [1, None]], more={"Kosong": [], "Rahasia": None}))
    assert answer == {
        "sheets": [
            {"name": "TPS", "hidden": False, "file": "0.tsv", "merged": 0},
            {"name": "Kosong", "hidden": False, "file": "", "merged": 0},
            {"name": "Rahasia", "hidden": True, "file": "", "merged": 0},
        ]
    }
    assert (tmp_path / "0.tsv").read_text() == "a\tb\n1\t\n"


def test_marks_and_joined_cells_fill_what_the_sheet_leaves_empty(unboxed, tmp_path):
    made = Workbook()
    for row in [["desa", "angka"], ["Kanekes", 5], [None, None], [None, None]]:
        made.active.append(row)
    made.active["C5"] = "akhir"
    made.active.merge_cells("A2:A4")
    made.active.merge_cells("B2:B3")
    unboxed(sheets.saved(made), {"Sheet": {"2,1": "#N/A", "3,9": "far"}})
    assert (tmp_path / "0.tsv").read_text().splitlines() == [
        "desa\tangka\t",
        "Kanekes\t5\t",
        "Kanekes\t#N/A\t",
        "Kanekes\t\t",
        "\t\takhir",
    ]


@pytest.mark.parametrize(
    ("content", "text", "stop"),
    [(b"nothing", 1_000, "damaged"), (sheets.book([["x" * 500]]), 100, "big")],
)
def test_what_cannot_be_read_is_answered_with_a_word(unboxed, content, text, stop):
    assert unboxed(content, text=text) == {"stop": stop}


@pytest.mark.parametrize(
    ("error", "stop"),
    [(MemoryError(), "big"), (OSError(28, "full"), "disk"), (OSError(27, "too big"), "big"), (ValueError(), "damaged")],
)
def test_every_failure_has_its_word(unboxed, monkeypatch, error, stop):
    def broken(*_words):
        raise error

    monkeypatch.setattr(workbook_reader, "read", broken)
    assert unboxed(b"") == {"stop": stop}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("a\r\nb", "a b"),
        (3602062001001.0, "3602062001001"),
        (0.25, "0.25"),
        (float("inf"), "inf"),
        (False, "false"),
        (datetime(2024, 2, 14), "2024-02-14"),
        (datetime(2024, 2, 14, 7), "2024-02-14 07:00:00"),
        (date(2024, 2, 14), "2024-02-14"),
        (time(7, 5), "07:05"),
        (timedelta(hours=7), "07:00"),
        (timedelta(hours=26, seconds=5), "26:00:05"),
        (None, "None"),
    ],
)
def test_each_value_has_its_spelling(value, text):
    assert workbook_reader.text(value) == text


def test_the_caps_are_set_for_good(monkeypatch):
    seen = {}
    fake = SimpleNamespace(**{f"RLIMIT_{name}": name for name in ("AS", "CPU", "FSIZE", "CORE", "NOFILE")})
    fake.setrlimit = lambda name, caps: seen.update({name: caps})
    monkeypatch.setattr(workbook_reader, "resource", fake)
    workbook_reader.limit(1_000, 20, 300)
    assert seen == {"AS": (1_000, 1_000), "CPU": (20, 20), "FSIZE": (300, 300), "CORE": (0, 0), "NOFILE": (32, 32)}
