"""Every sentence has English words, and the catalogues are gathered and compiled without system tools."""

import gettext
import io
import os
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.pofile import read_po

from desk import catalogues, wording

SOURCE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Beranda"
msgstr "Home"
"""
ENGLISH = catalogues.LOCALE / "en" / "LC_MESSAGES" / "django.po"
# %(count)s, %d, {sequence:03d} and tags of HTML.
PLACEHOLDER = re.compile(r"%\(\w+\)\w+|%%|%[sd]|\{[\w:]+\}|</?\w+")
FEW = 20


def forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Give the forms of a msgid or msgstr, one when it has no plural."""
    return [words] if isinstance(words, str) else list(words or [])


def about(messages: list[Message]) -> list[str]:
    """Name the first few messages for the report of a failing test."""
    return [forms(message.id)[0] for message in messages[:FEW]]


@pytest.fixture(scope="module")
def english() -> Catalog:
    """Give the English catalogue as it stands in the project."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def sentences() -> list[Message]:
    """Give every message that stands in modules and templates now."""
    return [message for message in wording.gather() if message.id]


def test_every_sentence_has_english_words(english: Catalog, sentences: list[Message]) -> None:
    wanting = []
    for message in sentences:
        found = english.get(message.id, message.context)
        if found is None or not wording.filled(found.string):
            wanting.append(message)
    assert about(wanting) == [], f"{len(wanting)} sentences lack English words: run make messages and fill them in"


def test_the_catalogue_holds_nothing_that_no_page_says(english: Catalog, sentences: list[Message]) -> None:
    said = {(forms(message.id)[0], message.context) for message in sentences}
    left = [message for message in english if message.id and (forms(message.id)[0], message.context) not in said]
    assert about(left) == [], "run make messages"
    assert english.obsolete == {}


def test_no_words_are_guessed(english: Catalog) -> None:
    assert about([message for message in english if message.id and message.fuzzy]) == []


def test_words_keep_the_placeholders_of_their_sentence(english: Catalog) -> None:
    wrong = []
    for message in english:
        if message.id:
            asked = [sorted(PLACEHOLDER.findall(form)) for form in forms(message.id)]
            given = [sorted(PLACEHOLDER.findall(form)) for form in forms(message.string)]
            if any(each not in asked for each in given) or len(asked) != len(given):
                wrong.append(message)
    assert about(wrong) == []
    assert [str(trouble) for _message, trouble in english.check()] == []


def test_words_keep_the_blanks_and_the_full_stop_of_their_sentence(english: Catalog) -> None:
    wrong = []
    for message in english:
        for asked, given in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            ends = [text[-1:] for text in (asked, given)]
            if (asked.strip() != asked) != (given.strip() != given) or (ends[0] != ends[1] and ends[0] in ":…"):
                wrong.append(message)
    assert about(wrong) == []


def test_plurals_have_one_word_and_many(english: Catalog) -> None:
    assert english.num_plurals == 2
    plural = [message for message in english if message.pluralizable]
    assert plural
    assert about([message for message in plural if len(forms(message.string)) != 2]) == []


def test_templates_are_read_as_django_looks_their_sentences_up() -> None:
    template = (
        '{% translate "Naik 5%" %}{% blocktranslate with a=b trimmed %}\n  Turun 5%\n  dari {{ a }}\n'
        '{% endblocktranslate %}{% translate "Tugas" context "satu" %}'
    )
    found = wording.read_template(io.BytesIO(template.encode()), DEFAULT_KEYWORDS, [], {})
    assert [message for _line, _function, message, _comments in found] == [
        "Naik 5%%",
        "Turun 5%% dari %(a)s",
        ("satu", "Tugas"),
    ]


def test_gathering_keeps_words_names_what_lacks_them_and_settles(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE + '\nmsgid "Lama"\nmsgstr "Old"\n')
    template = Catalog()
    template.add("Beranda")
    template.add("Beranda baru")
    template.add(("%(n)d hasil", "%(n)d hasil"))
    assert wording.update(source, template) == ["Beranda baru", "%(n)d hasil"]
    text = source.read_text()
    assert 'msgstr "Home"' in text and "Lama" not in text and "fuzzy" not in text
    assert wording.update(source, template) == ["Beranda baru", "%(n)d hasil"]
    assert source.read_text() == text


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
