"""Reading rosters: every bad input of the outside world is a row with a reason, or a file with one."""

import io

import pytest

from tests.rosters import HEADER, KANEKES, roster, row
from tps import columns, rows, tables
from tps.rows import Error, Row

VILLAGES = {KANEKES: "36.02.06.2001", "3602162018": "36.02.28.2009"}
MORE = f"{HEADER},pemilih,pemilih_l,pemilih_p,alamat,jam_buka,jam_tutup,lintang,bujur"


def read(content: bytes, mapping: dict[str, str] | None = None, within: str = "") -> list[Row | Error]:
    file = io.BytesIO(content)
    table = tables.survey(file, 10_000_000)
    layout = columns.layout(table.header, mapping)
    return list(rows.read(tables.records(file, table), table, layout, VILLAGES, within))


def refusal(content: bytes, mapping: dict[str, str] | None = None) -> str:
    with pytest.raises(tables.Unreadable) as caught:
        read(content, mapping)
    return str(caught.value)


def only_error(line: str, header: str = HEADER) -> Error:
    (found,) = read(roster(line, header=header))
    assert isinstance(found, Error), found
    assert found.row == 2
    return found


def more(**cells: str) -> str:
    names = ("pemilih", "pemilih_l", "pemilih_p", "alamat", "jam_buka", "jam_tutup", "lintang", "bujur")
    return row(1, **{name: cells.get(name, "") for name in names})


def test_a_row_becomes_a_station():
    (found,) = read(roster(row(5)))
    assert found == Row(2, "3602062001005", "36.02.06.2001", 5, False, None, None, None, "", None, None, None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends_are_found(delimiter, encoding, newline):
    text = roster(row(1, nama_desa="CAFÉ"), row(901)).decode().replace(",", delimiter).replace("\n", newline)
    first, second = read(text.encode(encoding))
    assert (first.row, first.number, second.row, second.number, second.special) == (2, 1, 3, 901, True)


def test_dotted_codes_and_an_old_code_are_understood():
    found = read(roster(row(1, kode_desa="36.02.06.2001"), row(2, "3602162018")))
    assert [each.village for each in found] == ["36.02.06.2001", "36.02.28.2009"]


def test_village_and_number_suffice_without_a_code():
    (found,) = read(b"kode_desa;no_tps\n3602062001;7\n")
    assert (found.code, found.number) == ("3602062001007", 7)


def test_columns_can_be_mapped_by_hand():
    (found,) = read(b"kunci,jiwa\n3602062001007,210\n", {"code": "kunci", "voters": "jiwa"})
    assert (found.number, found.voters) == (7, 210)
    assert "tidak ada di berkas" in refusal(b"kunci,jiwa\n1,2\n", {"code": "kode"})


def test_everything_that_a_roster_may_say_is_taken():
    line = more(
        pemilih="231", pemilih_l="120", pemilih_p="111", alamat="Kp. Cibeo  RT 1", jam_buka="7.00", jam_tutup="13:00",
        lintang="-6.58", bujur="106.21",
    )  # fmt: skip
    (found,) = read(roster(line, header=MORE))
    assert found[5:] == (231, 120, 111, "Kp. Cibeo RT 1", "07:00", "13:00", -6.58, 106.21)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (row(0), "bukan 0"),
        (row("1000"), "1 sampai 999"),
        (row(1, no_tps="1000"), "1 sampai 999"),
        (row("00A"), "hanya boleh berisi angka"),
        (row(1, no_tps="satu"), "tanpa huruf"),
        (row(1, no_tps="002"), "tidak sama dengan tiga angka terakhir"),
        (row(1, kode_desa="3602062002"), "tidak sama dengan sepuluh angka pertama"),
        (row(1, "3699999999"), "tidak dikenal"),
        (row(1, kode_tps=""), "kosong"),
        (row(1, kode_tps="3.60206E+12"), "angka ilmiah"),
        (row(1, kode_tps="36020620010"), "harus 13 angka"),
        (row(1, nama_desa="=1+1"), "rumus"),
        (row(1, nama_desa="KANE\0KES"), "NUL"),
        (row(1, tps_khusus="mungkin"), "Tulis 1"),
        (row(1, kode_tps="2024-02-14"), "berisi tanggal"),
        (row(1, no_tps="1-Jan"), "berisi tanggal"),
        (row(1) + ",7", "Jumlah kolom 10, seharusnya 9"),
        ("3602062001001,3602", "Jumlah kolom 2, seharusnya 9"),
    ],
)
def test_a_bad_row_says_why(line, words):
    assert words in only_error(line).reason


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"pemilih": "2x1"}, "tanpa huruf"),
        ({"pemilih": "1.231"}, "pemisah"),
        ({"pemilih": "1.234"}, "pemisah ribuan; tulis 1234"),
        ({"pemilih": "12 345"}, "pemisah ribuan; tulis 12345"),
        ({"pemilih": "2024-02-14"}, "berisi tanggal"),
        ({"pemilih": "14/02/2024"}, "berisi tanggal"),
        ({"lintang": "6-Feb", "bujur": "106.2"}, "berisi tanggal"),
        ({"lintang": "-6.587.300", "bujur": "106.2"}, "derajat desimal"),
        ({"lintang": "6°75'S", "bujur": "106.2"}, "derajat desimal"),
        ({"jam_buka": "13.00", "jam_tutup": "07.00"}, "lebih lambat"),
        ({"pemilih": "123456"}, "tidak mungkin"),
        ({"pemilih": "9" * 40}, "tidak mungkin"),
        ({"pemilih": "10", "pemilih_l": "5", "pemilih_p": "6"}, "tidak sama"),
        ({"alamat": "x" * 241}, "terlalu panjang"),
        ({"alamat": "+cmd|calc"}, "seperti rumus"),
        ({"jam_buka": "25.00"}, "07.00"),
        ({"lintang": "106.21", "bujur": "-6.58"}, "tertukar"),
        ({"lintang": "-6.58", "bujur": "196.2"}, "di luar Indonesia"),
        ({"lintang": "0", "bujur": "0"}, "di luar Indonesia"),
        ({"lintang": "nan", "bujur": "106"}, "derajat desimal"),
        ({"lintang": "-6.58"}, "keduanya"),
    ],
)
def test_a_bad_cell_of_the_further_columns_says_why(cells, words):
    assert words in only_error(more(**cells), header=MORE).reason


@pytest.mark.parametrize(
    ("north", "east"),
    [
        ("-6.5872222", "106.2145"),
        ('"-6,5872222"', '"106,2145"'),
        ("−6.5872222 ", " 106.2145"),
        ('6°35\'14""S', '106°12\'52.2""E'),
        ("6 35 14 LS", "106 12 52.2 BT"),
        ("S 6°35.2333333'", "106.2145° T"),
        ("-6°35′14″", "106º12’52.2”"),
    ],
)
def test_positions_are_read_as_people_write_them(north, east):
    cells = {"lintang": north if north[0] == '"' else f'"{north}"', "bujur": east if east[0] == '"' else f'"{east}"'}
    (found,) = read(roster(more(**cells), header=MORE))
    assert isinstance(found, Row), found
    assert (round(found.latitude, 5), round(found.longitude, 5)) == (-6.58722, 106.2145)


def test_blanks_that_nobody_sees_do_no_harm():
    line = more(pemilih="\u00a0231\u200b", alamat="Kp.\u00a0Cibeo ").replace(
        f"{KANEKES}001", f"{KANEKES}001\u200b\u00a0", 1
    )
    (found,) = read(roster(line, header=MORE))
    assert (found.code, found.voters, found.address) == (f"{KANEKES}001", 231, "Kp. Cibeo")


def test_whole_numbers_with_a_decimal_nought_are_whole():
    (found,) = read(roster(more(pemilih="231.0", pemilih_l='"120,00"', pemilih_p="111"), header=MORE))
    assert found[5:8] == (231, 120, 111)


def test_a_column_that_says_nothing_about_special_leaves_it_to_the_station():
    (found,) = read(b"kode_tps,pemilih\n3602062001905,3\n")
    assert found.special is None


def test_inconsistent_rows_cost_only_themselves():
    lines = [row(number) for number in range(1, 501)]
    for place in range(0, 441):
        lines[place] += ",lebih,lebih"
    found = read(roster(*lines))
    assert sum(isinstance(each, Error) for each in found) == 441
    assert [each.number for each in found if isinstance(each, Row)] == list(range(442, 501))


def test_a_file_cut_in_the_middle_keeps_its_whole_rows():
    content = roster(row(1), row(2), row(3))
    first, second, cut = read(content[:-20])
    assert isinstance(second, Row)
    assert first.number == 1
    assert "terpotong" in cut.reason


def test_rows_outside_the_remit_are_refused():
    (found,) = read(roster(row(1)), within="36.01")
    assert "di luar wilayah tugas" in found.reason


def test_a_quote_that_nobody_closed_costs_only_its_line():
    found = read(roster(row(1), row(2, nama_desa='"KANEKES'), row(3), row(4)))
    assert [each.number for each in found if isinstance(each, Row)] == [1, 2, 3, 4]


def test_quoted_cells_may_hold_delimiters_and_line_breaks():
    found = read(roster(row(1, nama_desa='"KANE, ""KES"""'), row(2, nama_desa='"KANE\nKES"'), row(3)))
    assert [(each.row, each.number) for each in found] == [(2, 1), (3, 2), (5, 3)]


def test_blank_lines_are_no_rows():
    found = read(roster(row(1), "", ",,,,,,,,", row(2)))
    assert [(each.row, each.number) for each in found] == [(2, 1), (5, 2)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\n\n  \n", "kosong"),
        (roster(row(1)).replace(b",", b"|"), "Pemisah kolom tidak dikenali"),
        (b"nama,alamat\nA,B\n", "tidak memuat kode_tps"),
        (b"PK\x03\x04rest", "XLSX"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02,\x00\n", "bukan teks"),
        (b"kode_tps," + b",".join(b"x%d" % number for number in range(70)) + b"\n", "paling banyak 64"),
        (b"kode_tps,a\n" + b"x" * 200_000, "64 KB"),
        (b"kode_tps,kode_tps\n1,2\n", "dua kali"),
        (b"kode_tps,lintang\n1,2\n", "keduanya diperlukan"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_as_a_whole(content, words):
    assert words in refusal(content)


def test_a_file_over_the_bound_is_refused():
    with pytest.raises(tables.Unreadable, match="lebih besar dari 1 MB"):
        tables.survey(io.BytesIO(b"kode_tps,x\n" * 200_000), 1024 * 1024)


def test_excels_own_first_line_is_passed_over():
    (found,) = read(b"sep=;\nkode_tps;no_tps\n3602062001001;1\n")
    assert (found.row, found.number) == (3, 1)
