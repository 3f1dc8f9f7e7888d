"""One drawing, two media."""

import re
import xml.etree.ElementTree as ET
from math import cos, radians

import pytest
from reportlab.graphics.shapes import Line, Path, Rect, String

from desk.charts import fonts
from desk.charts.drawings import Bar, plain_bars, severity_shape, stacked_bars, trend
from desk.charts.maps import Area, Words, area_map
from desk.charts.svg import svg

WORDS = {"critical": "Kritis", "high": "Tinggi", "medium": "Sedang", "low": "Rendah"}
SQUARE = [(106.0, -6.5), (106.5, -6.5), (106.5, -6.0), (106.0, -6.0)]


def bars(**fields):
    rows = [Bar("Lebak", {"critical": 2, "low": 40}), Bar("Kota <Serang> & co", {}), Bar("Cilegon", None)]
    return stacked_bars(rows, WORDS, wide=300, unknown="tidak ada data", **fields)


def drawn(drawing, key="a"):
    return str(svg(drawing, key=key, title="Risiko", description="Lebak 42"))


def test_svg_is_well_formed_named_and_without_style():
    text = drawn(bars())
    root = ET.fromstring(text)
    assert root.attrib["role"] == "img"
    assert [child.text for child in root[:2]] == ["Risiko", "Lebak 42"]
    assert "style=" not in text and "<!DOCTYPE" not in text
    assert "Kota &lt;Serang&gt; &amp; co" in text


def test_ids_of_two_charts_never_meet():
    ids = re.findall(r' id="([^"]+)"', drawn(bars(), "a") + drawn(bars(), "b"))
    assert len(ids) == len(set(ids)) == 4


def test_every_colour_has_a_class_for_the_dark_theme():
    areas = [Area("36.02", "Lebak", [SQUARE], (106.2, -6.2), 12, "critical")]
    for drawing in (bars(), trend([1, None, 3, 4]), area_map(areas, wide=200, high=200, words=Words("tak", "0"))):
        assert "c-other" not in drawn(drawing) and "s-other" not in drawn(drawing)


def test_what_nobody_knows_is_written_out_and_zero_is_zero():
    text = drawn(bars())
    assert "tidak ada data" in text
    assert ">0<" in text


def test_empty_charts_are_drawn():
    for drawing in (
        stacked_bars([], WORDS, wide=300, unknown="-"),
        plain_bars([], wide=100, unknown="-"),
        trend([]),
        trend([None, None]),
        area_map([], wide=10, high=10, words=Words("", "")),
    ):
        picture = ET.fromstring(drawn(drawing))
        assert picture.attrib["role"] == "img"


def test_each_severity_has_a_shape_of_its_own():
    shapes = {
        tuple((type(part).__name__, part.fillColor is not None) for part in severity_shape(name).contents)
        for name in WORDS
    }
    assert len(shapes) == len(WORDS)


def test_scale_bar_is_true_at_the_middle_latitude():
    areas = [Area("36.02", "Lebak", [SQUARE], (106.2, -6.2), 3)]
    drawing = area_map(areas, wide=400, high=424, words=Words("tak", "0"))
    unit = 400 / 0.5  # points in a degree of latitude: the height is what fits
    line = next(shape for shape in drawing.contents if type(shape).__name__ == "Line")
    label = next(shape.text for shape in drawing.contents if getattr(shape, "text", "").endswith("km"))
    kilometres = (line.x2 - line.x1) / unit * 111.32
    assert kilometres == pytest.approx(int(label.split()[0]), rel=0.02)


def test_writing_that_the_typefaces_lack_becomes_a_placeholder():
    assert fonts.drawable("Sinyal ≥ 2 → ✓ ◆ “baik”") == "Sinyal ≥ 2 → ✓ ◆ “baik”"
    assert fonts.drawable("ada 😀😀 مرحبا ꦗꦮ") == "ada ☐ ☐ ☐"
    assert fonts.drawable("a\x00b\u200bc\u202ed\te") == "abcd e"
    assert fonts.drawable("e\u0301") == "é"


def test_nothing_that_a_person_wrote_is_markup():
    assert fonts.markup("</para><b>x & y\nz") == "&lt;/para&gt;&lt;b&gt;x &amp; y<br/>z"
    assert fonts.markup("x" * 50, most=10) == "x" * 9 + "…"


@pytest.mark.parametrize("top", [0, 7, 521, 1_234_567])
def test_the_scale_bar_stands_clear_of_the_legend(top):
    areas = [Area("36.02", "Lebak", [SQUARE], (106.2, -6.2), top, "critical")]
    drawing = area_map(areas, wide=240, high=172, words=Words("tidak ada data", "0"))
    bars = [each for each in drawing.contents if isinstance(each, Line)]
    legend = [each for each in drawing.contents if isinstance(each, Rect)]
    assert bars and legend
    assert min(each.y1 for each in bars) > max(each.y + each.height for each in legend)


def test_the_scale_bar_is_true_at_the_latitude_of_the_map():
    areas = [Area("36", "Banten", [SQUARE], (106.2, -6.2), 1)]
    drawing = area_map(areas, wide=240, high=172, words=Words("-", "0"))
    path = next(each for each in drawing.contents if isinstance(each, Path))
    across = max(path.points[::2]) - min(path.points[::2])
    kilometres = 0.5 * 111.32 * cos(radians(6.25))
    [long] = [each.x2 - each.x1 for each in drawing.contents if isinstance(each, Line) and each.y1 == each.y2]
    [said] = [each.text for each in drawing.contents if isinstance(each, String) and each.text.endswith(" km")]
    assert long / across == pytest.approx(int(said.split()[0]) / kilometres, rel=0.01)
