"""A briefing in a real browser: authorised through the dialog, issued by a worker, checked by anyone with the file."""

import hashlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from desk import clock
from desk.briefings import actions
from desk.briefings import jobs as _handlers  # noqa: F401 — registers the handler, as a worker does
from desk.briefings.models import Briefing, Handling, Recipient
from desk.post.links.tokens import address
from desk.post.models import Opening, SecureLink
from desk.work import runs
from desk.work.models import Job
from tests.builders import agency, cast, flag, observation, station, task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    """Give the cast and a draft for KPU about a risk in Kanekes."""
    people = cast()
    risk = flag(station(), severity="critical", status="verified")
    observation(risk.station, flag=risk)
    task(flag=risk, owner=agency("kpu"))
    Recipient.objects.create(agency=agency("kpu"), address="kpu@instansi.example")
    week = clock.week_of(clock.now()).name
    people.draft, _made = actions.draft(
        agency("kpu"), risk.election, edition="weekly", period=week, actor=people.operator_banten, at=clock.now()
    )
    return people


def test_official_authorises_and_sees_it_issued(open_page, story):
    page = open_page(story.pejabat)
    page.goto(reverse("briefing", args=[story.draft.pk]))
    page.get_by_role("button", name="Sahkan dan terbitkan").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Sahkan dan terbitkan").click()
    page.get_by_text("Laporan sedang dibuat").first.wait_for()
    runs.execute(Job.objects.get(kind=actions.ISSUE).pk)
    page.get_by_text("Pengiriman", exact=True).wait_for()
    briefing = Briefing.objects.get()
    assert briefing.document is not None
    assert page.get_by_text(briefing.document.number).first.is_visible()


def test_anyone_compares_the_file_on_the_own_device(open_page, story, tmp_path):
    actions.authorise(story.draft, actor=story.pejabat, at=clock.now())
    document = actions.issue(story.draft.pk, at=clock.now()).document
    page = open_page()
    page.goto(reverse("verify", args=[document.code]))
    same, other = tmp_path / "sama.pdf", tmp_path / "lain.pdf"
    same.write_bytes(bytes(document.content))
    other.write_bytes(bytes(document.content) + b" ")
    page.set_input_files("#verify-file", same)
    page.get_by_text("persis seperti yang diterbitkan").wait_for()
    page.set_input_files("#verify-file", other)
    page.get_by_text("bukan yang diterbitkan").wait_for()
    elsewhere = page.get_by_role("link", name="Cari terbitan lain").get_attribute("href")
    assert elsewhere.endswith(hashlib.sha256(other.read_bytes()).hexdigest())
    page.goto(reverse("verify-ask"))
    page.set_input_files("#verify-file", same)  # no code at all
    page.get_by_text("persis sama dengan yang diterbitkan").wait_for()
    assert page.get_by_text(document.number).is_visible()


def test_on_a_phone_the_summary_comes_first(open_page, story):
    page = open_page(story.operator_banten, viewport={"width": 390, "height": 844})
    page.goto(reverse("briefing", args=[story.draft.pk]))
    heads = page.get_by_role("heading", level=2).all()
    shown = sorted((each.bounding_box()["y"], each.inner_text()) for each in heads if each.is_visible())
    names = [name for _down, name in shown]
    assert names[0] == "Ringkasan" and names.index("Keterangan") < names.index(next(n for n in names if n[:3] == "1 ·"))


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_do_not_scroll_sideways(open_page, story, width):
    page = open_page(story.admin, viewport={"width": width, "height": 844})
    for url in (
        reverse("briefings"),
        reverse("briefing", args=[story.draft.pk]),
        reverse("briefing-new"),
        reverse("briefing-settings"),
        reverse("briefing-recipients", args=["kpu"]),
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_new_pages_have_no_barrier_and_their_buttons_do_what_they_say(open_page, story):
    Handling.objects.create(agency=agency("kpu"), by_link=True, escalate_to="sekda@desk.example")
    page = open_page(story.operator_banten, viewport={"width": 390, "height": 844})
    draft = reverse("briefing", args=[story.draft.pk])
    page.goto(draft)
    page.get_by_text("Coret butir").click()
    page.locator("#strike_number").select_option(index=1)
    page.locator("#strike_reason").fill("Menunggu pemeriksaan Polda")
    page.get_by_role("button", name="Coret", exact=True).click()
    page.get_by_text("dicoret dari daftar").wait_for()
    barriers(page, draft)
    actions.authorise(Briefing.objects.get(), actor=story.pejabat, at=clock.now())
    actions.issue(story.draft.pk, at=clock.now())
    for name, argument in (
        ("briefing", story.draft.pk),
        ("briefing-compare", story.draft.pk),
        ("briefing-rules", "kpu"),
    ):
        page.goto(reverse(name, args=[argument]))
        barriers(page, name)
    share = reverse("briefing-share", args=[story.draft.pk])
    page.goto(share)
    page.get_by_role("button", name="Salin teks").click()
    page.get_by_text("Tersalin. Tempelkan di WhatsApp.").wait_for()
    barriers(page, share)
    guest = open_page()
    guest.goto("/" + address(SecureLink.objects.get().pk).split("/", 3)[3])
    barriers(guest, "secure link")
    with guest.expect_download() as download:
        guest.get_by_role("button", name="Unduh laporan (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf") and Opening.objects.count() == 1


def barriers(page, where):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], where
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == [], where
