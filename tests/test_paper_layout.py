"""The building blocks of paper, with the worst that people write."""

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader

from desk.paper import layout, sheet

HEAD = sheet.Head("PEMERINTAH PROVINSI BANTEN", "DESK PEMILU", "Kota Serang")
WORST = "</para> <b>tebal & <img src='/etc/passwd'/> 😀 مرحبا ꦗꦮ\n" + "x" * 10_000
COLUMNS = [layout.Column("Nomor", 1), layout.Column("Catatan", 3), layout.Column("Jumlah", 1, numeric=True)]


def paper(story, **fields) -> PdfReader:
    around = sheet.Sheet(head=HEAD, footer="Nomor 1 · per 5 Januari", title="Judul & hal", author="Desk", **fields)
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
