"""Files that mean harm: refused in a moment, with memory flat, whatever they say of themselves."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests import sheets
from tests.rosters import roster, row
from tps import archives, boxes, columns, tables, workbook_reader, workbooks
from tps.sheets import Doubts

GIB = 1 << 30
BOMB = "mengembang terlalu besar"
MEASURE = """
import io, resource, sys, time
import django
django.setup()
from tps import columns, tables, workbooks
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
content = sys.stdin.buffer.read()
def attempt(content):
    try:
        with workbooks.opened(io.BytesIO(content), 20 << 20, columns.fits()):
            return ""
    except tables.Unreadable as refusal:
        return str(refusal)
attempt(b"PK\\x03\\x04 nothing")
before, start = peak(), time.perf_counter()
words = attempt(content)
print(round(time.perf_counter() - start, 3), peak() - before, words)
"""


def refusal(content: bytes) -> str:
    with pytest.raises(tables.Unreadable) as caught, workbooks.opened(io.BytesIO(content), 20 << 20, columns.fits()):
        pass
    return str(caught.value)


@pytest.mark.parametrize("claimed", [None, 1_000, 600 << 20])
def test_a_gigabyte_in_a_small_file_is_refused_in_two_seconds_with_memory_flat(claimed):
    content = sheets.swollen(GIB, claimed=claimed, incompressible=2_600_000)
    assert 3_500_000 < len(content) < 4_000_000
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=content,
        capture_output=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "desk.settings"},
    ).stdout.decode()
    seconds, megabytes, words = answer.split(" ", 2)
    assert BOMB in words
    assert float(seconds) <= 2
    assert int(megabytes) <= 24


def shared(text: str, cells: int) -> bytes:
    """Give a workbook in which many cells share one text."""
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    lines = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    return sheets.packed(sheets.parts(sheets.sheet_xml(lines), xl__sharedStrings_dot_xml=strings))


def far(place: str) -> bytes:
    line = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    lines = f'<row r="1">{sheets.text_cell("A1", "kode_tps")}</row><row r="{line}"><c r="{place}"><v>1</v></c></row>'
    return sheets.packed(sheets.parts(sheets.sheet_xml(lines)))


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (shared("x" * 32_000, 100_000), "terlalu besar"),
        (shared("x" * 1_000_000, 3), "32.767 huruf"),
        (far("XFD1048576"), "terlalu besar"),
        (far("XFD1"), "jauh di luar tabel"),
        (far("IV1048576"), "terlalu besar"),
        (sheets.packed(sheets.parts("<worksheet>" + "<a>" * 700_000 + "</a>" * 500_000)), ""),
        (sheets.packed(sheets.parts(f"<?xml version='1.0'?>{LAUGHS}<worksheet/>")), "tidak wajar"),
        (sheets.packed(sheets.parts(f"<?xml version='1.0'?>{LAUGHS}<worksheet/>".encode("utf-16"))), "tidak wajar"),
        (sheets.packed(sheets.parts(sheets.sheet_xml(""), xl__embeddings__a_dot_xlsx=b"PK\x03\x04x")), "berkas lain"),
        (sheets.packed(sheets.parts("<x/>", **{"..__..__etc__passwd": "x"})), "tidak wajar"),
        (sheets.packed(sheets.parts("<x/>", __etc__passwd="x")), "tidak wajar"),
        (sheets.packed(sheets.parts("<x/>"), zipfile.ZIP_BZIP2), "tidak wajar"),
        (sheets.packed(sheets.parts("<x/>") | {f"x{number}": "" for number in range(2_001)}), BOMB),
        (sheets.packed(sheets.parts("this is no XML")), "rusak"),
        (sheets.packed(sheets.parts("<x/>") | {"xl/workbook.xml": "<a>" * 400_000}), "rusak"),
    ],
    ids=[
        "shared texts",
        "one endless cell",
        "the last cell of a sheet",
        "a far column",
        "a far row",
        "deep nesting",
        "a thousand laughs",
        "laughs in UTF-16",
        "a file in the file",
        "a way up",
        "a way to the root",
        "another packing",
        "many entries",
        "no XML",
        "a deep list of sheets",
    ],
)
def test_a_harmful_workbook_is_refused(content, words):
    assert words in refusal(content)


def test_a_sheet_that_claims_the_whole_grid_costs_what_it_holds():
    claim = '<dimension ref="A1:XFD1048576"/>'
    content = sheets.packed(
        sheets.parts(sheets.sheet_xml(f'<row r="1">{sheets.text_cell("A1", "x")}</row>', before=claim))
    )
    with workbooks.opened(io.BytesIO(content), 1 << 20) as (text, _table):
        assert text.read() == b"x\n"


@pytest.mark.parametrize("change", ["twice", "encrypted", "shorter", "longer", "elsewhere", "zip64", "cut"])
def test_an_archive_that_lies_about_itself_is_refused(change):
    content = bytearray(sheets.of(roster(row(1))))
    central = content.find(b"PK\x01\x02")
    if change == "twice":
        out = io.BytesIO(content)
        with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", sheets.BOOK)
        content = bytearray(out.getvalue())
    elif change == "encrypted":
        content[central + 8] |= 1
    elif change == "shorter":
        content[central + 20 : central + 24] = (5).to_bytes(4, "little")
    elif change == "longer":
        content[central + 24 : central + 28] = (50_000).to_bytes(4, "little")
    elif change == "elsewhere":
        content[central + 42 : central + 46] = (7).to_bytes(4, "little")
    elif change == "zip64":
        content[-22:-22] = b"PK\x06\x07" + b"\0" * 16
    else:
        content = content[:-4]
    assert refusal(bytes(content))


def test_an_archive_of_a_hundred_thousand_entries_is_refused_without_listing_them():
    content = bytearray(sheets.of(roster(row(1))))
    content[-14:-10] = (60_000).to_bytes(2, "little") * 2
    start = time.process_time()
    assert BOMB in refusal(bytes(content))
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        b'<c r="A1"' * 100_000 + b't="e"<f',
        b'<c r="A1" t="e"><f>' * 50_000,
        b'<c r="A1" t="e"><f/>' + b" " * 1_000_000,
        b'<c r="A1" t="e"><f>' + b"x" * 1_000_000,
    ],
)
def test_no_text_makes_the_look_for_doubts_slow(text):
    start = time.process_time()
    Doubts().look([text])
    assert time.process_time() - start < 2


def test_too_many_cells_in_doubt_are_refused():
    lines = b"".join(b'<c r="A%d" t="e"><v>#N/A</v></c>' % number for number in range(1, 20_010))
    with pytest.raises(tables.Unreadable, match=r"20\.000 sel"):
        Doubts().look([lines[:300_000], lines[300_000:]])


def test_a_cell_in_doubt_is_found_across_two_chunks():
    doubts = Doubts()
    doubts.look([b'<row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" t="e"><v>#N', b"/A</v></c></row>"])
    assert doubts.marks == {"0,2": "#N/A"}


def test_the_reader_sees_nothing_of_ours_and_is_ended_on_the_clock(tmp_path, monkeypatch):
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import json, os, sys, time\n"
        "from pathlib import Path\n"
        "Path(sys.argv[2], 'seen').write_text(json.dumps([dict(os.environ), sys.path, os.getpid()]))\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setattr(boxes, "READER", spy)
    monkeypatch.setattr(boxes, "WAIT", 2)
    monkeypatch.setenv("SECRET_KEY", "geheim")
    with pytest.raises(tables.Unreadable, match="terlalu besar untuk dibaca"):
        boxes.read(tmp_path / "book.xlsx", tmp_path, 1_000, {})
    environment, path, number = json.loads((tmp_path / "seen").read_text())
    assert "geheim" not in environment.values()
    assert not {"DATABASE_URL", "SECRET_KEY", "PATH"} & environment.keys()
    assert str(Path(__file__).resolve().parent.parent) not in path
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.parametrize(
    ("stop", "words"),
    [("password", "kata sandi"), ("sheets", "200 lembar"), ("merges", "gabungan"), ("nonsense", "rusak")],
)
def test_each_way_to_stop_has_its_sentence(tmp_path, monkeypatch, stop, words):
    reader = tmp_path / "reader.py"
    reader.write_text(f"import sys\nopen(sys.argv[2] + '/answer.json', 'w').write('{{\"stop\": \"{stop}\"}}')\n")
    monkeypatch.setattr(boxes, "READER", reader)
    with pytest.raises(tables.Unreadable, match=words):
        boxes.read(tmp_path / "book.xlsx", tmp_path, 1_000, {})


def test_the_reader_stops_at_its_bounds(tmp_path, monkeypatch):
    book = tmp_path / "book.xlsx"
    book.write_bytes(sheets.of(roster(row(1)), more={"Dua": None}))
    for name, bound in {"MOST_SHEETS": 1, "MOST_ROWS": 1, "MOST_COLUMNS": 2}.items():
        with monkeypatch.context() as patch, pytest.raises(workbook_reader.Stop):
            patch.setattr(workbook_reader, name, bound)
            workbook_reader.read(book, tmp_path, {}, 1_000)
    with pytest.raises(workbook_reader.Stop, match="big"):
        workbook_reader.read(book, tmp_path, {}, 20)


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for content in (sheets.of(roster(row(1))), far("XFD1048576"), b"PK\x03\x04 nothing"):
        try:
            with workbooks.opened(io.BytesIO(content), 1 << 20, columns.fits()):
                pass
        except tables.Unreadable:
            pass
    assert not list(tmp_path.iterdir())


def test_a_first_look_unpacks_nothing():
    workbooks.glance(io.BytesIO(sheets.of(roster(row(1)))), 1 << 20)
    workbooks.glance(io.BytesIO(roster(row(1))), 1 << 20)
    with pytest.raises(tables.Unreadable, match=BOMB):
        workbooks.glance(io.BytesIO(sheets.swollen(GIB)), 20 << 20)


def test_a_workbook_above_the_bound_is_not_copied():
    with (
        pytest.raises(tables.Unreadable, match="lebih besar"),
        workbooks.opened(io.BytesIO(sheets.of(roster(row(1)))), 100, columns.fits()),
    ):
        pass


def test_an_entry_that_ends_early_is_damaged():
    content = sheets.packed(sheets.parts(sheets.sheet_xml("")))
    file = io.BytesIO(content)
    entry = archives.entries(file)["xl/workbook.xml"]
    cut = archives.Entry(entry.name, entry.start, entry.packed - 3, entry.unpacked, entry.deflated)
    with pytest.raises(tables.Unreadable, match="rusak"):
        list(archives.inflate(file, cut))
