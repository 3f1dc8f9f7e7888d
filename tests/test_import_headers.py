"""Where the header of a list stands: below a title, on two lines, over a line of column numbers."""

import io

import pytest

from tests.rosters import HEADER, KANEKES, roster, row
from tps import columns, headers, rows, tables

VILLAGES = {KANEKES: "36.02.06.2001"}


def survey(text: str) -> tables.Table:
    return tables.survey(io.BytesIO(text.encode()), 1_000_000, columns.fits())


def first_row(text: str) -> int:
    """Give the line number of the first row below the header, read to the end."""
    file = io.BytesIO(text.encode())
    table = tables.survey(file, 1_000_000, columns.fits())
    found = list(rows.read(tables.records(file, table), table, columns.layout(table.header), VILLAGES))
    assert all(isinstance(each, rows.Row) for each in found), found
    return found[0].row


@pytest.mark.parametrize("above", ["DAFTAR TPS\n", "DAFTAR TPS,,,\n\nKABUPATEN LEBAK,,\n", "sep=,\nJudul,1\n", "\n\n"])
def test_lines_above_the_header_are_passed_over(above):
    text = above + roster(row(1)).decode()
    table = survey(text)
    assert table.header == tuple(HEADER.split(","))
    assert table.header_line == above.count("\n") + 1
    assert first_row(text) == above.count("\n") + 2


def test_the_header_is_the_line_with_most_known_names():
    table = survey(f"Kode,Provinsi,Banten\nkode_tps;alamat\n{HEADER}\n{row(1)}\n")
    assert (table.header_line, table.skipped) == (3, 2)


def test_two_lines_make_one_header_when_neither_is_enough():
    text = f"Kode TPS;Alamat;Pemilih;;\n;;L;P;Jumlah Pemilih\n{KANEKES}001;Kp. Lima;100;131;231\n"
    table = survey(text)
    assert table.header == ("Kode TPS", "Alamat", "L", "P", "Jumlah Pemilih")
    assert (table.header_line, table.skipped) == (2, 0)
    assert first_row(text) == 3


def test_a_groups_name_belongs_to_its_columns():
    table = survey(f";DPT;;\nKode TPS;L;P;Total\n{KANEKES}001;100;131;231\n")
    assert table.header == ("Kode TPS", "DPT L", "DPT P", "DPT Total")


def test_the_first_row_is_never_taken_into_the_header():
    text = f"kode_tps,alamat,nama_desa\n{KANEKES}001,lokasi,desa\n"
    assert survey(text).header_line == 1
    assert first_row(text) == 2


@pytest.mark.parametrize("numbers", ["1,2,3", "(1),(2),(3)"])
def test_a_line_that_numbers_the_columns_is_no_row(numbers):
    assert first_row(f"kode_tps,nama_desa,alamat\n{numbers}\n{KANEKES}001,Kanekes,Kp. Lima\n") == 3


def test_a_name_that_runs_over_two_lines_is_one_name():
    table = survey(f'"Kode\nTPS","Nama\nDesa"\n{KANEKES}001,Kanekes\n')
    assert table.header == ("Kode TPS", "Nama Desa")
    assert table.header_line == 3


def test_a_quote_that_nobody_closes_stays_in_its_line():
    table = survey(f'kode_tps,alamat "baru\n{KANEKES}001,Kp. Lima\n')
    assert table.header_line == 1
    assert table.header[0] == "kode_tps"


def test_unknown_names_are_found_below_a_title_of_one_cell():
    table = survey("DAFTAR,,\nSandi,Kampung,Suara\n1,2,3\n")
    assert (table.header, table.skipped) == (("Sandi", "Kampung", "Suara"), 1)


def test_a_header_too_far_down_is_not_looked_for():
    text = "a,b\n" * headers.LOOKED_AT + roster(row(1)).decode()
    assert survey(text).header == ("a", "b")


def test_without_any_delimiter_the_first_line_is_quoted():
    with pytest.raises(tables.Unreadable, match=r"pada baris judul “kode_tps\|alamat”"):
        survey("kode_tps|alamat\nx|Kp. A\n")


def test_spreadsheets_own_errors_are_refused_in_a_csv_too():
    text = f"kode_tps,alamat\n{KANEKES}001,#REF!\n{KANEKES}002,Gang #5\n"
    file = io.BytesIO(text.encode())
    table = tables.survey(file, 1_000, columns.fits())
    wrong, good = rows.read(tables.records(file, table), table, columns.layout(table.header), VILLAGES)
    assert "galat" in wrong.reason
    assert good.address == "Gang #5"
