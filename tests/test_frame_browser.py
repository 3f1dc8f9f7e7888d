"""The frame in a real browser: keyboard, panel, drafts, double clicks, theme, phones; content policy in force."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import RequestContext, Template
from django.urls import include, path
from playwright.sync_api import Page, expect

from tests import builders

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.test_frame_browser"),
    pytest.mark.django_db(transaction=True),
]
PHONE = {"viewport": {"width": 390, "height": 844}}
sent: list[str] = []
sent_lock = Lock()


class NoteForm(forms.Form):
    note = forms.CharField(label="Catatan")
    urgent = forms.BooleanField(label="Segera", required=False)
    key = forms.CharField(label="Kunci", required=False, widget=forms.PasswordInput)

    def clean_note(self):
        if "salah" in self.cleaned_data["note"]:
            raise forms.ValidationError("Catatan itu salah.")
        return self.cleaned_data["note"]


def page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    source = Path(__file__).with_name("data") / "frame" / f"{name}.html"
    return HttpResponse(Template(source.read_text()).render(RequestContext(request, context)))


def list_view(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        with sent_lock:
            sent.append(
                json.dumps(
                    {
                        "selected": request.POST.getlist("selected"),
                        "everything": request.POST["everything"],
                        "action": request.POST.get("action"),
                    }
                )
            )
        return HttpResponseRedirect("/list/")
    options = [{"value": "flood", "label": "Banjir", "count": 3, "selected": "flood" in request.GET.getlist("kind")}]
    actions = [{"value": "verify", "label": "Verifikasi"}, {"dialog": "refuse", "label": "Tolak…"}]
    filters = [{"name": "kind", "label": "Jenis", "options": options}]
    return page(request, "list", numbers=[1, 2, 3], filters=filters, actions=actions)


def detail(request: HttpRequest) -> HttpResponse:
    return page(request, "panel" if request.headers.get("HX-Target") == "panel" else "detail")


def form_view(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with sent_lock:
            sent.append(form.cleaned_data["note"])
        return HttpResponseRedirect("/list/")
    return page(request, "form", form=form)


def search(request: HttpRequest) -> HttpResponse:
    items = [
        {"url": "/detail/", "label": "TPS 005 Kanekes", "hint": "Lebak"},
        {"url": "/list/", "label": "R-0244", "hint": ""},
    ]
    groups = [{"label": "TPS", "items": items[:1]}, {"label": "Risiko", "items": items[1:]}]
    return render(request, "components/suggestions.html", {"groups": groups, "count_words": "2 hasil"})


urlpatterns = [
    path("list/", list_view),
    path("detail/", detail),
    path("form/", form_view),
    path("search/", search, name="search"),
    path("", include("desk.urls")),
]


@pytest.fixture
def desk(open_page: Callable[..., Page], cast) -> Page:
    builders.election()
    sent.clear()
    return open_page(cast.operator_lebak)


def test_slash_finds_and_arrows_choose(desk):
    desk.goto("/list/")
    desk.keyboard.press("/")
    box = desk.get_by_role("combobox")
    expect(box).to_be_focused()
    desk.keyboard.type("kanekes")
    expect(desk.get_by_role("option")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("option").first).to_be_hidden()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Halaman rincian")).to_be_visible()


def test_panel_opens_beside_the_list_and_gives_the_focus_back(desk):
    desk.goto("/list/?kind=flood")
    link = desk.get_by_role("link", name="penyelenggaraan 2")
    link.focus()
    desk.keyboard.press("Enter")
    title = desk.get_by_role("heading", name="Rincian panel")
    expect(title).to_be_focused()
    assert desk.url.endswith("/detail/")
    desk.keyboard.press("Escape")
    expect(title).to_be_hidden()
    expect(link).to_be_focused()
    assert desk.url.endswith("/list/?kind=flood")


def test_back_closes_the_panel_and_reload_opens_the_page_of_its_own(desk):
    desk.goto("/list/")
    desk.get_by_role("link", name="penyelenggaraan 1").click()
    expect(desk.get_by_role("heading", name="Rincian panel")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("heading", name="Halaman rincian")).to_be_visible()
    desk.go_back()
    expect(desk.get_by_role("heading", name="Daftar")).to_be_visible()
    assert desk.locator("#panel").is_hidden()


def test_signed_out_person_gets_the_sign_in_page_not_a_page_inside_the_panel(desk, troubles):
    desk.goto("/list/")
    desk.context.clear_cookies()
    desk.get_by_role("link", name="penyelenggaraan 1").click()
    desk.wait_for_url("**/accounts/login/**")
    assert desk.locator("#panel").count() == 0


def test_double_click_sends_once(desk):
    desk.goto("/form/")
    desk.get_by_label("Catatan").fill("air naik")
    desk.get_by_role("button", name="Simpan").dblclick()
    expect(desk.get_by_role("heading", name="Daftar")).to_be_visible()
    assert sent == ["air naik"]


def test_what_was_typed_survives_a_closed_page_and_goes_once_it_is_saved(desk):
    desk.goto("/form/")
    desk.get_by_label("Catatan").fill("jembatan putus")
    desk.get_by_label("Segera").check()
    desk.get_by_label("Kunci").fill("rahasia")
    desk.wait_for_timeout(500)
    assert "rahasia" not in desk.evaluate("JSON.stringify({...localStorage})")
    desk.goto("/list/")
    desk.goto("/form/")
    expect(desk.get_by_label("Catatan")).to_have_value("jembatan putus")
    expect(desk.get_by_label("Segera")).to_be_checked()
    expect(desk.get_by_text("dipulihkan dari perangkat ini")).to_be_visible()
    desk.get_by_role("button", name="Simpan").click()
    expect(desk.get_by_role("heading", name="Daftar")).to_be_visible()
    desk.goto("/form/")
    expect(desk.get_by_label("Catatan")).to_have_value("")


def test_draft_stays_when_the_form_is_refused_and_can_be_thrown_away(desk):
    desk.goto("/form/")
    desk.get_by_label("Catatan").fill("ini salah")
    desk.get_by_role("button", name="Simpan").click()
    expect(desk.get_by_role("alert")).to_be_focused()
    expect(desk.get_by_label("Catatan")).to_have_value("ini salah")
    desk.get_by_role("link", name="Catatan: Catatan itu salah.").click()
    expect(desk.get_by_label("Catatan")).to_be_focused()
    desk.goto("/form/")
    expect(desk.get_by_label("Catatan")).to_have_value("ini salah")
    desk.get_by_role("button", name="Buang draf").click()
    expect(desk.get_by_label("Catatan")).to_have_value("")


def test_drafts_leave_the_device_at_sign_out(desk):
    desk.goto("/form/")
    desk.get_by_label("Catatan").fill("jembatan putus")
    desk.wait_for_timeout(500)
    desk.get_by_text("Menu pengguna").click(force=True)
    desk.get_by_role("button", name="Keluar").click()
    desk.wait_for_url("**/accounts/login/**")
    assert desk.evaluate("Object.keys(localStorage).length") == 0


def test_chosen_rows_are_counted_and_sent(desk):
    desk.goto("/list/")
    expect(desk.locator("#bulk")).to_be_hidden()
    desk.get_by_label("Pilih 1").check()
    desk.get_by_label("Pilih 3").check()
    expect(desk.get_by_text("2 dipilih")).to_be_visible()
    desk.get_by_role("button", name="Verifikasi").click()
    desk.wait_for_load_state()
    assert json.loads(sent[0]) == {"selected": ["1", "3"], "everything": "", "action": "verify"}


def test_all_results_can_be_chosen_and_unchoosing_one_ends_it(desk):
    desk.goto("/list/")
    desk.get_by_label("Pilih semua di halaman ini").check()
    desk.get_by_role("button", name="pilih semua 358").click()
    expect(desk.get_by_text("358 dipilih")).to_be_visible()
    desk.get_by_label("Pilih 2").uncheck()
    expect(desk.get_by_text("2 dipilih")).to_be_visible()
    assert desk.locator("[data-everything]").input_value() == ""


def test_dangerous_action_asks_first(desk):
    desk.goto("/list/")
    desk.get_by_label("Pilih 1").check()
    desk.get_by_role("button", name="Tolak…").click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.get_by_role("button", name="Tidak jadi").click()
    expect(desk.get_by_role("dialog")).to_be_hidden()
    assert sent == []


def test_menus_close_by_escape_and_give_the_focus_back(desk):
    desk.goto("/list/")
    opener = desk.locator("summary", has_text="Jenis")
    opener.click()
    expect(desk.get_by_role("checkbox", name="Banjir")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("checkbox", name="Banjir")).to_be_hidden()
    expect(opener).to_be_focused()


def test_filters_apply_without_a_reload_and_keep_their_address(desk):
    desk.goto("/list/")
    desk.evaluate("window.stayed = true")
    desk.locator("summary", has_text="Jenis").click()
    desk.get_by_role("checkbox", name="Banjir").check()
    desk.get_by_role("button", name="Terapkan").click()
    chip = desk.get_by_role("link", name="Banjir hapus saringan")
    expect(chip).to_be_visible()
    expect(desk.locator("summary", has_text="Jenis")).to_be_focused()
    assert desk.url.endswith("/list/?kind=flood")
    assert desk.evaluate("window.stayed")
    desk.go_back()
    expect(chip).to_be_hidden()
    assert desk.url.endswith("/list/")


def test_theme_changes_at_once_and_the_next_page_is_drawn_in_it(desk):
    desk.goto("/list/")
    desk.get_by_text("Menu pengguna").click(force=True)
    desk.get_by_role("button", name="Gelap").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    dark = desk.evaluate("getComputedStyle(document.body).backgroundColor")
    answer = desk.goto("/form/")
    assert 'data-theme="dark"' in answer.text()
    assert desk.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_keyboard_reaches_the_content_past_the_menu(desk):
    desk.goto("/list/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Lompat ke isi")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()


@pytest.mark.parametrize("address", ["/list/", "/form/", "/detail/"])
def test_phone_never_scrolls_sideways_and_has_large_targets(open_page, cast, address):
    builders.election()
    phone = open_page(cast.operator_lebak, has_touch=True, is_mobile=True, **PHONE)
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    small = phone.evaluate(
        """[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')].filter(each => {
            const box = (each.closest('label') ?? each.labels?.[0] ?? each).getBoundingClientRect();
            return each.checkVisibility() && box.width > 1 && box.height > 1 && Math.max(box.height, box.width) < 44
        }).map(each => each.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_phone_finds_the_rest_of_the_menu_under_lainnya(open_page, cast):
    builders.election()
    phone = open_page(cast.operator_banten, has_touch=True, is_mobile=True, **PHONE)
    phone.goto("/list/")
    entries = phone.locator(".rail-main > li:visible")
    assert entries.count() <= 4
    phone.get_by_text("Lainnya", exact=True).tap()
    expect(phone.get_by_role("link", name="Riwayat")).to_be_visible()


def test_phone_shows_rows_as_cards_that_name_their_cells(open_page, cast):
    builders.election()
    phone = open_page(cast.operator_lebak, **PHONE)
    phone.goto("/list/")
    label = phone.evaluate("getComputedStyle(document.querySelector('td[data-label]'), '::before').content")
    assert label == '"Keparahan"'


def test_pages_stay_light(desk):
    bodies: dict[str, int] = {}
    desk.on("response", lambda answer: bodies.update({answer.url: len(answer.body())}))
    desk.goto("/list/", wait_until="networkidle")
    assert sum(bodies.values()) < 150_000, bodies


def test_works_without_javascript(open_page, cast):
    builders.election()
    plain = open_page(cast.operator_lebak, java_script_enabled=False)
    plain.goto("/list/")
    plain.get_by_role("link", name="penyelenggaraan 1").click()
    expect(plain.get_by_role("heading", name="Halaman rincian")).to_be_visible()
    plain.locator("summary", has_text="Operator").click()
    plain.get_by_role("button", name="Gelap").click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("address", ["/list/?kind=flood", "/form/", "/detail/"])
def test_an_accessibility_audit_finds_nothing(open_page, cast, address):
    builders.election()
    builders.flag()
    audited = open_page(cast.operator_lebak)
    audited.goto(address)
    if "form" in address:
        audited.get_by_label("Catatan").fill("salah")
        audited.get_by_role("button", name="Simpan").click()
    if "list" in address:
        audited.get_by_label("Pilih 1").check()
        audited.get_by_role("link", name="penyelenggaraan 2").click()
        expect(audited.get_by_role("heading", name="Rincian panel")).to_be_visible()
    for scheme in ("light", "dark"):
        audited.emulate_media(color_scheme=scheme)
        found = Axe().run(audited).response["violations"]
        assert [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found] == []


def test_a_table_wider_than_a_phone_is_reached_and_named_by_keyboard(open_page, cast):
    builders.election()
    narrow = open_page(cast.operator_lebak, viewport={"width": 390, "height": 844})
    narrow.goto("/list/")
    wrap = narrow.locator(".table-wrap").first
    expect(wrap).not_to_have_attribute("tabindex", "0")
    wrap.locator("table").evaluate("table => { table.style.display = 'block'; table.style.width = '900px' }")
    narrow.evaluate("dispatchEvent(new Event('resize'))")
    expect(wrap).to_have_attribute("tabindex", "0")
    expect(wrap).to_have_attribute("aria-label", re.compile(r"\w"))
