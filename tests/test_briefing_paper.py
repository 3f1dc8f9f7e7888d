"""The paper of a briefing: what a reader finds in the file, whatever people typed and however long the lists are."""

import io
from dataclasses import replace

import pytest
from django.utils import translation
from pypdf import PdfReader

from desk.briefings import pdf
from desk.briefings.content.facts_ready import PlanFacts, PlanLine
from desk.briefings.situation import WIDER
from desk.charts.fonts import PLACEHOLDER
from desk.paper import sheet
from tests.bench.bench_briefing import frame, outlines, situation

LONG = "Dinas Komunikasi, Informatika, Statistik dan Persandian Provinsi Banten"
PLACE = "TPS 901 Lembaga Pemasyarakatan Kelas II A Pemuda, Rangkasbitung Timur, Kabupaten Lebak"
NASTY = "<b>tebal <img src='/etc/passwd'/> </para> 😀 مرحبا ꦗꦮ & <font size=99>"


@pytest.fixture(autouse=True)
def indonesian():
    """Draw in the paper's language."""
    with translation.override("id"):
        yield


def drawn(found, around=None) -> PdfReader:
    content, pages = pdf.render(found, around or frame(), outlines())
    assert len(content) <= 1024 * 1024
    read = PdfReader(io.BytesIO(content))
    assert len(read.pages) == pages
    return read


def text_of(read: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


def fonts_of(read: PdfReader) -> list:
    found = {}
    for page in read.pages:
        for name, font in (page["/Resources"].get("/Font") or {}).items():
            found[name] = font.get_object()
    return list(found.values())


def test_a_full_paper_says_what_it_is_and_how_to_move_about_in_it():
    read = drawn(replace(situation(), version=WIDER))
    words = text_of(read)
    assert read.metadata.title.startswith("Laporan mingguan Desk Pemilu") and "Lang" in str(read.root_object.keys())
    assert read.metadata.author == "DESK PEMILU · PEMERINTAH PROVINSI BANTEN"
    assert read.root_object["/Lang"] == "id"
    titles = [each.title for each in read.outline]
    assert titles[0].startswith("1 · Yang berubah") and titles[-1].endswith("Cara membaca laporan ini")
    assert f"1 dari {len(read.pages)}" in words and f"{len(read.pages)} dari {len(read.pages)}" in words
    for page in read.pages:
        assert "400.10/005/DP-KPU/2024" in page.extract_text()
    used = [font for font in fonts_of(read) if font["/Subtype"] == "/TrueType"]
    assert used and all("/FontFile2" in font["/FontDescriptor"] for font in used)


def test_the_letter_carries_what_the_province_sets():
    around = replace(
        frame(),
        destination="di Serang",
        opening="Dengan hormat.",
        closing="Demikian laporan ini disampaikan.",
        copies=("Gubernur Banten", "Arsip"),
        signature=sheet.Signature("a.n. Gubernur\nSekretaris Daerah", "Nama Pejabat", "19700101 199003 1 001"),
    )
    words = text_of(drawn(situation(), around))
    parts = ("di Serang", "Dengan hormat.", "Demikian laporan", "NIP 19700101", "Tembusan:", "2. Arsip")
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_a_list_of_none_says_so_and_a_long_one_repeats_its_head_and_leaves_no_row_alone():
    empty = replace(
        situation(), version=WIDER, risks=(), risks_total=0, tasks=(), tasks_total=0, others=(), sources=(), kinds=(),
        regencies=(), changes=(), owners=(), stations=None, heard=None, waiting_total=0,
    )  # fmt: skip
    words = text_of(drawn(empty))
    assert "tidak ada data" in words and "Tidak ada tugas terbuka." in words
    line = situation().risks[0]
    many = replace(situation(), risks=tuple(replace(line, number=f"R-{n:04d}") for n in range(1, 401)))
    read = drawn(many)
    rows = [page.extract_text().count("3602062001") for page in read.pages]
    inside = [each for each in rows if each][1:]
    assert sum(rows) == 400 and min(inside) >= 2
    assert sum("Status dan tugas" in page.extract_text() for page in read.pages) == sum(each > 0 for each in rows)


def test_long_names_wrap_and_what_a_typeface_lacks_leaves_a_mark():
    place = PlanLine("3602142001901", PLACE, "missing", "", ())
    risk = replace(situation().risks[0], note="x " * 5000, place=PLACE, tasks=(f"T-0001 {NASTY}",))
    found = replace(
        situation(), version=WIDER, agency=f"{LONG} {NASTY}", risks=(risk,), risks_total=1,
        plans=(PlanFacts("36.02", LONG, 1, 0, 0, 1),), plan_lines=(place,), plan_lines_total=1,
    )  # fmt: skip
    around = replace(
        frame(),
        cover_note=f"{NASTY}\n{'kata panjang ' * 800}",
        head=sheet.Head(
            f"PEMERINTAH PROVINSI {LONG.upper()}", f"SEKRETARIAT {LONG.upper()}", f"{LONG}, {LONG}", b"GIF"
        ),
    )
    words = text_of(drawn(found, around))
    assert LONG in words and "Rangkasbitung Timur" in words
    assert PLACEHOLDER in words and "<b>tebal" in words and "</para>" in words
    assert "SEKRETARIAT" in words and "…" in words


@pytest.mark.parametrize("logo", [b"\x89PNG\r\n\x1a\nbroken", b"%PDF-1.4", b"\xff\xd8\xff\xe0" + b"0" * 50])
def test_a_coat_of_arms_that_cannot_be_drawn_is_left_out(logo):
    around = replace(frame(), head=sheet.Head("PEMERINTAH PROVINSI BANTEN", "DESK PEMILU", "", logo))
    assert "DESK PEMILU" in text_of(drawn(replace(situation(), risks=()), around))


def test_the_same_situation_gives_the_same_bytes():
    first, second = (pdf.render(situation(), frame(), outlines())[0] for _turn in range(2))
    assert first == second
