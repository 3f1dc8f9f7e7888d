"""Evidence in a real browser: attached and looked at with the keyboard, on a phone, without scripts; accessible."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.evidence_files import jpeg, pdf
from tests.test_risk_browser import accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHOTO = {"name": "menara.jpg", "mimeType": "image/jpeg", "buffer": jpeg((1200, 900), taken="2024:02:14 09:12:00")}
OTHER = {"name": "jalan.jpg", "mimeType": "image/jpeg", "buffer": jpeg((900, 1200), colour="olive")}
LETTER = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": pdf()}
SCRIPT = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload='alert(1)'/>"}


@pytest.fixture
def people():
    """Make the cast and a risk in Kanekes."""
    cast = builders.cast()
    cast.flag = builders.flag(builders.station())
    builders.observation(cast.flag.station, flag=cast.flag)
    return cast


def test_photos_are_attached_on_the_risks_page_and_looked_at_large(people, open_page):
    page = open_page(people.operator_lebak)
    page.goto(f"/risks/{people.flag.pk}/")
    page.get_by_text("Tambah bukti").click()
    page.get_by_label("Foto atau PDF").set_input_files([PHOTO, OTHER, LETTER])
    page.get_by_label("Keterangan", exact=False).last.fill("Menara roboh di jalan masuk desa")
    accessible(page)
    page.get_by_role("button", name="Unggah bukti").click()
    first = page.get_by_role("link", name="Foto 1 dari 2: Menara roboh di jalan masuk desa")
    expect(first.locator("img")).to_have_js_property("complete", True)
    assert first.locator("img").evaluate("img => img.naturalWidth") == 320
    accessible(page)
    first.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("img", name="Menara roboh di jalan masuk desa")
    expect(large).to_be_visible()
    assert large.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1200
    expect(page.get_by_text("jam kamera, tanpa zona waktu")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_without_scripts_attaches_and_reads_why_a_file_was_refused(people, open_page, troubles, scheme):
    builders.evidence(people.flag, uploaded_by=people.lapangan)
    page = open_page(
        people.lapangan, viewport={"width": 390, "height": 844}, java_script_enabled=False, color_scheme=scheme
    )
    page.goto(f"/risks/{people.flag.pk}/")
    page.get_by_role("link", name="Buka bukti risiko ini").click()
    page.get_by_text("Tambah bukti").click()
    page.get_by_label("Foto atau PDF").set_input_files([PHOTO, OTHER, LETTER, SCRIPT])
    page.get_by_label("Keterangan").fill("Jalan putus")
    page.get_by_role("button", name="Unggah bukti").click()
    expect(page.get_by_text("Berkas ini naskah atau halaman web")).to_be_visible()
    expect(page.get_by_label("Keterangan")).to_have_value("Jalan putus")
    expect(page.get_by_role("link", name="Foto 2 dari 3: Jalan putus")).to_be_visible()
    troubles.forget("422")
    # Playwright counts where the page itself may run nothing.
    assert page.locator("html").evaluate("html => html.scrollWidth") <= 390
