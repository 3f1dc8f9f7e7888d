"""The building blocks of paper, with the worst that people write."""

import io
import subprocess
import sys

import pypdfium2
import pytest
from pypdf import PdfReader
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from desk.charts import fonts
from desk.paper import layout, sheet

HEAD = sheet.Head("PEMERINTAH PROVINSI BANTEN", "DESK PEMILU", "Kota Serang")
WORST = "</para> <b>tebal & <img src='/etc/passwd'/> 😀 مرحبا ꦗꦮ\n" + "x" * 10_000
PRINTER_MARGIN = 5 * mm
COLUMNS = [layout.Column("Nomor", 1), layout.Column("Catatan", 3), layout.Column("Jumlah", 1, numeric=True)]


def paper(story, **fields) -> PdfReader:
    fields.setdefault("footer", "Nomor 1 · per 5 Januari")
    around = sheet.Sheet(head=HEAD, title="Judul & hal", author="Desk", **fields)
    content, pages = sheet.build(around, story)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == pages
    return reader


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def signed():
    signature = sheet.Signature("Sekretaris Daerah")
    return sheet.signature_block(signature, sheet.Proof("https://desk.example/verify/X/", ("kode X",)))


def test_worst_text_is_printed_as_text():
    reader = paper([layout.text(WORST), layout.table(COLUMNS, [[WORST, WORST, "1"]] * 3, "tidak ada data")])
    found = words(reader)
    assert "</para> <b>tebal & <img src='/etc/passwd'/> ☐ ☐ ☐" in found


def test_long_tables_repeat_their_header_and_split_no_row():
    rows = [
        [f"R-{number:04d}", f"baris {number} " + "panjang " * 12 + f"akhir {number}", None] for number in range(300)
    ]
    reader = paper([*layout.heading("1 · Daftar", "daftar"), layout.table(COLUMNS, rows, "tidak ada data")])
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) > 5
    assert all("Nomor Catatan Jumlah" in page for page in pages)
    for number in range(300):
        assert any(f"baris {number} " in page and f"akhir {number}" in page for page in pages)
    assert "tidak ada data" in pages[0]


def test_page_x_of_y_and_footer_stand_on_every_page():
    reader = paper([layout.text("a " * 9000)], page_of="%(page)s dari %(pages)s")
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"{number} dari {total}" in text.replace(f"dari  {total}", f"dari {total}")
        assert "Nomor 1 · per 5 Januari" in text


def test_a_long_footer_is_printed_whole_on_every_page():
    parts = (
        "Nomor 400.10/012/DP-DISKOMINFO-KABUPATEN-PANDEGLANG/2026",
        "pekan ke-48 2026",
        "keadaan per 24 November 2026 pukul 05.37 WIB",
        "mengganti laporan nomor 400.10/011/DP-DISKOMINFO-KABUPATEN-PANDEGLANG/2026",
    )
    reader = paper([layout.text("a " * 9000)], footer=" · ".join(parts))
    for page in reader.pages:
        found = " ".join(page.extract_text().split())
        assert all(part.strip() in found for part in parts) and "…" not in found


def test_the_footer_stays_on_the_sheet_and_beside_the_page_number():
    room = layout.WIDE - 80
    for footer in ("Nomor 1", "Nomor 1 · " * 30, "x" * 300):
        lines = sheet.foot_lines(footer, room)
        assert len(lines) <= 2
        for words, size in lines:
            assert fonts.width(words, fonts.SANS, size) <= room + 0.1
    lowest = sheet.FOOT_BASE - sheet.FOOT_LEADING
    assert lowest > PRINTER_MARGIN


def test_the_page_number_ends_at_the_right_margin():
    content, _pages = sheet.build(sheet.Sheet(head=HEAD, footer="f", title="t", author="a"), [layout.text("isi")])
    page = pypdfium2.PdfDocument(content)[0]
    low = [box for box in _boxes(page) if box[1] < layout.BOTTOM]
    assert abs(max(right for _left, _low, right, _high in low) - (A4[0] - layout.RIGHT)) < 2


def _boxes(page):
    text = page.get_textpage()
    return [text.get_charbox(index) for index in range(text.count_chars())]


@pytest.mark.parametrize("above", range(30, 46))
def test_a_short_table_is_never_divided_and_its_heading_goes_along(above):
    table = layout.table(COLUMNS, [[str(number), f"baris {number}", "1"] for number in range(8)], "-")
    head = layout.heading("1 · Daftar", "daftar")[1:]
    story = [layout.text("isi") for _line in range(above)]
    reader = paper([*story, layout.room_for(layout.height(head) + layout.beginning(table)), *head, table])
    [page] = [page.extract_text() for page in reader.pages if "Daftar" in page.extract_text()]
    assert "baris 0" in page and "baris 7" in page


@pytest.mark.parametrize("above", range(34, 50, 2))
def test_a_long_table_begins_with_rows_below_its_head(above):
    table = layout.table(COLUMNS, [[str(number), f"baris {number};", "1"] for number in range(80)], "-")
    head = layout.heading("1 · Daftar", "daftar")[1:]
    story = [layout.text("isi") for _line in range(above)]
    reader = paper([*story, layout.room_for(layout.height(head) + layout.beginning(table)), *head, table])
    [page] = [page.extract_text() for page in reader.pages if "Daftar" in page.extract_text()]
    assert "baris 0;" in page and "baris 1;" in page


@pytest.mark.parametrize("count", [2, 3, 5, 9, 30])
def test_no_row_stands_alone_and_the_note_stays_with_the_last_ones(count):
    table_rows = [[str(number), f"baris {number};", "1"] for number in range(count)]
    for above in range(30, 47):
        table = layout.table(COLUMNS, table_rows, "-", "Catatan di bawah tabel.")
        head = layout.heading("1 · Daftar", "daftar")[1:]
        story = [layout.text("isi") for _line in range(above)]
        reader = paper([*story, layout.room_for(layout.height(head) + layout.beginning(table)), *head, table])
        pages = [page.extract_text() for page in reader.pages]
        rows = [page.count("baris ") for page in pages]
        assert sum(rows) == count and not {1} & set(rows), (above, rows)
        assert sum("Jumlah" in page for page in pages) == sum(found > 0 for found in rows), above
        [noted] = [page for page in pages if "Catatan di bawah" in page]
        assert f"baris {count - 1};" in noted, above
        [begun] = [page for page in pages if "1 · Daftar" in page]
        assert "baris 0;" in begun, above


def test_a_figure_shrinks_a_little_before_it_leaves_a_page_half_empty():
    drawing = Drawing(layout.WIDE, 200)
    drawing.add(String(0, 100, "gambar"))
    pages = {}
    for above in range(25, 47):
        figure = layout.figure([drawing], "Catatan di bawah gambar.")
        head = layout.heading("1 · Sebaran", "sebaran")[1:]
        story = [layout.text("isi") for _line in range(above)]
        reader = paper([*story, layout.room_for(layout.height(head) + layout.beginning(figure)), *head, figure])
        [found] = [page.extract_text() for page in reader.pages if "1 · Sebaran" in page.extract_text()]
        assert "gambar" in found and "Catatan di bawah" in found
        pages[above] = len(reader.pages), figure.size
    assert all(layout.SMALLEST <= size <= 1 for _count, size in pages.values())
    assert any(count == 1 and size < 1 for count, size in pages.values())
    assert all(size == 1 for count, size in pages.values() if count == 2)


def test_title_language_author_and_bookmarks_are_set():
    reader = paper([*layout.heading("1 · Sebaran", "sebaran"), layout.text("isi"), signed()])
    assert reader.metadata.title == "Judul & hal" and reader.metadata.author == "Desk"
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert [entry.title for entry in reader.outline] == ["1 · Sebaran"]


def test_all_fonts_are_embedded():
    reader = paper([layout.text("isi"), signed()])
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            kind = font.get_object()
            if kind["/BaseFont"] in {"/Helvetica", "/Symbol", "/ZapfDingbats", "/Courier"}:
                continue  # declared by ReportLab, not used
            assert "/FontFile2" in kind["/FontDescriptor"]


def test_a_draft_says_so_on_every_page():
    reader = paper([layout.text("a " * 9000)], draft="KONSEP")
    assert all("KONSEP" in page.extract_text() for page in reader.pages)


def test_an_empty_name_leaves_a_line_to_write_on():
    assert "......" in words(paper([signed()]))


@pytest.mark.parametrize("rows", [0, 5000])
def test_no_rows_and_very_many_rows_are_drawn(rows):
    story = [layout.table(COLUMNS, [[str(number), "isi", "1"] for number in range(rows)], "-")]
    assert len(paper(story).pages) >= 1


def test_equal_input_gives_equal_bytes_in_another_process():
    code = (
        "import hashlib;from tests.test_paper_layout import *;"
        "a=sheet.Sheet(head=HEAD,footer='f',title='t',author='a');"
        "story=[*layout.heading('x','y'),layout.text('isi é ≥'),signed()];"
        "print(hashlib.sha256(sheet.build(a,story)[0]).hexdigest())"
    )
    found = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        for _count in range(2)
    }
    assert len(found) == 1 and len(found.pop().strip()) == 64
