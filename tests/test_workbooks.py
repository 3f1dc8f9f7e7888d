"""Workbooks as officers make them: every cell as it was meant, every row by its number in the sheet."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from tests import sheets
from tests.rosters import HEADER, KANEKES, roster, row
from tps import columns, rows, tables, workbooks
from tps.rows import Error, Row

VILLAGES = {KANEKES: "36.02.06.2001"}
MOST = 10_000_000
NAMES = HEADER.split(",")
BASE = row(1).split(",")


def read(content: bytes, sheet: str = "") -> tuple[list[Row | Error], tables.Table]:
    with workbooks.opened(io.BytesIO(content), MOST, columns.fits(), sheet) as (text, table):
        layout = columns.layout(table.header)
        return list(rows.read(tables.records(text, table), table, layout, VILLAGES)), table


def lines(content: bytes) -> list[str]:
    """Give the text that a workbook becomes."""
    with workbooks.opened(io.BytesIO(content), MOST) as (text, _table):
        return text.read().decode().splitlines()


def refusal(content: bytes, sheet: str = "") -> str:
    with pytest.raises(tables.Unreadable) as caught:
        read(content, sheet)
    return str(caught.value)


def with_cell(name: str, value: Any) -> bytes:
    """Give a workbook of one station with one more column."""
    return sheets.book([[*NAMES, name], [*BASE, value]])


def test_a_workbook_gives_the_same_stations_as_its_csv():
    content = roster(row(1), row(2, nama_desa='Kp. "Lima", Barat'.replace(",", " ")), row(901))
    found, table = read(sheets.of(content))
    with workbooks.opened(io.BytesIO(content), MOST, columns.fits()) as (text, plain):
        expected = list(rows.read(tables.records(text, plain), plain, columns.layout(plain.header), VILLAGES))
    assert found == expected
    assert (table.sheet.name, table.encoding_name) == ("TPS", "lembar kerja (XLSX)")


def test_codes_stored_as_numbers_are_exact():
    numbers = [int(cell) if cell.isdigit() else cell for cell in row(7).split(",")]
    (found,), _table = read(sheets.book([NAMES, numbers]))
    assert (found.code, found.number, found.special) == ("3602062001007", 7, False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (231.0, "231"),
        (2**53 - 1, "9007199254740991"),
        (-6.1234567, "-6.1234567"),
        (0.1, "0.1"),
        (1e20, "1e+20"),
        ("007", "007"),
        ("  tetap  ", "  tetap  "),
        ("dua\nbaris\tdan tab", "dua baris dan tab"),
        (True, "true"),
        (date(2024, 2, 14), "2024-02-14"),
        (datetime(2024, 2, 14, 7, 30), "2024-02-14 07:30:00"),
        (time(7, 0), "07:00"),
        (time(7, 0, 30), "07:00:30"),
        (timedelta(hours=30, minutes=5), "1 day"),
    ],
)
def test_cells_become_the_text_that_was_meant(value, text):
    first = lines(sheets.book([["a", "b"], ["x", value]]))[1].split("\t")[1]
    assert first == text if text != "1 day" else first == "30:05"


def test_row_numbers_are_those_of_the_sheet():
    made = Workbook()
    sheet = made.active
    for column, name in enumerate(NAMES, 3):
        sheet.cell(5, column, name)
        sheet.cell(9, column, row(0).split(",")[column - 3])
        sheet.cell(11, column, row(3).split(",")[column - 3])
    (wrong, good), table = read(sheets.saved(made))
    assert (wrong.row, good.row, good.number, table.header_line) == (9, 11, 3, 5)


@pytest.mark.parametrize("name", ["pemilih", "lintang"])
def test_a_date_where_a_number_belongs_is_a_row_with_a_reason(name):
    more = {"pemilih": [], "lintang": ["bujur"]}[name]
    (wrong,), _table = read(sheets.book([[*NAMES, name, *more], [*BASE, date(2024, 2, 14), *("106.1" for _ in more)]]))
    assert (wrong.row, wrong.field, wrong.value) == (2, name, "2024-02-14")
    assert "tanggal" in wrong.reason or "derajat" in wrong.reason


def test_hours_stored_as_time_are_taken():
    (found,), _table = read(with_cell("jam_buka", time(7, 0)))
    assert found.opens_at == "07:00"


@pytest.mark.parametrize("value", [True, "dua ratus", 231.5])
def test_what_is_no_number_of_voters_is_refused(value):
    (wrong,), _table = read(with_cell("pemilih", value))
    assert "bilangan bulat" in wrong.reason


def cells(*xml: str) -> bytes:
    """Give a workbook whose sheet has a header of two names and rows of this XML."""
    header = f'<row r="1">{sheets.text_cell("A1", "kode_tps")}{sheets.text_cell("B1", "alamat")}</row>'
    body = "".join(
        f'<row r="{n}">{sheets.text_cell(f"A{n}", f"{KANEKES}{n:03d}")}{x}</row>' for n, x in enumerate(xml, 2)
    )
    return sheets.packed(sheets.parts(sheets.sheet_xml(header + body)))


def test_a_formula_gives_its_last_result_and_is_counted():
    (found,), table = read(cells('<c r="B2" t="str"><f>"Kp. "&amp;"Lima"</f><v>Kp. Lima</v></c>'))
    assert (found.address, table.sheet.formulas) == ("Kp. Lima", 1)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<c r="B2"><f>NOW()</f></c>', "rumus"),
        ('<c r="B2" s="1"><f>NOW()</f><v></v></c>', "rumus"),
        ('<c r="B2"><f t="shared" si="0"/><v/></c>', "rumus"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "galat"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "galat"),
        (sheets.text_cell("B2", "=1+1"), "rumus"),
    ],
)
def test_a_formula_without_result_and_an_error_never_pass_as_empty(xml, words):
    (wrong, good), _table = read(cells(xml, sheets.text_cell("B3", "Kp. Lima")))
    assert (wrong.row, wrong.field) == (2, "alamat")
    assert words in wrong.reason
    assert good.address == "Kp. Lima"


def test_hidden_sheets_are_left_out_and_named():
    content = sheets.of(roster(row(1)), more={"Rahasia": None, "Catatan": [["catatan"]]})
    found, table = read(content)
    assert len(found) == 1
    assert (table.sheet.hidden, table.sheet.others, table.sheet.alike) == (("Rahasia",), ("Catatan",), ())


def test_the_sheet_whose_header_fits_is_read_wherever_it_stands():
    filled = [line.split(",") for line in roster(row(4)).decode().splitlines()]
    (found,), table = read(sheets.book([["Sampul"], ["Komisi Pemilihan"]], name="Sampul", more={"DPT": filled}))
    assert (found.number, table.sheet.name) == (4, "DPT")


def test_of_two_sheets_that_fit_the_first_is_read_and_the_other_named():
    other = [line.split(",") for line in roster(row(2), row(3)).decode().splitlines()]
    content = sheets.of(roster(row(1)), more={"Cikulur": other})
    found, table = read(content)
    assert (len(found), table.sheet.alike) == (1, ("Cikulur",))
    found, table = read(content, sheet="cikulur")
    assert (len(found), table.sheet.name) == (2, "Cikulur")


def test_a_sheet_that_is_not_there_or_hidden_is_refused_by_name():
    content = sheets.of(roster(row(1)), more={"Rahasia": None})
    assert "Lembar yang ada: TPS" in refusal(content, "DPT")
    assert "tersembunyi" in refusal(content, "Rahasia")
    assert "bukan lembar kerja" in refusal(roster(row(1)), "TPS")


def joined(*ranges: str, lines: list[list[Any]]) -> bytes:
    made = Workbook()
    for line in lines:
        made.active.append(line)
    for each in ranges:
        made.active.merge_cells(each)
    return sheets.saved(made)


def test_joined_cells_hold_for_all_their_rows_but_figures_only_once():
    content = joined(
        "A2:A3",
        "C2:C3",
        "D2:D3",
        lines=[
            ["kode_desa", "no_tps", "pemilih", "alamat"],
            [KANEKES, "001", 231, "Kp. Lima"],
            [None, "002", None, None],
            [None, "003", 5, None],
        ],
    )
    (first, second, third), table = read(content)
    assert [(each.code[-3:], each.voters, each.address) for each in (first, second)] == [
        ("001", 231, "Kp. Lima"),
        ("002", None, "Kp. Lima"),
    ]
    assert isinstance(third, Error), "a village that no joined cell gives is not guessed"
    assert table.sheet.merged == 3


def test_a_header_on_two_rows_with_joined_cells_is_understood():
    content = joined(
        "A2:A3",
        "B2:D2",
        lines=[
            ["DAFTAR TPS KABUPATEN LEBAK"],
            ["Kode TPS", "Pemilih", None, None],
            [None, "L", "P", "Jumlah Pemilih"],
            ["(1)", "(2)", "(3)", "(4)"],
            [f"{KANEKES}001", 100, 131, 231],
        ],
    )
    (found,), table = read(content)
    assert (found.row, found.voters_male, found.voters_female, found.voters) == (5, 100, 131, 231)
    assert (table.header_line, table.skipped) == (4, 2)


def test_a_workbook_without_a_filled_sheet_is_refused():
    assert "tidak memuat lembar yang berisi" in refusal(sheets.book([]))


def test_a_chart_beside_the_list_does_not_matter():
    made = Workbook()
    for line in roster(row(1)).decode().splitlines():
        made.active.append(line.split(","))
    made.create_chartsheet("Grafik")
    found, _table = read(sheets.saved(made))
    assert len(found) == 1


def test_more_columns_than_taken_are_refused():
    assert "65 kolom" in refusal(sheets.book([[*NAMES, *(f"k{number}" for number in range(56))], BASE]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "Excel lama (XLS)"),
        (b"PK\x05\x06" + b"\0" * 18, "arsip ZIP yang kosong"),
        (sheets.packed({"daftar.csv": "kode_tps"}), "arsip ZIP, bukan lembar kerja"),
        (sheets.packed({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}), "OpenDocument"),
        (sheets.packed({"[Content_Types].xml": "", "xl/workbook.bin": "x"}), "XLSB"),
        (sheets.packed(sheets.parts("<x/>") | {"xl/vbaProject.bin": b"x"}), "makro"),
        (sheets.packed(sheets.parts("<x/>"))[:-30], "rusak"),
    ],
)
def test_what_is_no_plain_workbook_is_refused_with_what_to_do(content, words):
    found = refusal(content)
    assert words in found
    assert "imp" in found or "unggah" in found
