"""The components say what they show: shapes with words, unknowns as unknowns, errors beside their fields."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

TEMPLATES = sorted(
    path for folder in ("templates", "desk", "tps", "risks") for path in (settings.BASE_DIR / folder).rglob("*.html")
)
# Mails have no stylesheet to link to; they are not pages of the browser.
PAGES = [path for path in TEMPLATES if "mail" not in path.stem and "mail" not in path.parts]


def shown(source: str, **context: object) -> str:
    """Render a piece of a template at the address /risks/?kind=flood&kind=conflict&page=3."""
    request = RequestFactory().get("/risks/?kind=flood&kind=conflict&page=3")
    return Template(source).render(Context({"request": request, **context}))


def included(name: str, **context: object) -> str:
    request = RequestFactory().get("/risks/?kind=flood&sort=-code")
    return render_to_string(f"components/{name}.html", context, request=request)


class ReportForm(forms.Form):
    place = forms.CharField(label="TPS", help_text="Ketik desa dan nomor.")
    kind = forms.ChoiceField(label="Jenis", choices=[("flood", "Banjir")], widget=forms.RadioSelect)
    note = forms.CharField(label="Catatan", required=False)
    agreed = forms.BooleanField(label="Sudah diperiksa", required=False)


# Words of templates


@pytest.mark.parametrize(
    ("value", "word"), [("low", "Rendah"), ("medium", "Sedang"), ("high", "Tinggi"), ("critical", "Kritis")]
)
def test_a_severity_is_a_shape_and_a_word(value, word):
    html = shown("{% severity value %}", value=value)
    assert f"#{value}" in html
    assert word in html


def test_a_bare_severity_still_has_its_word_for_screen_readers():
    assert 'role="img" aria-label="Kritis"' in shown('{% severity "critical" bare=True %}')


def test_an_unknown_severity_is_said_to_be_unknown():
    assert "belum dinilai" in shown('{% severity "" %}')


def test_a_kind_is_an_icon_and_a_word():
    html = shown('{% kind "blank-spot" %}')
    assert "#blank-spot" in html
    assert "Tanpa sinyal" in html
    assert 'aria-label="Banjir"' in shown('{% kind "flood" bare=True %}')


def test_a_state_has_its_word_unless_the_row_gives_another():
    assert "Terverifikasi" in shown('{% status "verified" %}')
    assert "Menunggu pejabat" in shown('{% status "draft" "menunggu pejabat" %}')


def test_hostile_words_stay_words():
    html = shown("{% status value %}{% kind value %}{{ value|known }}", value="<script>alert(1)</script>")
    assert "<script" not in html


@pytest.mark.parametrize("filter_name", ["known", "angka", "wib", "wib_short", "jam", "tanggal", "tanggal_short"])
def test_the_unknown_is_never_a_zero(filter_name):
    assert "tidak ada data" in shown("{{ value|FILTER }}".replace("FILTER", filter_name), value=None)


def test_numbers_are_written_the_indonesian_way():
    assert shown("{{ value|angka }}", value=33324) == "33.324"
    assert shown("{{ value|angka:1 }}", value=4.19) == "4,2"
    assert shown("{{ value|known }}", value=0) == "0"


def test_moments_are_written_in_the_zone_of_the_province():
    at = datetime(2024, 11, 27, 17, 30, tzinfo=UTC)
    assert shown("{{ at|wib }}", at=at) == "28 November 2024 pukul 00.30 WIB"
    assert shown("{{ at|wib_short }}", at=at) == "28 Nov 2024 00.30 WIB"
    assert shown("{{ at|jam }}", at=at) == "00.30 WIB"
    assert shown("{{ at|tanggal }}", at=at) == "Kamis 28 November 2024"
    assert shown("{{ day|tanggal_short }}", day=date(2024, 2, 14)) == "14 Feb 2024"


@pytest.mark.parametrize(
    ("name", "letters"), [("Operator Banten", "OB"), ("kpu", "K"), ("operator.lebak", "OL"), ("", "?")]
)
def test_initials_stand_for_a_person(name, letters):
    assert shown("{{ name|initials }}", name=name) == letters


def test_one_value_of_a_filter_can_be_taken_away():
    assert shown('{% query_without "kind" "flood" %}') == "?kind=conflict"


def test_sorting_turns_round_and_goes_back_to_the_first_page():
    assert shown('{% sort_link "code" %}') == "?kind=flood&amp;kind=conflict&amp;sort=code"


def test_a_panel_link_brings_its_fragment_and_its_address():
    html = shown("{% opens_panel url %}", url="/risks/5/?a=1&b=2")
    assert 'hx-get="/risks/5/?a=1&amp;b=2" hx-target="#panel" hx-push-url="true"' in html


# Pictures


def test_the_severity_bar_says_its_counts_and_fills_its_width():
    html = shown('{% severity_meter counts label="Lebak" legend=True %}', counts={"critical": 1, "low": 1999})
    assert "Lebak: Kritis 1, Tinggi 0, Sedang 0, Rendah 1.999" in html
    widths = [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', html)]
    assert sum(widths) == pytest.approx(200, abs=0.02)
    assert html.index("fill-critical") < html.index("fill-low")


def test_the_severity_bar_without_risks_is_a_sentence():
    assert "tidak ada risiko terbuka" in shown("{% severity_meter counts %}", counts={})


def test_a_trend_leaves_a_gap_where_nothing_is_known():
    html = shown('{% spark values label="Tren" %}', values=[1, 2, None, 4, 5])
    assert html.count("<polyline") == 2
    assert 'aria-label="Tren"' in html
    assert "tidak ada data" in shown('{% spark values label="Tren" %}', values=[None, None])


# Forms


def test_a_field_is_tied_to_its_label_help_and_error():
    form = ReportForm({})
    html = included("form", form=form)
    assert '<label for="id_place">' in html
    assert 'id="id_place_helptext"' in html
    assert 'id="id_place_error"' in html
    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_summary_of_errors_links_to_the_fields():
    html = included("form_errors", form=ReportForm({}))
    assert "2 hal perlu diperbaiki" in html
    assert 'href="#id_place"' in html
    assert "belum ada yang disimpan" in html


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in included("form", form=ReportForm())


def test_fields_that_may_stay_empty_say_so():
    html = included("field", field=ReportForm()["note"])
    assert "(opsional)" in html


# Lists

FILTERS = [
    {
        "name": "kind",
        "label": "Jenis",
        "options": [
            {"value": "flood", "label": "Banjir", "count": 1003, "selected": True, "icon": "flood"},
            {"value": "conflict", "label": "Konflik", "count": 0, "selected": False},
            {"value": "access", "label": "Akses", "count": None, "selected": False},
        ],
    }
]


def test_the_filter_bar_counts_each_value_and_lets_go_of_each():
    html = included("filters", filters=FILTERS, target="results")
    assert "1.003" in html
    assert 'value="flood" checked' in html
    assert 'href="?sort=-code"' in html
    assert "hapus saringan" in html
    assert 'name="sort" value="-code"' in html


def test_a_filter_value_without_a_count_shows_none():
    html = included("filters", filters=FILTERS)
    assert html.count('class="count"') == 3  # the number of chosen values, 1.003 and a real 0


def test_page_links_keep_the_filters():
    page = Paginator(range(99_999), 50).get_page(1000)
    html = included("pagination", page=page)
    assert "49.951–50.000 dari 99.999" in html
    assert 'href="?kind=flood&amp;sort=-code&amp;page=1001"' in html
    assert 'aria-current="page">1.000<' in html


def test_a_keyset_list_says_how_many_it_shows():
    assert "50 dari 33.324 ditampilkan" in included("keyset", shown=50, total=33324, next_url="?after=x")


def test_a_sorted_column_says_so():
    assert 'aria-sort="descending"' in included("sort_head", column="code", label="Kode")
    assert "aria-sort" not in included("sort_head", column="name", label="Nama")


def test_a_figure_that_nobody_knows_is_not_a_zero():
    assert "tidak ada data" in included("kpi", label="Rawan konflik", value=None, url="/risks/")
    assert ">0<" in included("kpi", label="Rawan konflik", value=0)


# The house rules


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_breaks_the_content_policy(path: Path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|\|safe\b|autoescape off|<script(?![^>]*\bsrc=)", text), path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_every_icon_that_is_asked_for_exists(path: Path):
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    ids = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    assert set(re.findall(r'{% icon "([\w-]+)"', path.read_text())) <= ids


def test_the_error_pages_need_nothing_and_say_what_was_kept():
    with translation.override("id"):
        for name in ("400", "403", "403_csrf", "404", "500"):
            html = render_to_string(f"{name}.html")
            assert "<h1>" in html
            assert "Ke Beranda" in html
    assert "dibatalkan" in render_to_string("500.html")


def test_a_question_before_a_dangerous_action_does_not_repeat_the_form_of_the_page():
    class PageForm(forms.Form):
        name = forms.CharField(label="Nama")

    html = included("confirm", id="disable", title="Nonaktifkan?", text="…", url="/x/", action="Ya", form=PageForm())
    assert "Nama" not in html
    html = included("confirm", id="disable", title="Nonaktifkan?", text="…", url="/x/", action="Ya", asks=PageForm())
    assert "Nama" in html


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Self-intersection[106.25 -6.7]", "garisnya memotong dirinya sendiri di lintang -6.7, bujur 106.25"),
        ("Too few points in geometry component", "titiknya kurang dari empat"),
        ("Something new[1 2]", "Something new di lintang 2, bujur 1"),
    ],
)
def test_the_fault_of_a_polygon_is_said_in_the_readers_language(reason, said):
    assert shown("{{ value|polygon_fault }}", value=reason) == said
