"""Choosing a file in a real browser: our words, and everything that the browser's own button can."""

import time

import pytest
from playwright.sync_api import FileChooser

from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_file_button_speaks_indonesian_and_names_the_file(open_page, cast):
    builders.election()
    page = open_page(cast.operator_lebak)
    page.goto("/imports/lists/")
    choice = page.locator(".file-pick")
    assert choice.inner_text().split("\n") == ["Pilih berkas", "Belum ada berkas dipilih"]
    field = page.get_by_label("Berkas daftar")
    field.set_input_files({"name": "sinyal.csv", "mimeType": "text/csv", "buffer": b"kode_tps\n"})
    assert "sinyal.csv" in choice.inner_text()
    assert "Belum ada" not in choice.inner_text()


def test_the_file_button_is_reached_and_pressed_from_the_keyboard(open_page, cast):
    builders.election()
    page = open_page(cast.operator_lebak)
    # From the start: on a busy machine the browser would hear of a listener that comes with the key after the key.
    asked: list[FileChooser] = []
    page.on("filechooser", lambda dialog: asked.append(dialog))
    page.goto("/imports/lists/")
    page.get_by_label("Sumber").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "file"
    assert page.locator(".file-pick").evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    page.keyboard.press("Space")
    deadline = time.monotonic() + 30
    while not asked:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
