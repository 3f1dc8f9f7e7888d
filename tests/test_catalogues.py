"""Translation catalogues are compiled without system tools, when they changed and only then."""

import gettext
import os
from pathlib import Path

from desk import catalogues

SOURCE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Beranda"
msgstr "Home"
"""


def test_a_changed_catalogue_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(SOURCE)
    assert catalogues.compile_all(tmp_path) == 1
    assert catalogues.compile_all(tmp_path) == 0
    assert gettext.translation("django", tmp_path, ["en"]).gettext("Beranda") == "Home"
    later = (folder / "django.mo").stat().st_mtime + 5
    os.utime(folder / "django.po", (later, later))
    assert catalogues.compile_all(tmp_path) == 1


def test_the_products_own_catalogues_compile() -> None:
    catalogues.compile_all()
    for source in catalogues.LOCALE.glob("*/LC_MESSAGES/*.po"):
        assert source.with_suffix(".mo").is_file()
